/**
 * Where a worker can be killed: before and after each thing that it does to the world for one delivery. A process that is told
 * one of these places kills itself there, so that no timing decides what the test has tested.
 */
import { Queue } from 'bullmq';
import pg from 'pg';

/** One thing that is done on the way of a delivery. */
export type Step = 'claim' | 'add' | 'take' | 'document' | 'deliver' | 'delivered' | 'hand_out' | 'note';

export interface KillPoint {
  readonly step: Step;
  readonly when: 'before' | 'after';
  /** The delivery on whose way it dies, where the step is of one. */
  readonly delivery?: string;
}

const STATEMENTS: Readonly<Record<Exclude<Step, 'add'>, RegExp>> = {
  claim: /UPDATE deliveries SET state = 'queued'/,
  take: /UPDATE deliveries SET taken_at/,
  document: /INSERT INTO documents/,
  deliver: /INSERT INTO deliveries/,
  hand_out: /UPDATE webhook_progress p SET next_sequence/,
  note: /INSERT INTO webhook_attempts/,
  delivered: /UPDATE deliveries SET state = 'delivered'/,
};

/** When what a killed worker had taken is tried again: at once, and as often as one is killed. */
export const AT_ONCE: readonly number[] = Array.from({ length: 100 }, () => 0);

/** Arms this process. What it does from here on to the database and to the queue goes by its own code, watched. */
export function killAt({ step, when, delivery }: KillPoint): void {
  const kill = (): never => {
    process.kill(process.pid, 'SIGKILL');
    throw new Error('a killed process went on');
  };
  const watched = async (work: () => Promise<unknown>): Promise<unknown> => {
    if (when === 'before') kill();
    const done = await work();
    // A claim that found nothing has done nothing.
    if (step === 'claim' && isEmpty(done)) return done;
    return kill();
  };

  if (step === 'add') {
    watch(Queue.prototype, 'addBulk', () => true, watched);
    return;
  }
  const isMeant = ([text, values]: readonly unknown[]): boolean =>
    typeof text === 'string' &&
    STATEMENTS[step].test(text) &&
    (delivery === undefined || JSON.stringify(values).includes(delivery));
  watch(pg.Client.prototype, 'query', isMeant, watched);
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** Puts a watch before a method of a prototype, for the calls that are meant. */
function watch<Name extends string>(
  prototype: Readonly<Record<Name, unknown>>,
  name: Name,
  isMeant: (args: readonly unknown[]) => boolean,
  watched: (work: () => Promise<unknown>) => Promise<unknown>,
): void {
  // Both methods are overloaded; we call them so that they give a promise.
  const method = prototype[name] as Method;
  Object.defineProperty(prototype, name, {
    value(this: unknown, ...args: unknown[]) {
      const work = (): Promise<unknown> => method.apply(this, args);
      return isMeant(args) ? watched(work) : work();
    },
  });
}

function isEmpty(done: unknown): boolean {
  return typeof done === 'object' && done !== null && 'rowCount' in done && done.rowCount === 0;
}
