/**
 * Acts whose answer is lost on purpose: the process that committed one is killed before it answers. Whoever sent it knows nothing;
 * what it says has to hold all the same, over another process, at once.
 */
import { request } from 'undici';
import { newId } from '#store';
import { sql, type Visitor } from '../../e2e/api-service.js';
import { Processes } from './processes.js';
import type { Life, Owner, RaceWorld } from './world.js';

/** What was tried, and what was not as it must be. */
export interface LostAnswers {
  readonly lost: number;
  readonly faults: readonly string[];
}

interface Trial {
  readonly type: string;
  readonly by: Visitor;
  readonly path: string;
  readonly body: object;
  /** Takes it back, so that the next one finds what this one found. */
  readonly undo?: (id: string) => readonly [Visitor, string];
}

interface Answer {
  readonly status: number;
  readonly token: string;
  readonly text: string;
}

/** So many rounds of a withdrawal, a dispute and a strike. */
export async function loseAnswers(
  world: RaceWorld,
  settings: Readonly<Record<string, string>>,
  rounds: number,
): Promise<LostAnswers> {
  const other = await Processes.start(settings, { count: 1 });
  const [owner] = world.owners;
  if (owner === undefined) throw new Error('nobody is there');
  const faults: string[] = [];
  let lost = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const life = await world.live(owner);
      const trials = trialsOf(world, owner, life);
      const dying = await Promise.all(
        trials.map(({ type }) => Processes.start(settings, { count: 1, meddling: { diesAfter: type } })),
      );
      for (const [index, from] of dying.entries()) {
        const trial = trials[index];
        if (trial === undefined) continue;
        faults.push(...(await loseOne(world, trial, { life, from, at: other })));
        lost += 1;
        await from.stop();
      }
    }
  } finally {
    await other.stop();
  }
  return { lost, faults };
}

function trialsOf(world: RaceWorld, { visitor }: Owner, { consent }: Life): readonly Trial[] {
  const { rep } = world;
  const of = `/v1/consents/${consent}`;
  return [
    {
      ...{ type: 'consent.disputed', by: visitor, path: `${of}/disputes`, body: { reason: 'To be lost.' } },
      undo: (id) => [visitor, `${of}/disputes/${id}/end`],
    },
    {
      ...{ type: 'suspension.declared', by: rep, path: '/v1/suspensions', body: world.strike() },
      undo: (id) => [rep, `/v1/suspensions/${id}/lift`],
    },
    { type: 'consent.withdrawn', by: visitor, path: `${of}/withdrawals`, body: { scope: null } },
  ];
}

async function loseOne(
  world: RaceWorld,
  { type, by, path, body, undo }: Trial,
  { life, from, at }: { readonly life: Life; readonly from: Processes; readonly at: Processes },
): Promise<string[]> {
  const check = world.checkOf(life, life.parts[0] ?? '');
  const outcome = async (headers: object = {}) =>
    JSON.parse((await post(at, world.farm, ['/v1/checks', check, headers])).text).outcome;
  const count = async () =>
    Number(
      Object((await sql(world.service, `SELECT count(*) FROM countersign.entries WHERE type = '${type}'`))[0]).count,
    );
  const key = { 'idempotency-key': newId('req') };
  const [before, first] = [await count(), await outcome()];
  const answered = await post(from, by, [path, body, key]).catch(() => null);
  const said = [
    ...(first === 'allow' ? [] : [`it was ${first} before`]),
    ...(answered === null ? [] : [`it was answered with ${answered.status}`]),
    ...((await outcome()) === 'allow' ? ['it was allowed behind the commit, without a token'] : []),
  ];
  const again = await post(at, by, [path, body, key]);
  const once = await post(at, by, [path, body, key]);
  const told = await outcome({ 'countersign-seen': again.token });
  said.push(
    ...(told === 'allow' ? ['it was allowed behind the commit, with the token of the answer'] : []),
    ...(again.status < 300 ? [] : [`sent again it was answered with ${again.status}`]),
    ...(again.text === once.text && again.status === once.status
      ? []
      : ['sent twice again it was answered in two ways']),
    ...((await count()) === before + 1 ? [] : ['it is recorded not just once']),
  );
  if (undo !== undefined) {
    const [whose, where] = undo(JSON.parse(again.text).id);
    await post(at, whose, [where, {}, {}]);
  }
  return said.map((what) => `an answer to ${type} that was lost: ${what}`);
}

async function post(at: Processes, by: Visitor, [path, body, headers]: [string, object, object]): Promise<Answer> {
  const answer = await request(`${at.addresses[0] ?? ''}${path}`, {
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { ...by.headers, ...headers, 'content-type': 'application/json' },
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, token: String(answer.headers['countersign-seen']), text };
}
