/** What a union asks for in vain leaves an entry: by whom, for which union, and the id as it was asked for, known or not. */
import type { FastifyRequest } from 'fastify';
import type { NewView, Store } from '#store';
import { unionEyesOf } from './acting-for.js';
import type { Party } from './asked.js';
import { actorOf } from './asker.js';
import type { Look } from './looking.js';

/** Of whatever kind. */
const ID = /^[a-z]{3,4}_[0-9A-Za-z]{22}$/;

/** Records that a union looked for what it does not see. */
export async function noteLook(store: Store, { asker, purpose, reason }: Look, asked: string): Promise<void> {
  await note(store, asker, { evidence: { asked, purpose }, personal: reason === null ? null : { reason } });
}

/** The same of one that wanted to do something there. */
export async function noteAct(store: Store, request: FastifyRequest): Promise<void> {
  const { asker, method, routeOptions, params } = request;
  const named: object = typeof params === 'object' && params !== null ? params : {};
  const [asked]: unknown[] = Object.values({ ...named });
  // A text that is no id is nobody's record, and is not kept.
  if (asker.kind !== 'person' || typeof asked !== 'string' || !ID.test(asked)) return;
  const evidence = { asked, purpose: null, act: `${method} ${routeOptions.url ?? ''}` };
  await note(store, asker, { evidence, personal: null });
}

type Attempt = Pick<Extract<NewView, { type: 'view.refused' }>, 'evidence' | 'personal'>;

async function note(store: Store, asker: Party, attempt: Attempt): Promise<void> {
  const actor = actorOf(asker);
  const attempts = unionEyesOf(asker).map(({ organization }) => ({
    ...{ type: 'view.refused' as const, refs: { actor, organization } },
    ...attempt,
  }));
  if (attempts.length > 0) await store.transaction((tx) => tx.viewed(attempts, null));
}
