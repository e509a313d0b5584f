/** C2SP proofs (c2sp.org/tlog-proof): an inclusion proof with its checkpoint, as one text file `*.tlog-proof`. */

import { fromBase64, toBase64 } from './bytes.js';
import { parseDecimal } from './decimal.js';
import { LedgerError } from './errors.js';
import { HASH_LENGTH } from './tree-hash.js';

/** That the leaf at `index` is in the tree of the checkpoint. Nothing in it is verified by reading it. */
export interface TlogProof {
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
  /** Bytes that help to find the leaf; nothing vouches for them. */
  readonly extra?: Uint8Array;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
/** No tree with a size below 2^53 has a longer path. */
const PATH_LENGTH_MAX = 53;
const TEXT_LENGTH_MAX = 2_000_000;

/** The text of a proof; throws `proof_malformed`. */
export function formatProof({ index, path, checkpoint, extra }: TlogProof): string {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...path.map(toBase64),
  ];
  const text = `${lines.join('\n')}\n\n${checkpoint}`;
  parseProof(text);
  return text;
}

/** Reads a proof; throws `proof_malformed`. */
export function parseProof(text: string): TlogProof {
  if (text.length > TEXT_LENGTH_MAX) throw malformed(`it is longer than ${TEXT_LENGTH_MAX} characters`);
  const end = text.indexOf('\n\n');
  if (end < 0) throw malformed('a blank line and a checkpoint follow the path');
  const [header, ...lines] = text.slice(0, end).split('\n');
  if (header !== HEADER) throw malformed(`its first line is \`${HEADER}\``);
  const extra = lines[0]?.startsWith('extra ') === true ? readBase64(lines.shift(), 'extra ') : undefined;
  const index = readIndex(lines.shift());
  if (lines.length > PATH_LENGTH_MAX) throw malformed(`a path has at most ${PATH_LENGTH_MAX} hashes`);
  const path = lines.map((line) => readBase64(line, ''));
  if (path.some((hash) => hash.length !== HASH_LENGTH)) throw malformed('its path is made of SHA-256 hashes');
  const proof = { index, path, checkpoint: text.slice(end + 2) };
  return extra === undefined ? proof : { ...proof, extra };
}

function readIndex(line = ''): number {
  const index = line.startsWith('index ') ? parseDecimal(line.slice('index '.length)) : null;
  if (index === null) throw malformed('its index is written `index <decimal>`, below 2^53 and without leading zeros');
  return index;
}

function readBase64(line = '', prefix: string): Uint8Array {
  const bytes = fromBase64(line.slice(prefix.length));
  if (bytes === null) throw malformed('its extra data and its hashes are base64');
  return bytes;
}

function malformed(why: string): LedgerError {
  return new LedgerError('proof_malformed', `not a tlog-proof: ${why}`);
}
