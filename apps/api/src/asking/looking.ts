/** Somebody who looks at performers' records, and why they say they do. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ViewPurpose } from '#store';
import { Choice, Line } from '../fields.js';
import { PURPOSE, PURPOSES, REASON } from '../paging.js';
import { invalidInput, readAs } from '../validation.js';
import { partyOf, type Party } from './asked.js';

export interface Look {
  readonly asker: Party;
  readonly purpose: ViewPurpose | null;
  /** Why, in their own words. */
  readonly reason: string | null;
  /** Tells whoever looks that the performer will read that they did. */
  readonly tell: () => void;
}

class Stated {
  @Choice(PURPOSE, PURPOSES, { optional: true })
  readonly purpose?: ViewPurpose;

  @Line(REASON, 200, { optional: true })
  readonly reason?: string;
}

/** How whoever looks is told that the performer will read that they did. */
export const VIEWED_HEADER = 'countersign-viewed';

/** The party that looks. INVARIANT: only on routes that the table of access closes to `anyone`. */
export const Looking = createParamDecorator((_: unknown, context: ExecutionContext): Look => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest<{ Querystring: Readonly<Record<string, unknown>> }>>();
  const { purpose, reason } = request.query;
  const stated = readAs(Stated, { ...(purpose !== undefined && { purpose }), ...(reason !== undefined && { reason }) });
  const reply = http.getResponse<FastifyReply>();
  return {
    ...{ asker: partyOf(request), purpose: stated.purpose ?? null, reason: stated.reason ?? null },
    tell: () => {
      void reply.header(VIEWED_HEADER, 'recorded');
    },
  };
});

/** The same on a route that reads one record: why it is looked at stands in the query, which has no class of its own there. */
export function LookingAt(): ParameterDecorator {
  return (target, key, index) => {
    Looking()(target, key, index);
    const method: TypedPropertyDescriptor<unknown> | undefined =
      key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || method === undefined) return;
    ApiQuery({ name: 'purpose', required: false, enum: PURPOSES, description: PURPOSE })(target, key, method);
    const words = { type: 'string' as const, minLength: 1, maxLength: 200 };
    ApiQuery({ name: 'reason', required: false, description: REASON, schema: words })(target, key, method);
  };
}

/** A look whose purpose is known; throws where it was not said. */
export function purposeful(look: Look): Look & { readonly purpose: ViewPurpose; readonly reason: string } {
  const { purpose, reason } = look;
  if (purpose !== null && reason !== null) return { ...look, purpose, reason };
  throw invalidInput([
    ...(purpose === null ? [{ path: '/purpose', message: `say what you look for: ${PURPOSES.join(', ')}` }] : []),
    ...(reason === null ? [{ path: '/reason', message: 'say why, in your own words; the performer reads it' }] : []),
  ]);
}
