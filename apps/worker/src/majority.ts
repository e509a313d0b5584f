/** What somebody is told on the day they come of age, if guardians signed for them. */
import { mail, type Store } from '#store';

/** Mails everybody who came of age since the last round; returns how many are of age. */
export function tellOfMajority(store: Store, link: string): Promise<number> {
  return store.tellOfAge((to) =>
    mail(to, 'You are of age: what was signed for you waits for you', [
      'Guardians signed something for you while you were a minor. Since you are of age, it allows nothing any more.',
      '',
      'You can read it, and sign the same words yourself, or leave it. If you do nothing, nothing is allowed.',
      '',
      `Sign in with this address to read it: ${link}`,
    ]),
  );
}
