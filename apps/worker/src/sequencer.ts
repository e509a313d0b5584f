import type { Logger } from 'pino';
import { signCheckpoint, type Signer } from '#evidence';
import type { Store } from '#store';
import { loop, type Loop } from './loop.js';

/** Entries put into the tree by one transaction at most; a backlog is worked off batch by batch. */
const BATCH_MAX = 1000;
/** A notification can be lost with its connection; this is how long an entry waits then. */
const POLL_MS = 250;

/**
 * Puts durable entries into the Merkle tree and signs a checkpoint over each new size. Any number may run: the store
 * lets one at a time through, and it keeps no state between two rounds, so it can be killed at any instant.
 */
export function startSequencer(store: Store, origin: string, signer: Signer, log: Logger): Promise<Loop> {
  return loop(
    {
      name: 'sequencer',
      wakenBy: (wake) => store.listen('entries', wake),
      pollMs: POLL_MS,
      round: async () => {
        const count = await store.sequence(BATCH_MAX, (tree) => signCheckpoint(signer, { origin, ...tree }));
        return count === BATCH_MAX ? 'again' : 'idle';
      },
    },
    log,
  );
}
