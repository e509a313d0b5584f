import { describe, expect, it } from '@jest/globals';
import { consent, records, use } from '../../../test/support/consents.js';
import { decide } from './decide.js';
import { replay } from './replay.js';

const AT = '2026-11-23T12:00:00.000Z';
const given = records(consent({}));
const asked = use({});
const decided = decide(asked, given, [], AT);
const recorded = { ...decided, use: asked };

describe('replay', () => {
  it('makes a decision again, byte for byte, also from a record whose keys came back in another order', () => {
    const stored = JSON.parse(JSON.stringify(recorded, (_, value) => reversed(value)));
    expect(replay(stored, given, AT)).toEqual({ kind: 'replayed', decision: decided, differences: [] });
  });

  it('says which members came out otherwise', () => {
    const withdrawn = records(
      consent({
        events: [{ kind: 'withdrawn', version: 2, at: AT, effectiveAt: AT, scope: null, worksMadeBefore: 'continue' }],
      }),
    );
    const again = replay(recorded, withdrawn, AT);
    const members = again.kind === 'replayed' ? again.differences.map(({ member }) => member) : [];
    expect(members).toEqual(expect.arrayContaining(['outcome', 'reasons', 'missing', 'reliedOn']));
  });

  it('makes a decision of engine/2 again without the requests that wait for a signature, which it knew nothing of', () => {
    const { terms } = consent({});
    const waits = { id: 'req_1', terms, signedAt: AT, respondBy: null, waitsFor: ['performer'] };
    const beside = { ...records(), related: true, waiting: [waits] };
    const now = { ...decide(asked, beside, [], AT), use: asked };
    expect(now.reasons.map(({ code }) => code)).toEqual(['SIGNATURE_MISSING']);
    expect(replay(now, beside, AT)).toMatchObject({ kind: 'replayed', differences: [] });
    const then = { ...decide(asked, { ...beside, waiting: [] }, [], AT), use: asked, engine: 'engine/2' };
    expect(then.reasons.map(({ code }) => code)).toEqual(['UNKNOWN']);
    expect(replay(then, beside, AT)).toMatchObject({
      kind: 'replayed',
      decision: { engine: 'engine/2' },
      differences: [],
    });
  });

  it('says which versions are not here, and decides nothing', () => {
    const other = { ...recorded, engine: 'engine/0', vocabulary: 'words/0', packs: ['lost@1'] };
    expect(replay(other, given, AT)).toEqual({ kind: 'not_here', missing: ['engine/0', 'words/0', 'lost@1'] });
  });
});

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
