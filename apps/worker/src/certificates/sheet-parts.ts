/** What sheets of several kinds say alike. */
import type { Certified } from './contents.js';
import type { Section, Sheet } from './sheet.js';

/** The members of a sheet that follow from the entry alone, for what has this id. */
export function certifying(
  id: string,
  { baseUrl, isDevelopment, at, erasedAt, leafHash, record }: Certified,
): Pick<Sheet, 'identity' | 'at' | 'erasedAt' | 'verifyUrl' | 'record' | 'isDevelopment'> {
  return {
    ...{ at, erasedAt, isDevelopment, identity: `${id} · leaf ${leafHash.slice(0, 16)}` },
    // Behind the hash, so that opening it tells the service nothing of what somebody holds.
    verifyUrl: `${baseUrl}/verify#${id}.${leafHash.slice(0, 32)}`,
    record: { name: `${id}.json`, json: record },
  };
}

export function proof({ entry, leafHash }: Certified): Section {
  const facts = [
    { label: 'Entry of the log', text: entry },
    { label: 'Leaf (RFC 6962)', text: leafHash },
  ];
  return { heading: 'Where it is recorded', blocks: [{ kind: 'facts', facts }] };
}

/** An instant as records say it: in words and UTC. */
export function moment(instant: string): string {
  const date = new Date(instant);
  const day = `${String(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ''} ${String(date.getUTCFullYear())}`;
  return `${day}, ${instant.slice(11, 19)} UTC`;
}

/** A name inside a sentence keeps its own direction, and does not turn the sentence around. */
export function named(name: string): string {
  return `\u2068${name}\u2069`;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];
