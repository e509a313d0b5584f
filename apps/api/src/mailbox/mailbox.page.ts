import type { CapturedMail } from '#store';
import { escaped, page } from '../portal/page.js';

export function messagesPage(mails: readonly CapturedMail[]): string {
  const rows = mails.map(
    ({ id, to, subject, capturedAt }) =>
      `<li><a href="/mailbox/${escaped(id)}">${escaped(subject)}</a><span>to ${escaped(to)}, <time datetime="${capturedAt}">${said(capturedAt)}</time></span></li>`,
  );
  const list =
    rows.length === 0
      ? '<p>No mail yet. When the service mails somebody, it is here.</p>'
      : `<ul class="links">${rows.join('')}</ul>`;
  return page(
    'Captured mail',
    `<p class="lead">This service sends no mail out. What it would have sent is kept here.</p>${list}`,
  );
}

export function messagePage({ to, subject, text, capturedAt }: CapturedMail): string {
  // Only what looks like a link of http is made one; the text itself stays as it was mailed.
  const body = escaped(text).replace(/https?:\/\/[^\s<]+/g, (link) => `<a href="${link}">${link}</a>`);
  return page(
    subject,
    `<p>To ${escaped(to)}, <time datetime="${capturedAt}">${said(capturedAt)}</time></p><pre class="mail">${body}</pre><p><a href="/mailbox">All captured mail</a></p>`,
  );
}

function said(instant: string): string {
  return `${instant.slice(0, 16).replace('T', ' ')} UTC`;
}
