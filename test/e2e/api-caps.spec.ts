import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT, openService, sql, type Service, type Visitor } from './api-service.js';
import { checkOf, keyOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

const MAIN = fileURLToPath(new URL('../../apps/api/src/main.ts', import.meta.url));
const LOADER = fileURLToPath(new URL('../support/typescript.js', import.meta.url));
const CAP = 50;
const CHECKS = 240;
const PROCESSES = 2;

let service: Service;
let world: World;
let farm: Visitor;
const processes: { readonly child: ChildProcess; readonly address: string }[] = [];
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  farm = await keyOf(world, ['check']);
  for (let n = 0; n < PROCESSES; n += 1) {
    const env = { ...ENVIRONMENT, DATABASE_URL: service.databaseUrl, KEYS_DIR: service.keysDir, PORT: '0' };
    const child = fork(MAIN, {
      env: { PATH: process.env['PATH'], ...env },
      execArgv: ['--import', LOADER, '--no-warnings'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [{ ready }] = await once(child, 'message');
    processes.push({ child, address: ready });
  }
}, 60_000);
afterAll(async () => {
  for (const { child } of processes) {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  await service.close();
});

let asked = 0;

/** Sends a request to one process after the other. */
async function send<T = unknown>(path: string, body: object, headers: Record<string, string> = {}): Promise<T> {
  const { address } = processes[(asked += 1) % PROCESSES] ?? { address: '' };
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...farm.headers, ...headers },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return Object(await answer.json());
}

interface Answer {
  readonly id: string;
  readonly outcome: string;
  readonly reasons: readonly { readonly code: string }[];
}

interface Recorded {
  readonly type: string;
  readonly decision: string;
  readonly evidence: {
    readonly reserved?: readonly { readonly amount: number }[];
    readonly quantity?: { readonly lines: number };
  };
}

/** How much was used and held after each entry, in the order of the log, told from nothing but the log. */
function balances(entries: readonly Recorded[]): number[] {
  const amounts = new Map<string, { held: number; used: number }>();
  return entries.map(({ type, decision, evidence }) => {
    const { used } = amounts.get(decision) ?? { used: 0 };
    if (type === 'decision.made') amounts.set(decision, { held: evidence.reserved?.[0]?.amount ?? 0, used: 0 });
    else if (type === 'reservation.released') amounts.set(decision, { held: 0, used });
    else amounts.set(decision, { held: 0, used: used + (evidence.quantity?.lines ?? 0) });
    return [...amounts.values()].reduce((sum, each) => sum + each.held + each.used, 0);
  });
}

describe('a cap that two processes check against (S-12)', () => {
  it('is never exceeded and is granted to the last line, while some is used and some is given back', async () => {
    const box = { act: ['generate.voice.adr_line'], purpose: ['production'], production: [world.season] };
    const scope = {
      media: ['promo.trailer'],
      territory: ['world'],
      language: ['es'],
      stage: 'final',
      content: ['none'],
    };
    const time = { from: '2026-01-01T00:00:00.000Z', until: '2036-01-01T00:00:00.000Z', tool: ['any'] };
    const permission = { id: 'lines', box: { ...box, ...scope, ...time }, caps: { lines: CAP } };
    await signedConsent(world, {
      description: 'Fifty lines of Harbor, said again by a copy of your voice in trailers.',
      ...{ permissions: [permission], prohibitions: [], legalBasis: 'contract' },
      revocation: { right: 'any_time', existingWorks: 'continue_released' },
    });
    const check = checkOf(world, useOf({ quantity: { lines: 1 } }));
    let released = 0;
    const settle = async ({ id, outcome }: Answer, n: number): Promise<string> => {
      if (outcome !== 'allow') return outcome;
      // Of every five that were allowed one is given back and one is used; a hold that ends frees a line, a use does not.
      if (n % 5 === 0) await send(`/v1/checks/${id}/release`, {}).then(() => (released += 1));
      if (n % 5 === 1) await send(`/v1/checks/${id}/usage`, { quantity: { lines: 1 } });
      return outcome;
    };
    const ask = async (n: number): Promise<Answer[]> => {
      // Singly, under a key, and several in a batch: all the ways into the record.
      if (n % 3 === 0) return [await send<Answer>('/v1/checks', check)];
      if (n % 3 === 1) return [await send<Answer>('/v1/checks', check, { 'idempotency-key': `caps-${n}` })];
      const { items } = await send<{ items: { check: Answer }[] }>('/v1/checks/batch', { checks: [check, check] });
      return items.map((item) => item.check);
    };
    const outcomes = await Promise.all(
      Array.from({ length: CHECKS }, async (_, n) => Promise.all((await ask(n)).map((answer) => settle(answer, n)))),
    );
    // What the last releases freed is there to be granted.
    const rest: Answer[] = [];
    for (let n = 0; n < CAP; n += 1) rest.push(await send<Answer>('/v1/checks', check));
    expect(rest.at(-1)).toMatchObject({ outcome: 'deny', reasons: [{ code: 'QUOTA' }] });

    const allowed = [...outcomes.flat(), ...rest.map(({ outcome }) => outcome)].filter(
      (each) => each === 'allow',
    ).length;
    expect(allowed - released).toBe(CAP);
    expect(released).toBeGreaterThan(0);
    const entries = await sql(
      service,
      `SELECT e.type, e.refs ->> 'decision' AS decision, p.evidence::json AS evidence
       FROM countersign.entries e JOIN countersign.payloads p ON p.entry = e.serial
       WHERE e.type IN ('decision.made', 'usage.reported', 'reservation.released') ORDER BY e.serial`,
    );
    // As the query above selects them.
    const amounts = balances(entries as readonly Recorded[]);
    expect(Math.max(...amounts)).toBe(CAP);
    expect(amounts.at(-1)).toBe(CAP);
  }, 120_000);
});
