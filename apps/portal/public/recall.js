// The token travels in the fragment, so it is in no request line, referrer or log; what it is for is shown at a press, so a
// mail scanner that fetches the page sees nothing of it.
const at = (id) => document.getElementById(id);
const token = location.hash.slice(1);
const say = (text) => {
  at('say').textContent = text;
};

class Refused extends Error {}

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
  throw new Refused(
    answer.status === 410 ? 'This link has served or is too old. Sign in, or wait for the next e-mail.' : why,
  );
}

const day = (instant) => {
  const format = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short', timeZone: 'UTC' });
  return `${format.format(new Date(instant))}, UTC`;
};

function draw({ stops, effectiveAt, answerBy, deleteBy, recipient }) {
  at('open').hidden = true;
  at('about').hidden = false;
  at('stops').replaceChildren(
    ...stops.map((text) => Object.assign(document.createElement('li'), { textContent: text })),
  );
  at('productions').textContent = recipient.productions.join('; ');
  at('due').textContent = [
    `It stops from ${day(effectiveAt)}. They ask for an answer by ${day(answerBy)}.`,
    ...(deleteBy === null ? [] : [`What must be erased, must be by ${day(deleteBy)}.`]),
  ].join(' ');
  const { answered, deletion } = recipient;
  at('answer').hidden = answered.state === 'done';
  at('deletion').hidden = deletion === null || deletion.state === 'done';
  const isDone = at('answer').hidden && at('deletion').hidden;
  say(isDone ? 'You have answered all that is asked. Thank you.' : 'Read what stops, and answer.');
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
  return tell('/v1/recall-links/answers', { answer, ...(words !== '' && { words }) });
});
on('deletion', () => {
  const deletion = { statement: at('statement').value, name: at('name').value, isAll: at('all').checked };
  return tell('/v1/recall-links/answers', { deletion });
});

if (token === '') {
  at('open').hidden = true;
  say('This page needs the link from your e-mail. Open the e-mail again.');
}
