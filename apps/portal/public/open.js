// The token travels in the fragment, so it is in no request line, referrer or log, and it is spent by a press: a mail
// scanner that only fetches the page cannot use it up.
const say = document.getElementById('say');
const form = document.getElementById('spend');
const token = location.hash.slice(1);

if (token === '') {
  form.hidden = true;
  say.textContent = 'This page needs the link from your e-mail. Open the e-mail again, or ask for a new link.';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch('/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
    if (answer.ok) {
      location.replace('/');
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
