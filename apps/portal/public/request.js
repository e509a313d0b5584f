// One request, clause by clause. The page draws the words that the service serves, hashes what it drew, and sends that: so what
// is signed is what stood on the screen. It holds no sentence about rights of its own.
const at = (id) => document.getElementById(id);
const [, request] = /^#(req_\w+)$/.exec(location.hash) ?? [];
const route = `/v1/requests/${request}`;
const NOT_SIGNED = 'Nothing was signed. Try again, or use a code.';

class Refused extends Error {}

/** Asks the service; throws what it says when it refuses. A reading asks `GET`, everything else tells something. */
async function ask(path, body, method = body === undefined ? 'GET' : 'POST') {
  const headers = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET') headers['idempotency-key'] = crypto.randomUUID();
  const sent = fetch(path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const answer = await sent.catch(() => {
    throw new Refused(
      navigator.onLine ? 'We do not know yet whether it arrived.' : 'You are offline. Nothing was sent.',
    );
  });
  const told = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw Object.assign(new Refused(told.detail ?? 'That did not work.'), { status: answer.status });
  return told;
}

let shown = null;
await load();

async function load() {
  if (request === undefined) return say('This page needs the link from your e-mail. Open the e-mail again.');
  const session = await ask('/v1/session').catch(() => null);
  if (session === null) {
    // The mailed link opens in this browser, and comes back to where it was asked for.
    localStorage.setItem('return', location.hash);
    at('sign-in').hidden = false;
    return say('Sign in to read it.');
  }
  listPasskeys(session);
  try {
    shown = await ask(route);
  } catch (refused) {
    if (refused.status !== 404) return say(refused.message);
    return say('There is no such request, or it is not one to you.');
  }
  await draw();
}

function say(text) {
  at('say').textContent = text;
}

function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

/** All that is on the paper is hashed: the parts of the document, each a heading and its lines. */
async function draw() {
  const { state, rendered, respondBy, waitsFor } = shown;
  const clauses = new Map(rendered.clauses.map(({ id, text }) => [text, id]));
  at('paper').replaceChildren(
    ...rendered.text.split('\n\n').flatMap((text) => {
      const part = element('div', '', { className: 'part' });
      const [heading, ...lines] = text.split('\n');
      part.append(element('h3', heading), ...lines.map((line) => element('p', line)));
      const id = clauses.get(text);
      if (id === undefined) return [part];
      part.dataset.clause = id;
      return [part, ...(state === 'sent' ? [answersTo(id, heading)] : [])];
    }),
  );
  at('answer').hidden = false;
  at('answer').querySelector('section').hidden = state !== 'sent';
  if (respondBy !== null) {
    at('deadline').hidden = false;
    const date = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' }).format(new Date(respondBy));
    at('deadline').textContent = `They ask for an answer by ${date}.`;
  }
  const waits = waitsFor.length > 0 && shown.cosigned.length > 0 ? ' It waits for others who must sign as well.' : '';
  say(
    state === 'sent'
      ? `Read each part and answer it.${waits}`
      : `This request is ${state}. There is nothing to answer.`,
  );
}

/** Two answers of one size; none is chosen before she chooses. */
function answersTo(id, heading) {
  const set = element('fieldset', '', { className: 'answers' });
  set.append(
    element('legend', `Your answer to: ${heading}`),
    ...[
      ['yes', 'Initial it'],
      ['no', 'Leave it out'],
    ].map(([value, text]) => {
      const label = element('label', '');
      label.append(element('input', '', { type: 'radio', name: `clause-${id}`, value }), ` ${text}`);
      return label;
    }),
  );
  return set;
}

/** What stands on the screen, as it is hashed: one line for each element of a part. */
function textOf(part) {
  return Array.from(part.children, (line) => line.textContent).join('\n');
}

async function hashOf(text) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function answersGiven() {
  const parts = [...document.querySelectorAll('#paper .part')];
  const clauses = [];
  for (const part of parts.filter(({ dataset }) => dataset.clause)) {
    const id = part.dataset.clause;
    const answer = document.querySelector(`input[name="clause-${id}"]:checked`)?.value;
    const [heading] = part.children;
    if (answer === undefined) throw new Refused(`Answer this part first: ${heading.textContent}.`);
    if (answer === 'no')
      throw new Refused(
        `You left this out: ${heading.textContent}. They ask for all of it. Decline, or answer it anew.`,
      );
    clauses.push({ id, textHash: await hashOf(textOf(part)), confirmed: true });
  }
  if (!at('electronic').checked) throw new Refused('Tick the box that you agree to do this electronically.');
  const textHash = await hashOf(parts.map(textOf).join('\n\n'));
  return { version: shown.version, clauses, textHash, electronicBusiness: true, locale: shown.rendered.locale };
}

/** The browser does not say why a passkey did not answer, so neither do we. */
async function withDevice(asking) {
  try {
    return (await asking()).toJSON();
  } catch {
    throw new Refused(NOT_SIGNED);
  }
}

async function addPasskey() {
  const { challenge, options } = await ask('/v1/factors/passkey', {});
  const publicKey = window.PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const response = await withDevice(() => navigator.credentials.create({ publicKey }));
  const added = await ask('/v1/factors/passkey/confirm', { challenge, response, name: 'Passkey' });
  if (added.recoveryCodes) {
    at('recovery').hidden = false;
    at('recovery-codes').replaceChildren(...added.recoveryCodes.map((code) => element('li', code)));
  }
  listPasskeys(await ask('/v1/session'));
}

function listPasskeys({ factors = [] }) {
  const keys = factors.filter(({ kind }) => kind === 'passkey');
  at('passkeys').hidden = false;
  at('passkeys').dataset.count = keys.length;
  at('key-list').replaceChildren(
    ...keys.map(({ id, name, addedAt }, index) => {
      const item = element('li', '');
      const called = `${name ?? 'Passkey'} ${index + 1}, added on ${addedAt.slice(0, 10)}`;
      const remove = element('button', 'Remove', { type: 'button', className: 'plain' });
      remove.setAttribute('aria-label', `Remove ${called}`);
      remove.addEventListener('click', () =>
        acting(remove, async () => {
          await ask(`/v1/factors/${id}`, undefined, 'DELETE');
          listPasskeys(await ask('/v1/session'));
        }),
      );
      item.append(element('span', called), remove);
      return item;
    }),
  );
}

async function signByPasskey() {
  const answers = await answersGiven();
  if (!('PublicKeyCredential' in window)) throw new Refused('This browser has no passkeys. Use a code.');
  if (at('passkeys').dataset.count === '0') await addPasskey();
  const { challenge, options } = await ask(`${route}/challenge`, answers);
  const publicKey = window.PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const response = await withDevice(() => navigator.credentials.get({ publicKey }));
  done(await ask(`${route}/sign`, { ...answers, passkey: { challenge, response } }));
}

async function signByCode() {
  const answers = await answersGiven();
  done(await ask(`${route}/sign`, { ...answers, code: at('code').value.trim(), typedName: at('name').value }));
}

function done({ consent, waitsFor, leafHash }) {
  at('answer').hidden = true;
  at('title').textContent = consent === null ? 'You signed; others must sign too' : 'You signed';
  document.title = `${at('title').textContent} · Countersign`;
  say(
    consent === null
      ? `Nothing is allowed until ${waitsFor.length} more have signed.`
      : `It is recorded under the fingerprint ${leafHash}. You can withdraw it here.`,
  );
  at('title').focus();
}

/** Sends at the press, or says beside the button what did not happen. */
async function acting(button, act) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  at('problem').hidden = true;
  try {
    await act();
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused;
    at('problem').textContent = refused.message;
    at('problem').hidden = false;
    at('problem').focus();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

at('answer').addEventListener('submit', (event) => {
  event.preventDefault();
  void acting(at('sign'), signByPasskey);
});
at('sign-by-code').addEventListener('click', () => acting(at('sign-by-code'), signByCode));
at('send-code').addEventListener('click', () =>
  acting(at('send-code'), async () => {
    await ask(`${route}/code`, {});
    say('A code is on its way. It counts for ten minutes.');
  }),
);
at('add-key').addEventListener('click', () => acting(at('add-key'), addPasskey));
at('decline').addEventListener('click', () =>
  acting(at('decline'), async () => {
    const button = at('decline');
    if (button.dataset.asked === undefined) {
      button.dataset.asked = '';
      button.textContent = 'Press again to decline';
      return say('If you decline, nothing is allowed by it, and they are told. No reason is needed.');
    }
    await ask(`${route}/decline`, {});
    at('answer').hidden = true;
    at('title').textContent = 'You declined';
    say('Nothing is allowed by it. They are told.');
    at('title').focus();
  }),
);
at('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  await ask('/v1/sign-in', { email: at('email').value }).then(
    () => say('If that address can sign in, a link is on its way. It works once.'),
    (refused) => say(refused.message),
  );
});
