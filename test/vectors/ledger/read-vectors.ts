/** The vectors of this folder as typed values. Bytes stand in them as lower-case hex. */

import { readFileSync } from 'node:fs';
import type { JsonObject } from '#ledger';

interface Vectors {
  readonly 'canonical-json.json': {
    readonly accepted: readonly { readonly name: string; readonly json: string; readonly canonical: string }[];
    readonly refused: readonly { readonly name: string; readonly json: string }[];
  };
  readonly 'entry.json': { readonly entries: readonly EntryVector[] };
  readonly 'merkle-tree.json': {
    readonly leaves: readonly string[];
    readonly leafHashes: readonly string[];
    readonly roots: readonly string[];
    readonly inclusion: readonly { readonly index: number; readonly size: number; readonly path: readonly string[] }[];
    readonly consistency: readonly { readonly from: number; readonly to: number; readonly path: readonly string[] }[];
  };
  readonly 'signed-note.json': {
    readonly secretKey: string;
    readonly publicKey: string;
    readonly vkey: string;
    readonly keyId: string;
    readonly origin: string;
    readonly notes: readonly {
      readonly name: string;
      readonly vkey: string;
      readonly text: string;
      readonly note: string;
    }[];
    readonly checkpoints: readonly {
      readonly text: string;
      readonly origin: string;
      readonly size: number;
      readonly root: string;
      readonly extensions: readonly string[];
    }[];
    readonly refusedKeys: readonly { readonly name: string; readonly vkey: string }[];
    readonly refusedNotes: readonly { readonly name: string; readonly note: string }[];
    readonly refusedCheckpoints: readonly { readonly name: string; readonly text: string }[];
  };
  readonly 'tiles.json': {
    readonly paths: readonly {
      readonly path: string;
      readonly tile: { readonly level: number | 'entries'; readonly index: number; readonly width: number };
    }[];
    readonly refusedPaths: readonly string[];
    /** How many full tiles a level has in a tree of that size, and how wide the next one is. */
    readonly widths: readonly {
      readonly size: number;
      readonly level: number | 'entries';
      readonly full: number;
      readonly partial: number;
    }[];
    readonly tile: string;
    readonly entryBundle: string;
    readonly leaves: readonly string[];
  };
  readonly 'tlog-proof.json': {
    readonly proofs: readonly {
      readonly text: string;
      readonly index: number;
      readonly size: number;
      readonly leafHash: string;
      readonly path: readonly string[];
      readonly extra: string | null;
    }[];
    readonly refused: readonly { readonly name: string; readonly text: string }[];
  };
  readonly 'golden.json': { readonly trees: number; readonly sha256: string };
}

interface EntryVector {
  readonly name: string;
  readonly entry: {
    readonly type: string;
    readonly at: string;
    readonly refs: Readonly<Record<string, string>>;
    readonly evidence: JsonObject;
    readonly personal: JsonObject | null;
    readonly evidenceSalt: string;
    readonly personalSalt: string;
    readonly leafId: string;
  };
  readonly evidenceDigest: string;
  readonly personalDigest: string;
  readonly commitment: string;
  readonly leaf: string;
  readonly leafHash: string;
}

/** Reads one of the files. */
export function readVectors<Name extends keyof Vectors>(name: Name): Vectors[Name] {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}
