import { describe, expect, it } from '@jest/globals';
import { leaksIn, type Secret } from '../support/log-search.js';

const MARA: Secret = { kind: 'email', value: 'mara.velloso+1@performer.example' };
const KEY: Secret = { kind: 'key', value: 'csk_AbCdEfGhIjKlMnOpQrStUvWxYz' };
const CODE: Secret = { kind: 'code', value: '482913' };
const SECRETS = [MARA, KEY, CODE];
const line = (message: string) => JSON.stringify({ level: 30, time: 1_764_829_130_000, pid: 482_913, msg: message });
const found = (message: string) => leaksIn([line(message)], SECRETS).map(({ kind }) => kind);

describe('a secret that got into a log', () => {
  it.each([
    ['as it is', `asked by ${MARA.value}`, 'email'],
    ['in capitals', MARA.value.toUpperCase(), 'email'],
    ['in an address', `GET /v1/x?email=${encodeURIComponent(MARA.value)}`, 'email'],
    ['in another error', JSON.stringify(JSON.stringify({ headers: { authorization: `Bearer ${KEY.value}` } })), 'key'],
    ['in hex', Buffer.from(`x${KEY.value}`).toString('hex'), 'key'],
    ['as a code', 'code 482913 was wrong', 'code'],
  ])('is found %s', (_, message, kind) => {
    expect(found(message)).toEqual([kind]);
  });

  it('is found in base64 wherever it begins', () => {
    for (const before of ['', 'a', 'ab', 'abc:', 'user:']) {
      for (const encoding of ['base64', 'base64url'] as const)
        expect(found(`Basic ${Buffer.from(`${before}${KEY.value}:x`).toString(encoding)}`)).toEqual(['key']);
    }
  });

  it('is found in the log of PostgreSQL', () => {
    const said = `2026-11-27 19:00:00.123 UTC [482913] DETAIL:  Key (email)=(${MARA.value}) already exists.`;
    expect(leaksIn([said], SECRETS)).toEqual([{ ...MARA, line: said }]);
  });

  it('is not found where there is none', () => {
    const plain = ['asked by user:4829130', 'ab482913cd', 'csk_ and nothing more', 'mara.velloso', 'req_482913-1'];
    expect(plain.flatMap(found)).toEqual([]);
    expect(leaksIn(['2026-11-27 19:00:00.123 UTC [482913] LOG:  checkpoint complete'], SECRETS)).toEqual([]);
  });

  it('is looked for once in lines that differ in nothing but their time', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) =>
      JSON.stringify({ time: index, ms: index, msg: KEY.value }),
    );
    expect(leaksIn(lines, SECRETS)).toHaveLength(1);
  });
});
