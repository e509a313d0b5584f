const at = (id) => document.getElementById(id);
const ask = (path, init) => fetch(path, { headers: { accept: 'application/json' }, ...init });

await Promise.allSettled([showHealth(), showWho(), showMailbox()]);

async function showHealth() {
  const line = at('health');
  try {
    const answer = await ask('/v1/health/ready');
    line.className = answer.ok ? 'state good' : 'state bad';
    line.textContent = answer.ok
      ? 'Ready: the database answers and the log is being written.'
      : 'Not ready. Try again in a moment.';
    const checkpoint = await fetch('/log/checkpoint');
    if (checkpoint.ok) {
      at('log-size').textContent = Number((await checkpoint.text()).split('\n')[1]).toLocaleString('en');
      at('facts').hidden = false;
    }
  } catch {
    line.className = 'state bad';
    line.textContent = 'The service does not answer.';
  }
}

async function showWho() {
  const answer = await ask('/v1/session');
  const signedIn = answer.ok;
  at('sign-in').hidden = signedIn;
  at('sign-out').hidden = !signedIn;
  if (!signedIn) {
    at('who').textContent = 'You are not signed in.';
    return;
  }
  const session = await answer.json();
  at('who').replaceChildren('You are signed in as ', bdi(session.email ?? session.user?.email ?? ''), '.');
}

async function showMailbox() {
  // Only a service that captures its mail has this page.
  const answer = await fetch('/mailbox', { method: 'HEAD' });
  at('mailbox').hidden = !answer.ok;
}

function bdi(text) {
  const element = document.createElement('bdi');
  element.textContent = text;
  return element;
}

at('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const line = at('sign-in-answer');
  try {
    const answer = await ask('/v1/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: at('email').value }),
    });
    line.textContent = answer.ok
      ? 'If that address can sign in, a link is on its way. It works once.'
      : ((await answer.json()).detail ?? 'That did not work. Nothing was sent.');
  } catch {
    line.textContent = 'You are offline. Nothing was sent.';
  }
});

at('sign-out').addEventListener('submit', async (event) => {
  event.preventDefault();
  await ask('/v1/session', { method: 'DELETE' });
  location.reload();
});
