/** Recalls as the worker makes them, without waiting for their days: each delivery is read from its row, and made as often as told. */
import type { JsonObject, Store } from '#store';
import { recallCarrier } from '../../apps/worker/src/recalls/recall-carrier.js';
import { BASE_URL, mailTo, sql, type Service, type Visitor } from '../e2e/api-service.js';
import { checkOf, makePartner, makeWorld, signedConsent, termsOf, type World } from '../e2e/api-world.js';

/** The steps of a recall that are planned, the first due first. */
export async function stepsOf(service: Service, recall: string): Promise<readonly Step[]> {
  const text = `SELECT id, payload, due_at FROM countersign.deliveries
    WHERE kind = 'recall' AND payload ->> 'recall' = '${recall}' ORDER BY due_at, id`;
  return (await sql(service, text)) as Step[];
}

export interface Step {
  readonly id: string;
  readonly payload: JsonObject;
  readonly due_at: Date;
}

/** Makes those of these steps that `which` names, each `times` times: a worker that was killed is one that does it again. */
export async function makeSteps(
  { service, store }: { readonly service: Service; readonly store: Store },
  recall: string,
  which: (payload: JsonObject) => boolean,
  times = 2,
): Promise<number> {
  const carry = recallCarrier(store, new URL(BASE_URL));
  const steps = (await stepsOf(service, recall)).filter(({ payload }) => which(payload));
  for (const { id, payload } of steps)
    for (let time = 0; time < times; time++)
      await carry({ id, kind: 'recall', payload, attempts: 0, createdAt: '2026-01-01T00:00:00.000Z' });
  return steps.length;
}

interface Relied {
  readonly world: World;
  readonly consent: string;
  readonly pia: Visitor;
  readonly partner: string;
}

/** A consent that its owner and a vendor relied on. */
export async function consentReliedOn(service: Service, changes: object): Promise<Relied> {
  const world = await makeWorld(service);
  const consent = await signedConsent(world, termsOf(world, { deleteWithinDays: 30, ...changes }));
  const { pia, partner } = await makePartner(world);
  for (const visitor of [world.deniz, pia]) await allowed(visitor, checkOf(world));
  return { world, consent, pia, partner };
}

export async function allowed(visitor: Visitor, check: object): Promise<string> {
  const { body } = await visitor.post('/v1/checks', check).expect(200);
  if (body.outcome !== 'allow') throw new Error(`the check is answered \`${body.outcome}\``);
  return body.id;
}

/** Looks at the preview, and withdraws just that. */
export async function withdrawn({ mara }: World, consent: string, scope: object | null = null) {
  const path = `/v1/consents/${consent}/withdrawals`;
  const { body: preview } = await mara.post(`${path}?preview`, { scope }).expect(200);
  const { body } = await mara.post(path, { scope, etag: preview.etag }).expect(200);
  const recall: string | null = body.recorded.recall;
  return { preview, body, recall: recall ?? '' };
}

interface Entry {
  readonly refs: Readonly<Record<string, string>>;
  readonly evidence: JsonObject;
}

export async function entriesIn(service: Service, recall: string, type: string): Promise<Entry[]> {
  const text = `SELECT e.refs, p.evidence::json AS evidence FROM countersign.entries e
    JOIN countersign.payloads p ON p.entry = e.serial WHERE e.refs ->> 'recall' = '${recall}' AND e.type = '${type}' ORDER BY e.serial`;
  return (await sql(service, text)) as Entry[];
}

/** The token of the newest link that was mailed there. */
export async function linkTo(service: Service, email: string): Promise<string> {
  const [mail = ''] = (await mailTo(service, email)).filter((text) => text.includes('/recall#')).slice(-1);
  return /\/recall#(\S+)/.exec(mail)?.[1] ?? '';
}

/** Of a member of this organization. */
export async function emailOf(service: Service, organization: string): Promise<string> {
  const rows = await sql(service, `SELECT email FROM countersign.members WHERE organization = '${organization}'`);
  return Object(rows[0]).email;
}
