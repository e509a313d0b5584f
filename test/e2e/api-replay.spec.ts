import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, rebuild } from '#store';
import type { Person } from '../../apps/api/src/asking/asker.js';
import { decideOn, questionOf, type Question } from '../../apps/api/src/checks/question.js';
import { countersign } from '../support/command-line.js';
import { openService, type Service } from './api-service.js';
import { checkOf, idOf, joinAs, makeWorld, signedConsent, useOf, type World } from './api-world.js';
import { eraseAnyway } from '../support/erasing.js';
import { PERSONAL_SECRET } from '../support/database.js';

let service: Service;
let world: World;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
});
afterAll(() => service.close());

async function checked(use: object = useOf()): Promise<string> {
  return (await world.deniz.post('/v1/checks', checkOf(world, use)).expect(200)).body.id;
}

async function replayed(check: string): Promise<{ same: boolean; outcome: string }> {
  return (await world.deniz.get(`/v1/checks/${check}/replay`).expect(200)).body;
}

/** A decision as some other program may have recorded it. */
async function recordedAs(changes: object): Promise<string> {
  const { user } = (await world.deniz.get('/v1/session').expect(200)).body;
  const person: Person = {
    ...{
      user,
      account: user,
      vouched: null,
      email: world.denizEmail,
      name: 'Deniz',
      isPerformer: false,
      isOperator: false,
    },
    ...{ session: { id: '', level: 'strong', sinceMs: 0 }, heldBack: [], isOperatorHeldBack: false },
    kind: 'person',
    memberships: [{ organization: world.organization, kind: 'production_company', name: 'Harbor', role: 'admin' }],
    represents: [],
  };
  const body = { performer: world.performer, production: world.season, use: useOf() };
  const [result] = await service.store.checks<Question, ReturnType<typeof decideOn>>([questionOf(body, person)], {
    decide: (question, given) => {
      const decided = decideOn(question, given);
      return { ...decided, evidence: { ...decided.evidence, ...changes } };
    },
    sign: () => 'a.signed.head',
  });
  if (result?.kind !== 'decided') throw new Error('the decision was not recorded');
  return result.id;
}

describe('a replay', () => {
  it('comes out the same whatever happens later: a policy, an approval, a withdrawal', async () => {
    const unknown = await checked();
    const consent = await signedConsent(world);
    const [allowed, denied] = [await checked(), await checked(useOf({ language: ['ko'] }))];
    await world.deniz.post(`/v1/productions/${world.series}/policies`, { platform: 'netflix' }).expect(200);
    const waiting = await checked();
    const [ava] = await joinAs(world, 'studio', 'ava@studio.example');
    const disclosure = await idOf(world.deniz, `/v1/checks/${waiting}/disclosure`, {});
    for (const kind of ['studio', 'legal'])
      await ava.post(`/v1/disclosures/${disclosure}/approvals`, { kind, verdict: 'given' }).expect(201);
    const approved = await checked();
    await world.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
    const withdrawn = await checked();

    const outcomes: string[] = [];
    for (const check of [unknown, allowed, denied, waiting, approved, withdrawn]) {
      const { body: recorded } = await world.deniz.get(`/v1/checks/${check}`).expect(200);
      const { body } = await world.deniz.get(`/v1/checks/${check}/replay`).expect(200);
      const { outcome, reasons, packs, decidedAt } = recorded;
      expect(body).toEqual({
        ...{ check, decidedAt, same: true, inputsErased: false, versionsMissing: [], outcome, reasons, packs },
        differences: [],
      });
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual(['deny', 'allow', 'deny', 'needs_approval', 'allow', 'deny']);
    const ids = [unknown, allowed, denied, waiting, approved, withdrawn];
    const { exitCode, out } = await countersign(['replay', ...ids], { DATABASE_URL: service.databaseUrl });
    expect(exitCode).toBe(0);
    expect(out.split('\n').map((line) => line.split(' under ')[0])).toEqual([
      ...ids.map((id, index) => `${id}: the same, ${outcomes[index]}`),
      '',
    ]);
    expect(out).toContain('netflix@2025-08');
  });

  it('is for who sees the check: the asker, the owner, the performer', async () => {
    const check = await checked();
    expect((await world.mara.get(`/v1/checks/${check}/replay`).expect(200)).body.same).toBe(true);
    const other = await makeWorld(service);
    await other.deniz.get(`/v1/checks/${check}/replay`).expect(404);
  });

  it('names what differs, member by member', async () => {
    const forged = await recordedAs({ outcome: 'allow', missing: [] });
    const view = await replayed(forged);
    expect(view).toMatchObject({ same: false, outcome: 'deny' });
    const { exitCode, out } = await countersign(['replay', await checked(), forged], {
      DATABASE_URL: service.databaseUrl,
    });
    expect(exitCode).toBe(1);
    expect(out).toContain(`${forged}: differs\n  outcome\n    recorded: "allow"\n    now:      "deny"\n  missing\n`);
  });

  it('is made on what is left once her birthday, her unions or where she lives are erased, and says so', async () => {
    const fresh = await makeWorld(service);
    await signedConsent(fresh);
    const details = `/v1/performers/${fresh.performer}/details`;
    await fresh.deniz.post(details, { bornOn: '2015-05-01', zone: 'Europe/Madrid', residence: 'US-CA' }).expect(200);
    const { body: check } = await fresh.deniz.post('/v1/checks', checkOf(fresh)).expect(200);
    const replay = async () => (await fresh.deniz.get(`/v1/checks/${check.id}/replay`).expect(200)).body;
    expect(await replay()).toMatchObject({ same: true, inputsErased: false });
    await eraseAnyway(service.store, { performers: [fresh.performer] });
    expect(await replay()).toMatchObject({ same: false, inputsErased: true });
    const said = await countersign(['replay', check.id], { DATABASE_URL: service.databaseUrl });
    expect(said.out).toContain('inputs erased');
    const { differences } = await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
    expect(differences).toEqual([]);
  });

  it('says plainly that it cannot be made here: another engine, a pack that nobody has, no such decision', async () => {
    const old = await recordedAs({ engine: 'engine/0', packs: ['lost@1'] });
    expect(await replayed(old)).toMatchObject({
      ...{ same: null, outcome: null, versionsMissing: ['engine/0', 'lost@1'], reasons: [], differences: [] },
    });
    const told = async (...args: string[]) => countersign(['replay', ...args], { DATABASE_URL: service.databaseUrl });
    expect(await told(old)).toMatchObject({
      exitCode: 3,
      out: `${old}: cannot be replayed here; it was made under \`engine/0\`, \`lost@1\`, which this program does not have\n`,
    });
    const nobodys = newId('chk');
    expect(await told(await checked(), nobodys)).toMatchObject({
      exitCode: 3,
      out: expect.stringContaining(`${nobodys}: there is no such decision in this database`),
    });
    expect((await told()).err).toContain('name a decision');
    expect((await told('cons_1')).err).toContain('`cons_1` is no id of a decision');
  });
});
