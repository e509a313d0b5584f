import { describe, expect, it } from '@jest/globals';
import { keepRunning, RESTARTS_MAX, type KeptPart, type Part } from './keep-running.js';

/** Parts that end when told to, one after the other. */
function parts() {
  const said: string[] = [];
  const running: { end: (how: string) => void; isStopped: boolean }[] = [];
  const begin = (): Part => {
    const { promise, resolve } = later<string>();
    const part = { end: resolve, isStopped: false };
    running.push(part);
    return {
      ended: promise,
      stop: async () => {
        part.isStopped = true;
        resolve('stopped');
      },
    };
  };
  const keep = (startAgain: () => Promise<Part> = async () => begin(), isReady = true): KeptPart =>
    keepRunning(begin(), {
      name: 'the part',
      startAgain,
      mayStartAgain: () => isReady,
      say: (text) => said.push(text),
      restartDelayMs: 0,
    });
  const count = async (wanted: number): Promise<void> => {
    while (running.length < wanted) await new Promise(setImmediate);
  };
  return { begin, keep, running, said, count };
}

describe('a part that is kept running', () => {
  it('is started again when it ends, and that is told', async () => {
    const { keep, running, said, count } = parts();
    keep();

    running[0]!.end('killed');
    await count(2);

    expect(said).toEqual(['the part ended and is started again: killed']);
  });

  it('is given up when it ends too often within a minute', async () => {
    const { keep, running, count } = parts();
    const { gaveUp } = keep();

    for (let index = 0; index <= RESTARTS_MAX; index++) {
      await count(index + 1);
      running[index]!.end('killed');
    }

    expect(await gaveUp).toBe(`the part ended ${RESTARTS_MAX + 1} times within a minute: killed`);
    expect(running).toHaveLength(RESTARTS_MAX + 1);
  });

  it('is given up at its first end before the service was ready: it would fail again', async () => {
    const { keep, running } = parts();
    const { gaveUp } = keep(undefined, false);

    running[0]!.end('exit code 1');

    expect(await gaveUp).toBe('the part ended while it started: exit code 1');
  });

  it('is given up when it cannot be started again', async () => {
    const { keep, running } = parts();
    const { gaveUp } = keep(() => Promise.reject(new Error('the disk is full')));

    running[0]!.end('killed');

    expect(await gaveUp).toBe('the part ended and does not start again: the disk is full');
  });

  it('is not started again when it was stopped', async () => {
    const { keep, running, said } = parts();
    const kept = keep();

    await kept.stop();
    await new Promise(setImmediate);

    expect([running.length, running[0]!.isStopped, said]).toEqual([1, true, []]);
  });

  it('is stopped also when that comes while it starts again', async () => {
    const { begin, keep, running } = parts();
    const asked = later<undefined>();
    const start = later<Part>();
    const kept = keep(() => {
      asked.resolve(undefined);
      return start.promise;
    });

    running[0]!.end('killed');
    await asked.promise;
    const stopped = kept.stop();
    start.resolve(begin());
    await stopped;

    expect(running[1]!.isStopped).toBe(true);
  });
});

/** A promise and what resolves it. */
function later<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
