// The token travels in the fragment, so it is in no request line, referrer or log, and it is spent by a press: a mail
// scanner that only fetches the page cannot use it up.
const say = document.getElementById('say');
const form = document.getElementById('spend');
const [, stops, token] = /^#(stop-recovery\.)?(.*)$/.exec(location.hash) ?? ['', undefined, ''];
const route = stops ? '/v1/recovery/cancel' : '/v1/session';

if (stops) {
  document.querySelector('h1').textContent = 'Stop it';
  say.textContent = 'Press Continue, and nothing changes in how you sign in.';
}

if (token === '') {
  form.hidden = true;
  say.textContent = 'This page needs the link from your e-mail. Open the e-mail again, or ask for a new link.';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(route, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) {
      // Whoever asked for the link on the page of a request goes on there.
      const back = localStorage.getItem('return') ?? '';
      localStorage.removeItem('return');
      location.replace(/^#req_\w+$/.test(back) ? `/request${back}` : '/');
      return;
    }
    form.hidden = answer.status < 500;
    say.textContent =
      answer.status < 500
        ? 'This link is used or has ended. Ask for a new one. Nothing else happened.'
        : 'The service did not answer as it should. You are not signed in. Press Continue again.';
  } catch {
    say.textContent = 'You are offline. Nothing was sent. Press Continue again when you are back.';
  } finally {
    button.removeAttribute('aria-busy');
  }
});
