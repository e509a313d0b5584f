/** What somebody is told on the day they come of age, if guardians signed for them. */
import type { Store } from '#store';

/** Mails everybody who came of age since the last round; returns how many are of age. */
export function tellOfMajority(store: Store, link: string): Promise<number> {
  return store.tellOfAge((to) => ({
    kind: 'mail',
    payload: {
      to,
      subject: 'You are of age: what was signed for you waits for you',
      text: [
        'Guardians signed something for you while you were a minor. Since you are of age, it allows nothing any more.',
        '',
        'You can read it, and sign the same words yourself, or leave it. If you do nothing, nothing is allowed.',
        '',
        `Sign in with this address to read it: ${link}`,
        '',
        'Countersign',
        '',
      ].join('\n'),
    },
  }));
}
