/** What somebody is told on the day they come of age, if guardians signed for them. */
import { mail } from '#mails';
import type { Store } from '#store';

/** Mails everybody who came of age since the last round; returns how many it told. */
export function tellOfMajority(store: Store, link: string): Promise<number> {
  return store.tellOfAge((to) => mail(to, 'came_of_age', { link }));
}
