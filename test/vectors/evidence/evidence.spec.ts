import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readTrust, verify, verifyConsentSignature } from '#evidence';

const read = (name: string): Uint8Array => readFileSync(new URL(name, import.meta.url));

describe('frozen files', () => {
  const trusted = readTrust(read('trust.json'));
  if ('problem' in trusted) throw new Error(trusted.problem);

  it.each([
    ['receipt-alone.json', 'the decision `chk_0` of 2026-11-23T10:00:00.000Z: "allow"'],
    ['receipt-in-batch.json', 'the decision `chk_3` of 2026-11-23T10:00:00.000Z: "deny"'],
    ['withdrawal.proof.json', 'a record of `consent.withdrawn` at 2026-11-23T10:00:00.000Z'],
    ['withdrawal.tlog-proof', 'a proof that an entry is in the log'],
  ])('%s is genuine for ever', async (name, about) => {
    const verdict = await verify(read(name), trusted.trust);
    expect(verdict.statements.filter(({ ok }) => ok === false)).toEqual([]);
    expect(verdict).toMatchObject({ verdict: 'genuine', about: expect.stringContaining(about) });
  });
});

describe('frozen signatures of consents', () => {
  const signed = JSON.parse(String(readFileSync(new URL('consent-signatures.json', import.meta.url)))) as {
    name: string;
    challenge: string;
    entry: Parameters<typeof verifyConsentSignature>[0];
  }[];

  it.each(signed.map((each) => [each.name, each] as const))('%s: genuine for ever', async (_, { entry }) => {
    const statements = await verifyConsentSignature(entry);
    expect(statements.map(({ check, ok }) => `${check} ${ok}`)).toEqual(
      ['words', 'challenge', 'origin', 'user_verified', 'passkey'].map((check) => `${check} true`),
    );
  });

  // A second writing of the format, from docs/formats.md: the keys in their order, no spaces.
  it.each(signed.map((each) => [each.name, each] as const))('%s: the challenge, by the page', (_, { challenge, entry }) => {
    const evidence = JSON.parse(JSON.stringify(entry.evidence));
    const clauses = evidence.clauses.map(
      ({ id, textHash }: Record<string, string>) => `{"answer":true,"id":"${id}","language":"en","textHash":"${textHash}"}`,
    );
    const answers =
      `{"capacity":"${evidence.signature.capacity}","clauses":[${clauses}],"request":"req_7Vb2",` +
      `"textHash":"${evidence.textHash}","under":${JSON.stringify(evidence.authority ?? null)},"version":2}`;
    const hash = (...parts: (string | Buffer)[]) =>
      parts.reduce((digest, part) => digest.update(part), createHash('sha256')).digest();
    const said = hash(`countersign/consent-answers/v1\n${answers}`);
    const nonce = Buffer.from(evidence.passkey.nonce, 'base64url');
    expect(hash('countersign/consent-challenge/v1\n', nonce, said).toString('hex')).toBe(challenge);
  });
});
