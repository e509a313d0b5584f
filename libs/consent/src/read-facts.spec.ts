import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { decide } from './decide.js';
import { FACTS } from './facts.js';
import type { FactKind } from './facts.js';
import { readUse } from './read-use.js';

const AT = '2026-11-23T12:00:00.000Z';
const KINDS: readonly (readonly [string, FactKind])[] = Object.entries(FACTS);

function examples(kind: FactKind): readonly (boolean | string)[] {
  switch (kind.kind) {
    case 'flag':
      return [true, false];
    case 'instant':
      return ['2026-08-01T00:00:00.000Z'];
    case 'text':
      return ['The winter campaign'];
    case 'choice':
      return kind.words;
  }
}

/** What comes of a use with this fact, which may be none at all. */
function ask(facts: Record<string, unknown>) {
  return decide({ ...use({}), facts }, records(consent({ permissions: [permission({})] })), [], AT);
}

describe('a fact', () => {
  it.each(KINDS)('%s is read, and says nothing of scope', (name, kind) => {
    for (const value of examples(kind)) {
      expect(readUse({ ...use({}), facts: { [name]: value } })).toMatchObject({ value: { facts: { [name]: value } } });
      expect(ask({ [name]: value }).outcome).toBe('allow');
    }
  });

  it.each(KINDS)('A-05 %s of another kind is never an allow', (name, kind) => {
    const others = [true, 'no such word', 7, null, '', '2026-08-01', ['yes'], {}];
    for (const value of others) {
      if (kind.kind === 'flag' && value === true) continue;
      if (kind.kind === 'text' && typeof value === 'string' && value !== '') continue;
      expect(readUse({ ...use({}), facts: { [name]: value } }).ok).toBe(false);
      expect(ask({ [name]: value })).toMatchObject({
        ...{ outcome: 'deny', missing: [expect.anything()] },
        reasons: [{ code: 'UNKNOWN', detail: { fact: name } }],
      });
    }
  });

  it('A-05 that nobody knows is never an allow, each told by its name', () => {
    const { outcome, reasons } = ask({ minutes: true, scripted: true, constructor: 'x' });
    expect([outcome, ...reasons.map(({ detail }) => detail?.['fact'])]).toEqual(['deny', 'constructor', 'minutes']);
  });

  it('is an instant only as instants are written: text order is time order', () => {
    expect(ask({ performedAt: '2026-09-10T02:00:00+02:00' }).outcome).toBe('deny');
  });
});
