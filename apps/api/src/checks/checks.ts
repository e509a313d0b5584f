/**
 * Records checks in batches: whatever waits while a batch is under way forms the next one, so that one transaction and
 * one signature serve many requests. No request joins a batch after its statement was sent.
 */
import { Inject, Injectable } from '@nestjs/common';
import { signBatchHead } from '#evidence';
import type { CheckHandlers, CheckResult, Store, Tx } from '#store';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { CONFIG, STORE } from '../provided.js';
import { Keys } from '../trust/keys.js';
import { decideOn, type Decided, type Question } from './question.js';

const BATCH_MAX = 256;
/** Beyond it a client is better told to come back than kept waiting. */
const WAITING_MAX = 10_000;
/** Two, so that a batch that waits for a withdrawal under way does not hold up all others. */
const BATCHES_AT_ONCE_MAX = 2;

export type Result = CheckResult<Decided>;

interface AskedTogether {
  readonly tx?: Tx | undefined;
  readonly isLast?: (decided: Decided | null) => boolean;
}

interface Waiting {
  readonly question: Question;
  readonly answer: (result: Result) => void;
  readonly fail: (error: unknown) => void;
}

@Injectable()
export class Checks {
  private waiting: Waiting[] = [];
  private underWay = 0;
  private readonly handlers: CheckHandlers<Question, Decided>;

  constructor(
    @Inject(STORE) private readonly store: Store,
    @Inject(CONFIG) config: Config,
    keys: Keys,
  ) {
    this.handlers = {
      decide: decideOn,
      sign: (head) => signBatchHead(keys.receipts, { issuer: config.baseUrl, ...head }),
    };
  }

  /** Decides and records one check, together with whatever else is waiting. Answers once it is durable. */
  ask(question: Question): Promise<Result> {
    if (this.waiting.length >= WAITING_MAX) {
      throw new AppError('too_many_requests', 'too many checks are waiting; ask again', { retryAfterSeconds: 1 });
    }
    return new Promise((answer, fail) => {
      this.waiting.push({ question, answer, fail });
      void this.run();
    });
  }

  /**
   * Decides and records these as one batch of their own, in the given transaction or in one of theirs; as far as the one
   * that `isLast`.
   */
  askAll(questions: readonly Question[], { tx, isLast }: AskedTogether = {}): Promise<Result[]> {
    const handlers = { ...this.handlers, ...(isLast && { isLast }) };
    return tx === undefined ? this.store.checks(questions, handlers) : tx.checks(questions, handlers);
  }

  private async run(): Promise<void> {
    if (this.underWay >= BATCHES_AT_ONCE_MAX) return;
    this.underWay += 1;
    // Requests that were read from the sockets in the same turn are here by the next one.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH_MAX);
      try {
        const results = await this.askAll(batch.map(({ question }) => question));
        batch.forEach(({ answer, fail }, index) => {
          const result = results[index];
          if (result === undefined) fail(new Error('a batch of checks lost one'));
          else answer(result);
        });
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.underWay -= 1;
  }
}
