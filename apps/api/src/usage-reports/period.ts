/** The time that is asked about: instants as they are stored, and from the first or until the last where an end is unsaid. */
import { invalidInput } from '../validation.js';

const BEGINNING = '1970-01-01T00:00:00.000Z';
const END = '9999-12-31T23:59:59.999Z';

/** Throws where it ends before it begins. */
export function periodOf({
  from: first = BEGINNING,
  until: end = END,
}: {
  readonly from?: string;
  readonly until?: string;
}): { readonly from: string; readonly until: string } {
  const [from, until] = [new Date(first).toISOString(), new Date(end).toISOString()];
  if (from >= until) throw invalidInput([{ path: '/until', message: 'send an instant after `from`' }]);
  return { from, until };
}
