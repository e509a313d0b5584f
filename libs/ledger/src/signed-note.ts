/**
 * C2SP signed notes (c2sp.org/signed-note): a text with signature lines under it, and keys as text ("vkeys"). Only bytes
 * are laid out here; signing and verifying belong to whoever holds the keys.
 */

import { sha256 } from '#sha256';
import { concat, fromBase64, fromHex, isUnicode, toBase64, toHex } from './bytes.js';
import { LedgerError } from './errors.js';

/** An Ed25519 key that verifies notes, or cosignatures under them. */
export interface NoteKey {
  readonly name: string;
  /** Eight lower-case hex digits; with the name it tells whose signature a line claims to be. */
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  /** The key as one line of text, to publish and to configure. */
  readonly vkey: string;
}

/** One signature line. What the bytes mean is known only to a holder of the key with this name and id. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A note taken apart. Nothing in it is to be believed before a signature by a trusted key has been verified. */
export interface SignedNote {
  /** What is signed, as UTF-8: every line with its newline, the blank line before the signatures not included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** What a key of ours signs: the text of a note, or that text with a time before it (c2sp.org/tlog-cosignature). */
const KEY_TYPES = { note: 1, cosignature: 4 } as const;
type Use = keyof typeof KEY_TYPES;
const ED25519_KEY_LENGTH = 32;
const KEY_ID_LENGTH = 4;
const SIGNATURE_COUNT_MAX = 100;
const NOTE_LENGTH_MAX = 1_000_000;

/** The key of that name, with its id and its text; throws `key_malformed`. */
export function noteKey(name: string, publicKey: Uint8Array): NoteKey {
  return keyFor('note', name, publicKey);
}

/** The same for a witness: its key signs cosignatures (version 1) and nothing else. */
export function cosignerKey(name: string, publicKey: Uint8Array): NoteKey {
  return keyFor('cosignature', name, publicKey);
}

/** Reads a key from its text and checks that its id is the one of its name and bytes; throws `key_malformed`. */
export function parseNoteKey(vkey: string): NoteKey {
  return parseKey('note', vkey);
}

/** The same for the key of a witness. */
export function parseCosignerKey(vkey: string): NoteKey {
  return parseKey('cosignature', vkey);
}

function keyFor(use: Use, name: string, publicKey: Uint8Array): NoteKey {
  if (!isKeyName(name)) throw malformedKey('its name must be non-empty, without spaces, `+` or control characters');
  if (publicKey.length !== ED25519_KEY_LENGTH) throw malformedKey(`an Ed25519 key has ${ED25519_KEY_LENGTH} bytes`);
  const typed = concat([Uint8Array.of(KEY_TYPES[use]), publicKey]);
  const keyId = toHex(sha256(concat([new TextEncoder().encode(`${name}\n`), typed])).subarray(0, KEY_ID_LENGTH));
  return { name, keyId, publicKey: typed.slice(1), vkey: `${name}+${keyId}+${toBase64(typed)}` };
}

function parseKey(use: Use, vkey: string): NoteKey {
  // The base64 may hold a plus sign too; the name cannot.
  const [, name, keyId, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const typed = encoded === undefined ? null : fromBase64(encoded);
  if (name === undefined || typed === null) throw malformedKey('it is written `name+id+base64`');
  if (typed[0] !== KEY_TYPES[use]) throw malformedKey(`${READ_HERE[use]} are read here`);
  const key = keyFor(use, name, typed.subarray(1));
  if (key.keyId !== keyId) throw malformedKey(`its id is \`${key.keyId}\`, not the one written`);
  return key;
}

const READ_HERE: Readonly<Record<Use, string>> = {
  note: 'only Ed25519 keys of logs (type 1)',
  cosignature: 'only Ed25519 keys of witnesses (type 4)',
};

/** Puts signature lines under a text; throws `note_malformed` if the result would not be a note of that text. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const note = `${text}\n${signatures.map(signatureLine).join('')}`;
  if (parseNote(note).text !== text) throw malformedNote('its text ends before the signatures given for it');
  return note;
}

/** One signature line, with its newline; throws `note_malformed`. */
export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  const id = fromHex(keyId);
  if (id?.length !== KEY_ID_LENGTH) throw malformedNote('a key id is eight lower-case hex digits');
  return `— ${name} ${toBase64(concat([id, signature]))}\n`;
}

/** Takes a note apart, or throws `note_malformed`. `formatNote` puts it together again byte for byte. */
export function parseNote(note: string): SignedNote {
  if (note.length > NOTE_LENGTH_MAX) throw malformedNote(`it is longer than ${NOTE_LENGTH_MAX} characters`);
  if (!isNoteText(note)) throw malformedNote('it has control characters or is not Unicode');
  // The text may hold blank lines of its own: the last one is where it ends.
  const end = note.lastIndexOf('\n\n') + 1;
  if (end === 0 || !note.endsWith('\n')) throw malformedNote('it needs a text, a blank line and signature lines');
  const lines = note.slice(end + 1, -1).split('\n');
  if (lines.length > SIGNATURE_COUNT_MAX) throw malformedNote(`it has more than ${SIGNATURE_COUNT_MAX} signatures`);
  return { text: note.slice(0, end), signatures: lines.map(parseSignature) };
}

function parseSignature(line: string): NoteSignature {
  const [dash, name, encoded, ...rest] = line.split(' ');
  const bytes = fromBase64(encoded ?? '');
  if (dash !== '—' || name === undefined || !isKeyName(name) || bytes === null || rest.length > 0) {
    throw malformedNote('a signature line is written `— name base64`');
  }
  if (bytes.length <= KEY_ID_LENGTH) throw malformedNote('a signature line holds a key id and a signature');
  return { name, keyId: toHex(bytes.subarray(0, KEY_ID_LENGTH)), signature: bytes.slice(KEY_ID_LENGTH) };
}

/** Whether it is well-formed Unicode without control characters other than newline. */
export function isNoteText(text: string): boolean {
  // Spelled as all controls but those meant, since a pattern cannot name the characters below U+0020 themselves.
  return isUnicode(text) && !/[^\P{Control}\n\u007F-\u009F]/u.test(text);
}

function isKeyName(name: string): boolean {
  return name !== '' && isNoteText(name) && !/[\p{White_Space}+]/u.test(name);
}

function malformedKey(why: string): LedgerError {
  return new LedgerError('key_malformed', `not a verifier key: ${why}`);
}

function malformedNote(why: string): LedgerError {
  return new LedgerError('note_malformed', `not a signed note: ${why}`);
}
