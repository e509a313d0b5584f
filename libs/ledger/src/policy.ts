/** C2SP policies (c2sp.org/tlog-policy): which logs and witnesses there are, and how many of these must have cosigned. */

import { parseDecimal } from './decimal.js';
import { LedgerError } from './errors.js';
import { isUnicode } from './bytes.js';
import { parseCosignerKey, parseNoteKey } from './signed-note.js';
import type { NoteKey } from './signed-note.js';

/** One witness, under the name by which groups and the quorum call it. */
export interface PolicyWitness {
  readonly name: string;
  readonly key: NoteKey;
  /** Where checkpoints are sent; `null` where nobody needs to know. */
  readonly url: string | null;
}

/** So many of these must have witnessed a checkpoint; the members are witnesses, or groups defined before. */
interface Group {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** A policy that was read. */
export interface Policy {
  readonly logs: readonly { readonly key: NoteKey; readonly url: string | null }[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly Group[];
  /** A witness or a group; `none` asks for no cosignature. */
  readonly quorum: string;
}

const NONE = 'none';
const TEXT_LENGTH_MAX = 100_000;
const LINES_MAX = 32;

/** Reads a policy; throws `policy_malformed` or `key_malformed`. */
export function parsePolicy(text: string): Policy {
  if (text.length > TEXT_LENGTH_MAX) throw malformed(`it is longer than ${TEXT_LENGTH_MAX} characters`);
  if (!isUnicode(text) || /[^\P{Control}\t\n\u0080-\u009F]/u.test(text))
    throw malformed('the only control characters in it are tabs and newlines');
  const read: Reading = { logs: [], witnesses: [], groups: [], quorums: [] };
  const lines = text.split('\n').map((line) => line.split(/[\t ]+/).filter((item) => item !== ''));
  for (const [word = '', ...items] of lines) if (word !== '' && !word.startsWith('#')) readLine(read, word, items);
  const [quorum, another] = read.quorums;
  if (quorum === undefined || another !== undefined) throw malformed('it has exactly one line `quorum <name>`');
  const { logs, witnesses, groups } = read;
  if ([logs, witnesses, groups].some(({ length }) => length > LINES_MAX))
    throw malformed(`it has more than ${LINES_MAX} logs, witnesses or groups`);
  return { logs, witnesses, groups, quorum };
}

/** Whether these witnesses, by the names that the policy gives them, are the quorum that it asks for. */
export function isWitnessed({ witnesses, groups, quorum }: Policy, cosigned: readonly string[]): boolean {
  const names = new Set(witnesses.map(({ name }) => name).filter((name) => cosigned.includes(name)));
  for (const { name, threshold, members } of groups)
    if (members.filter((member) => names.has(member)).length >= threshold) names.add(name);
  return quorum === NONE || names.has(quorum);
}

/** The text of what a verifier needs of a policy: its witnesses without their addresses, its groups and its quorum. */
export function formatPolicy({ witnesses, groups, quorum }: Policy): string {
  return [
    ...witnesses.map(({ name, key }) => `witness ${name} ${key.vkey}`),
    ...groups.map(({ name, threshold, members }) => `group ${name} ${threshold} ${members.join(' ')}`),
    `quorum ${quorum}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

interface Reading {
  readonly logs: Policy['logs'][number][];
  readonly witnesses: PolicyWitness[];
  readonly groups: Group[];
  readonly quorums: string[];
}

function readLine(read: Reading, word: string, items: readonly string[]): void {
  const [first, second, third] = items;
  if (word === 'log' && first !== undefined && items.length <= 2) {
    read.logs.push({ key: newKey(read.logs, parseNoteKey(first)), url: second ?? null });
  } else if (word === 'witness' && first !== undefined && second !== undefined && items.length <= 3) {
    const name = newName(read, first);
    read.witnesses.push({ name, key: newKey(read.witnesses, parseCosignerKey(second)), url: third ?? null });
  } else if (word === 'group' && first !== undefined && second !== undefined) {
    read.groups.push(readGroup(read, newName(read, first), second, items.slice(2)));
  } else if (word === 'quorum' && first !== undefined && items.length === 1) {
    read.quorums.push(first === NONE ? first : knownName(read, first));
  } else {
    throw malformed(
      'a line is `log KEY [URL]`, `witness NAME KEY [URL]`, `group NAME all|any|K NAME…` or `quorum NAME`',
    );
  }
}

function readGroup(read: Reading, name: string, count: string, members: readonly string[]): Group {
  const threshold = count === 'all' ? members.length : count === 'any' ? 1 : parseDecimal(count);
  if (threshold === null || threshold < 1 || threshold > members.length)
    throw malformed(`the group \`${name}\` asks for no number of its members`);
  members.forEach((member) => knownName(read, member));
  const taken = [...read.groups.flatMap((group) => group.members), ...members];
  // So each witness counts in one way only.
  const twice = members.find((member) => taken.filter((each) => each === member).length > 1);
  if (twice !== undefined) throw malformed(`\`${twice}\` is a member twice`);
  return { name, threshold, members };
}

function newName(read: Reading, name: string): string {
  if (name === NONE || namesIn(read).includes(name)) throw malformed(`the name \`${name}\` is taken`);
  return name;
}

function knownName(read: Reading, name: string): string {
  if (!namesIn(read).includes(name)) throw malformed(`\`${name}\` is no witness or group of the lines before`);
  return name;
}

function namesIn({ witnesses, groups }: Reading): string[] {
  return [...witnesses, ...groups].map(({ name }) => name);
}

function newKey(those: readonly { readonly key: NoteKey }[], key: NoteKey): NoteKey {
  if (those.some((each) => String(each.key.publicKey) === String(key.publicKey)))
    throw malformed(`the key of \`${key.name}\` stands there twice`);
  return key;
}

function malformed(why: string): LedgerError {
  return new LedgerError('policy_malformed', `not a policy: ${why}`);
}
