import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Asker, Machine, Person } from './asker.js';

/** Somebody whom the gate let in by name: a person or a key, never nobody. */
export type Party = Person | Machine;

/** The party that asks. INVARIANT: only on routes that the table of access closes to `anyone`. */
export const Asked = createParamDecorator((_: unknown, context: ExecutionContext): Party =>
  partyOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function partyOf({ asker }: Pick<FastifyRequest, 'asker'>): Party {
  if (asker.kind === 'person' || asker.kind === 'key') return asker;
  throw new Error(`the gate let in \`${asker.kind}\` where a party is needed`);
}

/** The person who asks. INVARIANT: only on routes that no key may call. */
export const AskedByPerson = createParamDecorator((_: unknown, context: ExecutionContext): Person => {
  const { asker } = context.switchToHttp().getRequest<FastifyRequest>();
  if (asker.kind === 'person') return asker;
  throw new Error(`the gate let in \`${asker.kind}\` where a person is needed`);
});

/** Whoever asks, as far as the gate knows: for routes that read the key themselves. */
export const Asking = createParamDecorator(
  (_: unknown, context: ExecutionContext): Asker => context.switchToHttp().getRequest<FastifyRequest>().asker,
);
