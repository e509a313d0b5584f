/** Signing requests with passkeys, for tests: a passkey of somebody, and the answers that it signs. */
import { sql, withCookies, type Service, type Visitor } from '../e2e/api-service.js';
import { SoftPasskey, type Ceremony } from './authenticator.js';

/** How a consent says that she signed it herself, with a passkey. */
export const BY_PASSKEY = { method: 'passkey', capacity: 'self', level: 'advanced' };

/** Adds a passkey, which makes the session strong. */
export async function addPasskey(
  visitor: Visitor,
  here: Pick<Ceremony, 'origin' | 'rpId'>,
  name = 'Phone',
): Promise<{ readonly passkey: SoftPasskey; readonly strong: Visitor }> {
  const passkey = new SoftPasskey();
  const { challenge, options } = (await visitor.post('/v1/factors/passkey').expect(201)).body;
  const response = passkey.create({ challenge: options.challenge, ...here });
  const answer = await visitor.post('/v1/factors/passkey/confirm', { challenge, response, name }).expect(201);
  return { passkey, strong: withCookies(visitor.service, answer) };
}

/** A yes to every clause of a request, in the words that were shown. */
export async function answersTo(visitor: Visitor, request: string) {
  const { body } = await visitor.get(`/v1/requests/${request}`).expect(200);
  const shown: { id: string; textHash: string }[] = body.rendered.clauses;
  const clauses = shown.map(({ id, textHash }) => ({ id, textHash, confirmed: true }));
  return { version: Number(body.version), clauses, textHash: String(body.rendered.hash), electronicBusiness: true };
}

/** The entry that records the consent to a request, as `verify` reads it. */
export async function signedEntry(service: Service, request: string) {
  const [entry] = await sql(
    service,
    `SELECT e.type, e.at, e.refs, p.evidence::json AS evidence FROM countersign.entries e
     JOIN countersign.payloads p ON p.entry = e.serial
     WHERE e.type = 'consent.given' AND e.refs ->> 'request' = '${request}'`,
  );
  // Of the columns named above; what is in them is the test's to look at.
  return Object(entry) as {
    type: string;
    at: string;
    refs: Record<string, string>;
    evidence: ReturnType<typeof JSON.parse>;
  };
}
