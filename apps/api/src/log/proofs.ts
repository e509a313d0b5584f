/** Proofs that a leaf is in the log, made from the stored tree under its newest checkpoint. */
import { Inject, Injectable } from '@nestjs/common';
import { inclusionProof, inclusionRanges, toHex } from '#ledger';
import type { LogProof } from '#evidence';
import type { Store } from '#store';
import { STORE } from '../provided.js';

export interface ProvenLeaf {
  readonly leaf: Uint8Array;
  readonly proof: LogProof;
}

@Injectable()
export class Proofs {
  constructor(@Inject(STORE) private readonly store: Store) {}

  /** The proof of a leaf, or `null` while the log does not hold it. */
  async of(what: { readonly leafHash: Uint8Array } | { readonly entry: string }): Promise<ProvenLeaf | null> {
    const { log } = this.store;
    const index = await log.indexOf(what);
    const checkpoint = await log.checkpoint();
    if (index === null || checkpoint === null || index >= checkpoint.size) return null;
    const hashes = new Map<string, Uint8Array>();
    for (const { level, from, until } of inclusionRanges(index, checkpoint.size)) {
      const read = await log.tileHashes(level, from, until);
      read.forEach((hash, at) => hashes.set(`${level}/${from + at}`, hash));
    }
    const path = inclusionProof(index, checkpoint.size, (level, at) => {
      const hash = hashes.get(`${level}/${at}`);
      if (hash === undefined) throw new Error(`the stored tree has no hash at level ${level}, index ${at}`);
      return hash;
    });
    const [leaf] = await log.leaves(index, index + 1);
    if (leaf === undefined) throw new Error(`the log has no leaf at index ${index}`);
    return { leaf, proof: { index, path: path.map(toHex), checkpoint: checkpoint.note } };
  }
}
