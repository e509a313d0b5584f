// Stopped by a press: a mail scanner that only fetches the page stops nothing. The link is this page's own address.
const say = document.getElementById('say');
const form = document.getElementById('stop');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.setAttribute('aria-busy', 'true');
  try {
    const { ok } = await fetch(location.pathname, { method: 'POST' });
    form.hidden = ok;
    say.textContent = ok
      ? 'Stopped. No more reminders of this request are sent to you.'
      : 'The service did not answer as it should. Press Stop reminders again.';
  } catch {
    say.textContent = 'You are offline. Nothing was sent. Press Stop reminders again when you are back.';
  } finally {
    button.removeAttribute('aria-busy');
  }
});
