import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LedgerError, commitDigests, commitEntry, digestEvidence, digestPersonal } from './index.js';
import type { EntryContent } from './index.js';

function entry(changes: Partial<EntryContent> = {}): EntryContent {
  return {
    type: 'consent.withdrawn',
    at: '2026-11-23T12:00:00.000Z',
    refs: { consent: 'cons_1', performer: 'perf_1' },
    evidence: { scope: 'all' },
    personal: { name: 'Mara' },
    evidenceSalt: new Uint8Array(32).fill(1),
    personalSalt: new Uint8Array(32).fill(2),
    leafId: 'ab'.repeat(16),
    ...changes,
  };
}

describe('the commitment of an entry', () => {
  it('changes with every part of the entry, and with both salts', () => {
    const changes: Partial<EntryContent>[] = [
      { type: 'consent.given' },
      { at: '2026-11-23T12:00:00.001Z' },
      { refs: { consent: 'cons_2', performer: 'perf_1' } },
      { refs: { consent: 'cons_1' } },
      { evidence: { scope: 'box' } },
      { personal: { name: 'Maja' } },
      { personal: {} },
      { personal: null },
      { evidenceSalt: new Uint8Array(32).fill(3) },
      { personalSalt: new Uint8Array(32).fill(3) },
    ];
    const all = [entry(), ...changes.map(entry)].map((each) => commitEntry(each).commitment);
    expect(new Set(all).size).toBe(all.length);
  });

  it('does not depend on the leaf id, and the leaf does', () => {
    const [a, b] = [commitEntry(entry()), commitEntry(entry({ leafId: 'cd'.repeat(16) }))];
    expect(a.commitment).toBe(b.commitment);
    expect(a.leafHash).not.toEqual(b.leafHash);
  });

  it('keeps evidence and personal apart: equal content and salt give two digests', () => {
    const salt = new Uint8Array(32);
    expect(digestEvidence({}, salt)).not.toBe(digestPersonal({}, salt));
  });

  it('needs neither part of the entry once their digests are known', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.integer()),
        fc.dictionary(fc.string(), fc.string()),
        (evidence, personal) => {
          const { type, at, refs, leafId, ...parts } = entry({ evidence, personal });
          const evidenceDigest = digestEvidence(parts.evidence, parts.evidenceSalt);
          const personalDigest = digestPersonal(parts.personal, parts.personalSalt);
          expect(commitDigests({ type, at, refs, leafId, evidenceDigest, personalDigest })).toEqual(
            commitEntry(entry({ evidence, personal })),
          );
        },
      ),
    );
  });

  it('is a leaf that holds the commitment and a random id, and no word of the entry', () => {
    const { commitment, leaf } = commitEntry(entry());
    expect(JSON.parse(new TextDecoder().decode(leaf))).toEqual({ v: 1, id: 'ab'.repeat(16), c: commitment });
  });

  it('is refused for salts, ids, instants and references of another form', () => {
    for (const change of [
      { evidenceSalt: new Uint8Array(31) },
      { personalSalt: new Uint8Array(0) },
      { leafId: 'AB'.repeat(16) },
      { leafId: 'ab' },
      { at: '2026-11-23T12:00:00Z' },
      { at: '2026-11-23 12:00:00.000Z' },
      { at: '2026-11-23T12:00:00.000Z\n' },
      { type: '' },
    ]) {
      expect(() => commitEntry(entry(change))).toThrow(expect.objectContaining({ code: 'entry_malformed' }));
    }
    expect(() => commitEntry(entry({ evidence: { price: 0.5 } }))).toThrow(LedgerError);
  });

  it('is refused with a clear error when a file holds something else than it should', () => {
    const { type, at, refs, leafId } = entry();
    const good = { type, at, refs, leafId, evidenceDigest: '00'.repeat(32), personalDigest: '00'.repeat(32) };
    const hostile = fc.oneof(fc.jsonValue(), fc.constant(undefined));
    fc.assert(
      fc.property(
        fc.constantFrom('type', 'at', 'refs', 'leafId', 'evidenceDigest', 'personalDigest'),
        hostile,
        (key, value) => {
          try {
            commitDigests(JSON.parse(JSON.stringify({ ...good, [key]: value })));
          } catch (error) {
            expect(error).toBeInstanceOf(LedgerError);
          }
        },
      ),
      { numRuns: 500 },
    );
    for (const refs of [null, [], 'cons_1', { consent: 1 }, { consent: null }]) {
      expect(() => commitDigests(JSON.parse(JSON.stringify({ ...good, refs })))).toThrow(LedgerError);
    }
  });
});
