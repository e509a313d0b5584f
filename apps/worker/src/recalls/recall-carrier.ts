import type { Store } from '#store';
import { Undelivered, type Carrier } from '../carrying.js';
import { chase, isChased } from './chasing.js';
import { complete, settle } from './ending.js';
import { tell } from './telling.js';
import { takeToUnion } from './unreached.js';

/**
 * Makes a `recall` delivery: `{ recall, step }`. The rows are made with the withdrawal, each due at its time. What is to be done
 * is read when it is made, from what is recorded by then, and each part is done in one transaction that leaves a mark: so
 * killed anywhere, and done again, nothing is left out and nothing is done twice.
 */
export function recallCarrier(store: Store, { origin }: URL): Carrier {
  return async ({ payload }) => {
    const { recall, step } = payload;
    if (typeof recall !== 'string') throw new Undelivered('the delivery names no recall', 'never');
    switch (step) {
      case 'settle':
        await settle(store, recall);
        await tell(store, recall, origin);
        return complete(store, recall);
      case 'tell':
        return tell(store, recall, origin);
      case 'complete':
        return complete(store, recall);
      case 'unreached':
        if (typeof payload['organization'] !== 'string') throw new Undelivered('the delivery names nobody', 'never');
        return takeToUnion(store, { recall, organization: payload['organization'], origin });
      default:
        if (step !== 'chase' || !isChased(payload)) throw new Undelivered('the delivery says not what to do', 'never');
        return chase(store, recall, { ...payload, origin });
    }
  };
}
