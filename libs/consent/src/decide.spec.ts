import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.js';
import { consent, records, use } from '../../../test/support/consents.js';

const AT = '2026-11-23T12:00:00.000Z';
const codes = (decision: ReturnType<typeof decide>) => decision.reasons.map(({ code }) => code);

describe('decide', () => {
  it('row 2: S-01 an episode line in Spanish is allowed where every dimension is granted', () => {
    const decision = decide(use({}), records(consent({})), [], AT);
    expect(decision).toMatchObject({ outcome: 'allow', missing: [], reliedOn: [{ consent: 'cons_1', version: 1 }] });
    expect(codes(decision)).toEqual(['COVERED']);
  });
  it('row 50: A-05 a person without a record is unknown', () => {
    expect(codes(decide(use({}), records(), [], AT))).toEqual(['UNKNOWN']);
  });
});
