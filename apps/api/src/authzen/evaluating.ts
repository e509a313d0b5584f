/** Asks the checks, one by one or together, in AuthZEN's words. */
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Store } from '#store';
import type { Asker } from '../asking/asker.js';
import { refuseUnread } from '../asking/gate.js';
import { Checks, type Result } from '../checks/checks.js';
import { refuseWhole, type Decided } from '../checks/question.js';
import type { Config } from '../config.js';
import { AppError, notFound } from '../errors/app-error.js';
import { asAppError } from '../errors/errors.filter.js';
import { CONFIG, STORE } from '../provided.js';
import { invalidInput } from '../validation.js';
import type { Act } from '../writing/act.js';
import { answerOf, undecided, type Answer } from './answer.js';
import type { BatchItem, Evaluation, Semantic } from './read-evaluation.js';
import { askableOf, type Askable } from './stated-use.js';

/** Who asks, and how the answer will be kept. */
export interface AskedBy {
  readonly asker: Asker;
  readonly act: Act | undefined;
  readonly request: FastifyRequest;
}

@Injectable()
export class Evaluating {
  constructor(
    private readonly checks: Checks,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
  ) {}

  /** One question; a fault of ours fails the request. */
  async one(evaluation: Evaluation, by: AskedBy): Promise<Answer> {
    const asked = askableOf(evaluation, by.asker);
    if ('refused' in asked) {
      await refuseUnread(by.request, this.store);
      return undecided(asked.refused, by.request.id);
    }
    const result = await this.ask(withSeen(asked, by), by);
    if (result.kind === 'failed' && !isUnknown(result.error)) throw result.error;
    return this.told(result, by);
  }

  /**
   * Several, in order. A question that fails is denied alone; what comes after the one that settles it is not asked. All
   * that may be asked goes into one batch, whose locks are taken at once: one by one, two batches in opposite order would
   * wait for each other.
   */
  async all(items: readonly BatchItem[], semantic: Semantic, by: AskedBy): Promise<Answer[]> {
    const settles = (decision: boolean) =>
      semantic !== 'execute_all' && decision === (semantic === 'permit_on_first_permit');
    const asked = items.map((item): Askable => attempted(item, by.asker));
    // What cannot be asked is denied without being asked.
    const refused = settles(false) ? asked.findIndex((each) => 'refused' in each) : -1;
    const reached = refused === -1 ? asked : asked.slice(0, refused + 1);
    const isLast = (decided: Decided | null) => settles(decided?.decision.outcome === 'allow');
    const questions = reached.flatMap((each) => ('question' in each ? [withSeen(each, by).question] : []));
    if (questions.length === 0) await refuseUnread(by.request, this.store);
    const results = (await this.checks.askAll(questions, { tx: by.act?.tx, isLast })).values();
    const answers: Answer[] = [];
    for (const each of reached) {
      const answer = 'refused' in each ? undecided(each.refused, by.request.id) : this.told(nextOf(results), by);
      answers.push(answer);
      if (settles(answer.decision)) break;
    }
    return answers;
  }

  private async ask({ question }: Asked, { act }: AskedBy): Promise<Result> {
    if (act === undefined) return this.checks.ask(question);
    const [result] = await this.checks.askAll([question], act);
    if (result === undefined) throw new Error('a check was lost');
    return result;
  }

  /** The answer to one question. What concerns the key concerns the whole request. */
  private told(result: Result, { act, request }: AskedBy): Answer {
    refuseWhole(result.kind);
    switch (result.kind) {
      case 'unseen':
      case 'key_invalid':
      case 'key_unscoped':
      case 'production_unknown':
        return undecided(notFound(), request.id);
      case 'failed':
        if (!isUnknown(result.error)) request.log.error({ err: result.error }, 'a check of a batch failed');
        return undecided(asAppError(result.error, request), request.id);
      case 'decided': {
        act?.current.push(result.current);
        const { id, facts, entry } = result;
        request.checked = entry.id;
        return answerOf(facts, { id, decidedAt: entry.at, baseUrl: this.config.baseUrl });
      }
    }
  }
}

type Asked = Extract<Askable, { question: unknown }>;

/** What whoever asks has seen is said of the request, whatever it asks. */
function withSeen({ question }: Asked, { request }: AskedBy): Asked {
  return { question: { ...question, seen: request.seen } };
}

function nextOf(results: Iterator<Result, undefined>): Result {
  const { value } = results.next();
  if (value === undefined) throw new Error('a batch of checks lost one');
  return value;
}

function attempted(item: BatchItem, asker: Asker): Askable {
  return 'errors' in item ? { refused: invalidInput(item.errors) } : askableOf(item, asker);
}

/** A record that is unknown or another's denies; it is no fault. */
function isUnknown(error: unknown): boolean {
  return error instanceof AppError && error.code === 'not_found';
}
