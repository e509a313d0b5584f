import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CheckCurrency, Tx } from '#store';

/** One writing request under way: its transaction, and what else must happen exactly once. */
export class Act {
  /** For answers to checks: what must still be so when this answer is given again. */
  readonly current: CheckCurrency[] = [];
  private effect: Promise<unknown> | undefined;

  constructor(readonly tx: Tx) {}

  /** The same act in the next attempt of its transaction. */
  again(tx: Tx): Act {
    const next = new Act(tx);
    next.effect = this.effect;
    return next;
  }

  /**
   * Runs the one effect of this act that lies outside the transaction. A transaction that lost a race runs again; its
   * effect does not.
   */
  once<T>(effect: () => Promise<T>): Promise<T> {
    this.effect ??= effect();
    // The one effect of a handler always has the one type of that handler.
    return this.effect as Promise<T>;
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    act: Act | undefined;
  }
}

/** The act of a route that `@Writes()`. */
export const Acting = createParamDecorator((_: unknown, context: ExecutionContext): Act => {
  const { act } = context.switchToHttp().getRequest<FastifyRequest>();
  if (act === undefined) throw new Error('a route that takes an act is not marked with `@Writes()`');
  return act;
});

/** The act of a route whose requests without an idempotency key find their own transaction; then `undefined`. */
export const MaybeActing = createParamDecorator(
  (_: unknown, context: ExecutionContext): Act | undefined => context.switchToHttp().getRequest<FastifyRequest>().act,
);
