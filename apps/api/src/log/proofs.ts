/** Proofs that a leaf is in the log, made from the stored tree under one of its checkpoints. */
import { Inject, Injectable } from '@nestjs/common';
import { isWitnessed, toHex } from '#ledger';
import type { LogProof } from '#evidence';
import type { Checkpoint, Store, StoredEntry } from '#store';
import { CONFIG, STORE } from '../provided.js';
import type { Config } from '../config.js';

export interface ProvenLeaf {
  readonly leaf: Uint8Array;
  readonly proof: LogProof;
}

@Injectable()
export class Proofs {
  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The proof of a leaf, or `null` while the log does not hold it. */
  async of(what: { readonly leafHash: Uint8Array } | { readonly entry: string }): Promise<ProvenLeaf | null> {
    const { log } = this.store;
    const index = await log.indexOf(what);
    const checkpoint = await this.checkpointFor(index ?? 0);
    if (index === null || checkpoint === null || index >= checkpoint.size) return null;
    const [path] = await log.inclusionProofs([index], checkpoint.size);
    const [leaf] = await log.leaves(index, index + 1);
    if (leaf === undefined || path === undefined) throw new Error(`the log has no leaf at index ${index}`);
    return { leaf, proof: { index, path: path.map(toHex), checkpoint: checkpoint.note } };
  }

  /** The places of these entries in the tree of one checkpoint, which holds all of them that are in the log at all. */
  async ofAll(entries: readonly StoredEntry[]): Promise<{
    readonly checkpoint: Checkpoint | null;
    readonly places: readonly (Pick<LogProof, 'index' | 'path'> | null)[];
  }> {
    const indices = entries.flatMap(({ leafIndex }) => leafIndex ?? []);
    const checkpoint = await this.checkpointFor(Math.max(0, ...indices));
    const held = indices.filter((index) => checkpoint !== null && index < checkpoint.size);
    const paths = checkpoint === null ? [] : await this.store.log.inclusionProofs(held, checkpoint.size);
    const pathOf = new Map(held.map((index, at) => [index, (paths[at] ?? []).map(toHex)]));
    const places = entries.map(({ leafIndex }) => {
      const path = leafIndex === null ? undefined : pathOf.get(leafIndex);
      return leafIndex === null || path === undefined ? null : { index: leafIndex, path };
    });
    return { checkpoint, places };
  }

  /** The newest checkpoint over this leaf that the quorum of witnesses cosigned, or else the newest of all. */
  async checkpointFor(index: number): Promise<Checkpoint | null> {
    const { log } = this.store;
    const { witnesses } = this.config;
    if (witnesses !== null) {
      const nameOf = new Map(witnesses.witnesses.map(({ name, key }) => [key.vkey, name]));
      const isEnough = (by: readonly string[]) =>
        isWitnessed(
          witnesses,
          by.flatMap((each) => nameOf.get(each) ?? []),
        );
      const found = (await log.cosigned({ size: index + 1 })).find((each) => isEnough(each.witnesses));
      if (found !== undefined) return found;
    }
    return log.checkpoint();
  }
}
