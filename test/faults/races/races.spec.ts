import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'undici';
import { ENVIRONMENT, openService, sequence, sql, type Service, type Visitor } from '../../e2e/api-service.js';
import { expectLogIsSound } from '../../support/sound-log.js';
import { judge } from './judging.js';
import { loseAnswers } from './lost-answers.js';
import { Processes } from './processes.js';
import { Race } from './race.js';
import { faultsOf, reportOf } from './report.js';
import { openRaceWorld, type RaceWorld } from './world.js';

/** A sample: `npm run races` runs a hundred thousand. */
const RACES = 200;
const ASKERS = 5;
/** Processes that are started on a busy machine take their time. */
const TIMEOUT_MS = 240_000;

let service: Service;
let world: RaceWorld;
beforeAll(async () => {
  service = await openService();
  world = await openRaceWorld(service, 3);
});
afterAll(() => service.close());

const settings = () => ({
  ...{ ...ENVIRONMENT, DATABASE_URL: service.databaseUrl, KEYS_DIR: service.keysDir, PORT: '0' },
});

describe('checks over two API processes', () => {
  let processes: Processes;
  beforeAll(async () => {
    processes = await Processes.start(settings());
  }, TIMEOUT_MS);
  afterAll(() => processes.stop());

  async function post(at: number, by: Visitor, path: string, body: object, headers: object = {}) {
    const answer = await request(`${processes.addresses[at] ?? ''}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { ...by.headers, ...headers, 'content-type': 'application/json' },
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${path} answered ${text}`);
    return { token: String(answer.headers['countersign-seen']), body: JSON.parse(text) };
  }

  it('see in one what was written through the other, with its token and without', async () => {
    const [owner] = world.owners;
    if (owner === undefined) throw new Error('nobody is there');
    const life = await world.live(owner);
    for (const [index, part] of life.parts.slice(0, 8).entries()) {
      const [here, there] = [index % 2, (index + 1) % 2];
      const check = world.checkOf(life, part);
      expect((await post(there, world.farm, '/v1/checks', check)).body.outcome).toBe('allow');
      const withdrawal = { scope: { language: [part] } };
      const { token } = await post(here, owner.visitor, `/v1/consents/${life.consent}/withdrawals`, withdrawal);
      for (const headers of [{}, { 'countersign-seen': token }]) {
        expect((await post(there, world.farm, '/v1/checks', check, headers)).body.outcome).toBe('deny');
        const { body } = await post(there, world.farm, '/v1/checks/batch', { checks: [check] }, headers);
        expect(body.items[0].check.outcome).toBe('deny');
      }
    }
  });

  it(
    'allow nothing that was withdrawn, disputed or struck before, though what answers them is killed',
    async () => {
      const race = new Race(world, processes, { races: RACES, askers: ASKERS, racesPerKill: RACES / 3 });
      await race.run();
      const verdict = await judge(race, world);
      const { kills } = processes;
      // Told where it fails: what it counted says whether it raced at all.
      expect([reportOf(verdict, race, { kills, seconds: 0 }), ...faultsOf(verdict)]).toHaveLength(1);
      expect([kills, race.counts.databaseKills]).not.toContain(0);
      expect(race.counts.afterAcknowledged).toBeGreaterThan(0);
      await sequence(service);
      const [{ size }] = (await sql(service, 'SELECT count(*)::int AS size FROM countersign.entries')).map(Object);
      await expectLogIsSound(service.databaseUrl, size);
    },
    TIMEOUT_MS,
  );
});

describe('an act whose process is killed between its commit and its answer', () => {
  it(
    'holds at once over another process, and sent again under its key it is told as it was done, once',
    async () => {
      expect(await loseAnswers(world, settings(), 1)).toEqual({ lost: 3, faults: [] });
    },
    TIMEOUT_MS,
  );
});

describe('checks whose locks in share are taken out of what is said to the database', () => {
  it(
    'allow what was taken back a moment before, and nobody is told',
    async () => {
      const meddling = { isUnguarded: true, pauseMs: 5 };
      const processes = await Processes.start(settings(), { count: 1, meddling });
      try {
        const race = new Race(world, processes, { races: RACES, askers: ASKERS, racesPerKill: Infinity });
        await race.run();
        const { stale, faults } = await judge(race, world);
        expect(stale).not.toEqual([]);
        expect(faults.filter((fault) => fault.includes('took back'))).not.toEqual([]);
      } finally {
        await processes.stop();
      }
    },
    TIMEOUT_MS,
  );
});
