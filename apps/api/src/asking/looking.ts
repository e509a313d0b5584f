/** Somebody who looks at performers' records, and why they say they do. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ViewPurpose } from '#store';
import type { Party } from './asked.js';

export interface Look {
  readonly asker: Party;
  readonly purpose: ViewPurpose | null;
  /** Why, in their own words. */
  readonly reason: string | null;
  /** Tells whoever looks that the performer will read that they did. */
  readonly tell: () => void;
}

/** How whoever looks is told that the performer will read that they did. */
export const VIEWED_HEADER = 'countersign-viewed';

/** The party that looks. INVARIANT: only on routes that the table of access closes to `anyone`. */
export const Looking = createParamDecorator((_: unknown, context: ExecutionContext): Look => {
  const http = context.switchToHttp();
  const { asker } = http.getRequest<FastifyRequest>();
  if (asker.kind !== 'person' && asker.kind !== 'key')
    throw new Error(`the gate let in \`${asker.kind}\` where a party is needed`);
  const reply = http.getResponse<FastifyReply>();
  return {
    ...{ asker, purpose: null, reason: null },
    tell: () => {
      void reply.header(VIEWED_HEADER, 'recorded');
    },
  };
});
