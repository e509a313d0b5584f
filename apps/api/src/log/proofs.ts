/** Proofs that a leaf is in the log, made from the stored tree under one of its checkpoints. */
import { Inject, Injectable } from '@nestjs/common';
import { isWitnessed, toHex, type Policy } from '#ledger';
import type { LogProof } from '#evidence';
import type { Checkpoint, CosignedCheckpoint, Store, StoredEntry } from '#store';
import { CONFIG, STORE } from '../provided.js';
import type { Config } from '../config.js';
import { Keys } from '../trust/keys.js';

export interface ProvenLeaf {
  readonly leaf: Uint8Array;
  readonly proof: LogProof;
}

@Injectable()
export class Proofs {
  private readonly retirements = new Map<string, Promise<Checkpoint | null>>();

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    private readonly keys: Keys,
  ) {}

  /**
   * The proof of a leaf, or `null` while the log does not hold it. Where keys were replaced since, it is under a checkpoint
   * that witnesses saw before then, if there is one: what such a key signed over the leaf counts by that alone.
   */
  async of(what: { readonly leafHash: Uint8Array } | { readonly entry: string }): Promise<ProvenLeaf | null> {
    const { log } = this.store;
    const index = await log.indexOf(what);
    const old = await this.atRetirements();
    const checkpoint = old.find(({ size }) => size > (index ?? 0)) ?? (await this.checkpointFor(index ?? 0));
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
  private async checkpointFor(index: number): Promise<Checkpoint | null> {
    const { log } = this.store;
    const { witnesses } = this.config;
    const found = witnesses === null ? null : enough(witnesses, await log.cosigned({ size: index + 1 }));
    return found ?? log.checkpoint();
  }

  /** For each instant at which a key was replaced, the last checkpoint that had its quorum by then; read once, when it is over. */
  private async atRetirements(): Promise<readonly Checkpoint[]> {
    const { receipts = [], log = [] } = this.keys.trust.retiredKeys ?? {};
    const now = new Date().toISOString();
    const instants = new Set([...receipts, ...log].map(({ retiredAt }) => retiredAt));
    const over = [...instants].filter((instant) => instant <= now).sort();
    const found = await Promise.all(over.map((instant) => this.atRetirement(instant)));
    return found.filter((checkpoint) => checkpoint !== null);
  }

  private atRetirement(instant: string): Promise<Checkpoint | null> {
    const found = this.retirements.get(instant) ?? this.lastBefore(instant);
    this.retirements.set(instant, found);
    found.catch(() => this.retirements.delete(instant));
    return found;
  }

  private async lastBefore(instant: string): Promise<Checkpoint | null> {
    const { witnesses } = this.config;
    return witnesses === null ? null : enough(witnesses, await this.store.log.cosignedBefore(instant));
  }
}

function enough(policy: Policy, among: readonly CosignedCheckpoint[]): Checkpoint | null {
  const nameOf = new Map(policy.witnesses.map(({ name, key }) => [key.vkey, name]));
  const isEnough = (by: readonly string[]): boolean =>
    isWitnessed(
      policy,
      by.flatMap((each) => nameOf.get(each) ?? []),
    );
  return among.find(({ witnesses }) => isEnough(witnesses)) ?? null;
}
