// A sign-on begins by a press on this page, never by following a link: no other site can sign a browser in as somebody else.
const say = document.getElementById('say');
const form = document.getElementById('begin');
const organization = location.hash.slice(1);

if (!/^org_[0-9A-Za-z]{22}$/.test(organization)) {
  form.hidden = true;
  say.textContent = 'This page needs the whole link that your organization gave you. Open that link again.';
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = form.querySelector('button');
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(`/v1/sso/${organization}`, { method: 'POST' });
    if (answer.ok) {
      location.assign((await answer.json()).location);
      return;
    }
    form.hidden = answer.status === 404;
    say.textContent =
      answer.status === 404
        ? 'This organization has no single sign-on here. Sign in by e-mail, or ask your administrator.'
        : 'The service did not answer as it should. You are not signed in. Wait a moment and press Continue again.';
  } catch {
    say.textContent = 'You are offline. Nothing was sent. Press Continue again when you are back.';
  } finally {
    button.removeAttribute('aria-busy');
  }
});
