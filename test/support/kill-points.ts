/**
 * Where a worker can be killed: before and after each thing that it does to the world for one delivery. A process that is told
 * one of these places kills itself there, so that no timing decides what the test has tested.
 */
import { Queue } from 'bullmq';
import pg from 'pg';

/** One thing that is done on the way of a delivery. */
export type Step =
  'claim' | 'claim_webhooks' | 'add' | 'take' | 'document' | 'deliver' | 'delivered' | 'hand_out' | 'note';

export interface KillPoint {
  readonly step: Step;
  readonly when: 'before' | 'after';
  /** What the statement names where the step is of one delivery: its id, or whom or what it makes. */
  readonly naming?: string;
}

const STATEMENTS: Readonly<Record<Exclude<Step, 'add'>, RegExp>> = {
  claim: /UPDATE deliveries SET state = 'queued'/,
  claim_webhooks: /UPDATE deliveries SET state = 'queued'[^]* kind = 'webhook'/,
  take: /UPDATE deliveries SET taken_at/,
  document: /INSERT INTO documents/,
  deliver: /INSERT INTO deliveries/,
  hand_out: /UPDATE webhook_progress p SET next_sequence/,
  note: /INSERT INTO webhook_attempts/,
  delivered: /UPDATE deliveries SET state = 'delivered'/,
};

/** When what a killed worker had taken is tried again: at once, and as often as one is killed. */
export const AT_ONCE = { triesMax: 101, spreadMs: 0 };

/** Arms this process. What it does from here on to the database and to the queue goes by its own code, watched. */
export function killAt({ step, when, naming }: KillPoint): void {
  const kill = (): never => {
    process.kill(process.pid, 'SIGKILL');
    throw new Error('a killed process went on');
  };
  const watched = async (work: () => Promise<unknown>): Promise<unknown> => {
    if (when === 'before') kill();
    const done = await work();
    // A claim that found nothing has done nothing.
    if (step.startsWith('claim') && isEmpty(done)) return done;
    return kill();
  };

  if (step === 'add') {
    watch(Queue.prototype, 'addBulk', () => true, watched);
    return;
  }
  const isMeant = ([text, values]: readonly unknown[]): boolean =>
    typeof text === 'string' &&
    STATEMENTS[step].test(text) &&
    (naming === undefined || JSON.stringify(values).includes(naming));
  watch(pg.Client.prototype, 'query', committing(isMeant), watched);
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** What is meant within a transaction is done to the world when that commits: then is the COMMIT watched, not the statement. */
function committing(
  isMeant: (args: readonly unknown[]) => boolean,
): (args: readonly unknown[], connection: unknown) => boolean {
  const open = new Map<unknown, { isMeant: boolean }>();
  return (args, connection) => {
    const [text] = args;
    const started = open.get(connection);
    if (typeof text === 'string' && /^(BEGIN|COMMIT|ROLLBACK)/.test(text)) {
      open.delete(connection);
      if (text.startsWith('BEGIN')) open.set(connection, { isMeant: false });
      return text.startsWith('COMMIT') && started?.isMeant === true;
    }
    if (!isMeant(args)) return false;
    if (started === undefined) return true;
    started.isMeant = true;
    return false;
  };
}

/** Puts a watch before a method of a prototype, for the calls that are meant. */
function watch<Name extends string>(
  prototype: Readonly<Record<Name, unknown>>,
  name: Name,
  isMeant: (args: readonly unknown[], of: unknown) => boolean,
  watched: (work: () => Promise<unknown>) => Promise<unknown>,
): void {
  // Both methods are overloaded; we call them so that they give a promise.
  const method = prototype[name] as Method;
  Object.defineProperty(prototype, name, {
    value(this: unknown, ...args: unknown[]) {
      const work = (): Promise<unknown> => method.apply(this, args);
      return isMeant(args, this) ? watched(work) : work();
    },
  });
}

function isEmpty(done: unknown): boolean {
  return typeof done === 'object' && done !== null && 'rowCount' in done && done.rowCount === 0;
}
