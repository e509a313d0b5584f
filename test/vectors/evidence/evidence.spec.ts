import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readTrust, verify } from '#evidence';

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
