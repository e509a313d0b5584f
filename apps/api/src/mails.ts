/** What the API has mailed, in plain words. Each is a delivery row of the request's own transaction. */
import type { NewDelivery } from '#store';

function mail(to: string, subject: string, lines: readonly string[]): NewDelivery {
  return { kind: 'mail', payload: { to, subject, text: [...lines, '', 'Countersign', ''].join('\n') } };
}

/** The token stands in the fragment, which no server, log or referrer ever sees. */
export function signInMail(to: string, link: string, minutes: number): NewDelivery {
  return mail(to, 'Your link to sign in', [
    'Somebody, most likely you, asked to sign in to Countersign. Open this link and press Continue:',
    '',
    link,
    '',
    `It works once, within ${minutes} minutes. If you did not ask for it, do nothing: nobody is signed in.`,
  ]);
}
