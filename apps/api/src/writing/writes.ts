/**
 * The one place where a request becomes a transaction, and where an idempotency key makes it happen at most once: the
 * key, the act and the remembered answer commit together, so that a crash leaves either all of them or nothing.
 */
import { applyDecorators, Inject, Injectable, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { from, lastValueFrom, tap, type Observable } from 'rxjs';
import { acceptedLocale } from '#mails';
import type { IdempotencyKey, RememberedAnswer, Store, Tx } from '#store';
import { principalOf } from '../asking/asker.js';
import { noteAct } from '../asking/attempts.js';
import { askAgain, ruleFor } from '../asking/gate.js';
import { AppError } from '../errors/app-error.js';
import { problemOf, RememberedProblem } from '../errors/errors.filter.js';
import { STORE } from '../provided.js';
import { Act } from './act.js';
import { SEEN_HEADER, SeenTokens } from './seen.js';

interface WritesOptions {
  /** The answer holds a secret: it is told once, and its replay is refused. */
  readonly secret?: true;
  /** Without an idempotency key the route finds its own transaction. */
  readonly transactionOnlyForKey?: true;
}

const OPTIONS = 'countersign:writes';
const KEY_FORM = /^[\x21-\x7e]{1,255}$/;

/** Marks a route that changes something. */
export function Writes(options: WritesOptions = {}): MethodDecorator {
  return applyDecorators(SetMetadata(OPTIONS, options), UseInterceptors(WritesInterceptor));
}

type Outcome = { readonly headers: RememberedAnswer['headers'] } & (
  { readonly body: string; readonly isReplay: boolean } | { readonly refusal: AppError }
);

@Injectable()
export class WritesInterceptor implements NestInterceptor {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reflector: Reflector,
    private readonly seen: SeenTokens,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const options = this.reflector.get<WritesOptions>(OPTIONS, context.getHandler());
    const key = idempotencyKeyOf(request);
    const reply = http.getResponse<FastifyReply>();
    if (key === null && options.transactionOnlyForKey) {
      return next.handle().pipe(
        tap(() => {
          this.seen.tell(reply, request.checked);
        }),
      );
    }
    return from(this.write(request, reply, { key, options, next }));
  }

  private async write(request: FastifyRequest, reply: FastifyReply, how: How): Promise<string> {
    const outcome = await this.attempt(request, reply, how).catch(async (error: unknown) => {
      // Once the act is undone: where unions do what is covered, one of them may have tried another's.
      const isHidden = error instanceof AppError && error.code === 'not_found';
      if (isHidden && ruleFor(request)?.may.union === 'covered') await noteAct(this.store, request);
      throw error;
    });
    void reply.headers(outcome.headers);
    if ('refusal' in outcome) throw outcome.refusal;
    if (outcome.isReplay) void reply.header('idempotent-replayed', 'true');
    if (outcome.body !== '') void reply.header('content-type', 'application/json; charset=utf-8');
    return outcome.body;
  }

  private attempt(request: FastifyRequest, reply: FastifyReply, how: How): Promise<Outcome> {
    let act: Act | undefined;
    return this.store.transaction(async (tx) => {
      // What was lost may be the very right to do this.
      if (act !== undefined) await askAgain(request, tx);
      act = act === undefined ? new Act(tx) : act.again(tx);
      request.act = act;
      const { asker } = request;
      if (asker.kind === 'person' || asker.kind === 'key') tx.actAs(asker);
      return this.actOnce(request, reply, act, how);
    }, acceptedLocale(request.headers['accept-language']));
  }

  private async actOnce(request: FastifyRequest, reply: FastifyReply, act: Act, how: How): Promise<Outcome> {
    const { key, options, next } = how;
    if (key !== null) {
      const remembered = await reserved(act.tx, key);
      if (remembered !== null) return { headers: remembered.headers, body: remembered.body, isReplay: true };
    }
    const keep = async (status: number, body: string, isSecret = false) => {
      const headers = this.headersOf(request, act);
      const answer = isSecret ? null : { status, headers, body, current: act.current };
      if (key !== null) await act.tx.rememberAnswer(key, answer);
      return headers;
    };
    try {
      const value: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const body = value === undefined ? '' : JSON.stringify(value);
      return { headers: await keep(reply.statusCode, body, options.secret), body, isReplay: false };
    } catch (error) {
      if (!(error instanceof AppError) || !error.options.keepsWrites) throw error;
      const problem = problemOf(error, request.id);
      return { headers: await keep(problem.status, JSON.stringify(problem)), refusal: error };
    }
  }

  /** Where all are let in, the answer is the same whether or not there was anything to write. */
  private headersOf(request: FastifyRequest, { tx }: Act): RememberedAnswer['headers'] {
    const isOpen = ruleFor(request)?.may.anyone !== undefined;
    return isOpen || tx.newestEntry === null ? {} : { [SEEN_HEADER]: this.seen.of(tx.newestEntry) };
  }
}

interface How {
  readonly key: IdempotencyKey | null;
  readonly options: WritesOptions;
  readonly next: CallHandler;
}

/** The answer to give again, or `null` when the key is fresh. */
async function reserved(tx: Tx, key: IdempotencyKey): Promise<RememberedAnswer | null> {
  const reservation = await tx.reserve(key);
  switch (reservation.kind) {
    case 'fresh':
      return null;
    case 'in_flight':
      throw new AppError('idempotency_in_flight', 'the first request with this key is still running; wait for it', {
        retryAfterSeconds: 1,
      });
    case 'other_body':
      throw new AppError('idempotency_key_reused', 'this key was used with another body; send a new key');
    case 'superseded':
      throw new AppError(
        'replay_superseded',
        'what this answer relied on has changed or run out; ask again with a new key',
      );
    case 'not_replayable':
      throw new AppError(
        'replay_secret',
        'the answer to this key held a secret and was given; make a new one with a new key',
      );
    case 'replay':
      if (reservation.answer.status >= 400) throw new RememberedProblem(reservation.answer);
      return reservation.answer;
  }
}

function idempotencyKeyOf(request: FastifyRequest): IdempotencyKey | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !KEY_FORM.test(key)) {
    const message = 'send 1 to 255 visible ASCII characters, such as a UUID';
    throw new AppError('invalid_input', 'the idempotency key is not valid', {
      errors: [{ path: 'Idempotency-Key', message }],
    });
  }
  return {
    principal: principalOf(request.asker, request.ip),
    route: `${request.method} ${request.routeOptions.url ?? ''}`,
    key,
    bodyHash: createHash('sha256').update(request.url).update('\n').update(request.bodyHash).digest(),
  };
}
