import type { Logger } from 'pino';
import type { Store } from '#store';
import { loop, type Loop } from '../loop.js';

/** A notification can be lost with its connection; this is how long an event waits then. */
const POLL_MS = 1000;

/** Hands events to the webhooks that they concern, as the log grows and as receivers make room. Any number may run. */
export function startHandOut(store: Store, log: Logger): { readonly loop: Promise<Loop>; readonly wake: () => void } {
  let wake: () => void = () => undefined;
  const started = loop(
    {
      name: 'webhooks',
      wakenBy: (waken) => {
        wake = waken;
        return store.listen('sequenced', waken);
      },
      pollMs: POLL_MS,
      round: async () => ((await store.webhooks.handOut()) > 0 ? 'again' : 'idle'),
    },
    log,
  );
  return {
    loop: started,
    wake: () => {
      wake();
    },
  };
}
