// The token travels in the fragment, so it is in no request line, referrer or log; what it is for is shown at a press, so a
// mail scanner that fetches the page sees nothing of it.
const at = (id) => document.getElementById(id);
const token = location.hash.slice(1);
const say = (text) => {
  at('say').textContent = text;
};

class Refused extends Error {}
class Ended extends Refused {}

async function tell(path, body) {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  const sent = fetch(path, { method: 'POST', headers, body: JSON.stringify({ token, ...body }) });
  const answer = await sent.catch(() => {
    throw new Refused(
      navigator.onLine ? 'We do not know yet whether it arrived.' : 'You are offline. Nothing was sent.',
    );
  });
  const told = await answer.json();
  if (answer.ok) return told;
  const why = told.errors?.[0]?.message ?? told.detail ?? 'That did not work.';
  // What is no token at all is a link that was cut off on the way.
  const isEnded = answer.status === 410 || told.errors?.[0]?.path === '/token';
  if (isEnded) throw new Ended('This link has served or is too old. Sign in, or wait for the next e-mail.');
  throw new Refused(why);
}

const day = (instant) => {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(instant))}, UTC`;
};

/** A name with what belongs to it, for a list. */
function fact(name, lines) {
  const term = Object.assign(document.createElement('dt'), { textContent: name });
  return [term, ...lines.map((textContent) => Object.assign(document.createElement('dd'), { textContent }))];
}

const ANSWERS = {
  stopped: 'It has stopped.',
  already_released: 'It was out already.',
  cannot_stop: 'It cannot be stopped.',
};

/** What was said already, by whom of them, so that whoever comes back sees that it is done. */
function drawSaid({ answered, deletion }) {
  const said = [
    ...(answered.state === 'done' ? [[answered.at, [ANSWERS[answered.answer], answered.words]]] : []),
    ...(deletion?.state === 'done'
      ? [[deletion.at, ['What must be erased is.', deletion.statement, `Signed: ${deletion.signedAs ?? 'erased'}`]]]
      : []),
  ];
  at('said').hidden = said.length === 0;
  at('said-list').replaceChildren(
    ...said.flatMap(([when, lines]) =>
      fact(
        day(when),
        lines.filter((text) => text !== null),
      ),
    ),
  );
}

function draw({ stops, effectiveAt, answerBy, deleteBy, recipient }) {
  at('open').hidden = true;
  at('about').hidden = false;
  at('stops').replaceChildren(
    ...stops.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
  );
  at('productions').textContent = recipient.productions.join('; ');
  const { decisions } = recipient;
  at('count').textContent =
    decisions === 1 ? 'One answer that allowed it is recalled.' : `${decisions} answers that allowed it are recalled.`;
  const dates = [
    ['Stops from', effectiveAt],
    ['Answer by', answerBy],
    ...(deleteBy === null ? [] : [['Erase by', deleteBy]]),
  ];
  at('due').replaceChildren(...dates.flatMap(([name, when]) => fact(name, [day(when)])));
  const { answered, deletion } = recipient;
  at('answer').hidden = answered.state === 'done';
  at('deletion').hidden = deletion === null || deletion.state === 'done';
  drawSaid(recipient);
  const isDone = at('answer').hidden && at('deletion').hidden;
  const isBegun = !at('said').hidden;
  at('title').textContent = isDone ? 'You have answered' : 'Answer a recall';
  say(
    isDone
      ? 'Nothing more is asked of you. Thank you.'
      : isBegun
        ? 'That is recorded. Something is still asked of you, below.'
        : 'Read what stops, and answer.',
  );
  at('title').focus();
}

async function acting(form, act) {
  const button = form.querySelector('button');
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  at('problem').hidden = true;
  try {
    draw(await act());
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    at('problem').textContent = refused.message;
    // Beside what was pressed.
    button.before(at('problem'));
    button.hidden = refused instanceof Ended;
    at('problem').hidden = false;
    at('problem').focus();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function on(id, act) {
  at(id).addEventListener('submit', (event) => {
    event.preventDefault();
    void acting(at(id), act);
  });
}

on('open', () => tell('/v1/recall-links', {}));
on('answer', () => {
  const answer = document.querySelector('input[name="answer"]:checked')?.value;
  if (answer === undefined) throw new Refused('Say what became of it.');
  const words = at('words').value.trim();
  if (answer === 'cannot_stop' && words === '') throw new Refused('Say why it cannot be stopped.');
  return tell('/v1/recall-links/answers', { answer, ...(words !== '' && { words }) });
});
on('deletion', () => {
  const deletion = { statement: at('statement').value.trim(), name: at('name').value.trim(), isAll: at('all').checked };
  if (deletion.statement === '') throw new Refused('Say what was erased, and where.');
  if (deletion.name === '') throw new Refused('Type your name. It signs the statement.');
  if (!deletion.isAll) throw new Refused('Tick the box once all that must be erased is erased.');
  return tell('/v1/recall-links/answers', { deletion });
});

if (token === '') {
  at('open').hidden = true;
  say('This page needs the link from your e-mail. Open the e-mail again.');
}
