import { describe, expect, it } from '@jest/globals';
import { inOrder, reason, REASON_CODES } from './reasons.js';

describe('reasons', () => {
  it.each(REASON_CODES.map((code) => [code]))('%s is said in short, plain sentences', (code) => {
    const { message, rule, source } = reason(code);
    for (const sentence of message.split('. ')) expect(sentence.split(' ').length).toBeLessThanOrEqual(25);
    expect(message).toMatch(/^[A-Z][^!_]*\.$/);
    expect(message).not.toMatch(/revoke|guarantee|protected|delete|any time|simply|just|sorry/i);
    expect(rule).toMatch(/^[A-Z]-\d\d$/);
    expect(source.length).toBeGreaterThan(0);
  });

  it('are told once, in the order of the rules, then of consents and clauses', () => {
    const told = [
      reason('OUT_OF_SCOPE_MEDIA', { consent: 'b' }),
      reason('PROHIBITED', { consent: 'b', clause: '2' }),
      reason('PROHIBITED', { consent: 'b', clause: '1' }),
      reason('OUT_OF_SCOPE_MEDIA', { consent: 'b' }),
      reason('WITHDRAWN', { consent: 'z' }),
    ];
    expect(inOrder(told).map(({ code, consent, clause }) => [code, consent, clause])).toEqual([
      ['WITHDRAWN', 'z', undefined],
      ['PROHIBITED', 'b', '1'],
      ['PROHIBITED', 'b', '2'],
      ['OUT_OF_SCOPE_MEDIA', 'b', undefined],
    ]);
  });
});
