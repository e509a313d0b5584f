import { describe, expect, it } from '@jest/globals';
import { answer, consent, records, use } from '../../../test/support/consents.js';
import { approvals } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { Records } from './records.js';
import type { Decision, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const NOBODY: Records = { ...records(), performer: null };

function ask(stated: Partial<Use>, given: Records): Decision {
  const asked = use(stated);
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

describe('what nobody can name', () => {
  it('C-01 a voice, a changed face or a scan is somebody’s, unless the asker says that nobody can be known by it', () => {
    for (const act of ['generate.voice.adr_line', 'alter.emotion', 'capture.scan_face', 'generate']) {
      expect(answer(ask({ act: [act] }, NOBODY))).toEqual(['deny', 'NO_CONSENT']);
    }
    const unknowable = { act: ['generate.voice.adr_line'], facts: { recognizable: false } };
    expect(answer(ask(unknowable, NOBODY))).toEqual(['allow', 'EXEMPT']);
  });

  it.each<Partial<Use>>([
    { act: ['capture.scan_face'], facts: { recognizable: false } },
    { act: ['train.replica_model'], facts: { recognizable: false } },
    { act: ['transfer_replica'] },
    { act: ['store'] },
    { act: ['generate.ideation'], facts: { classification: 'replica' } },
    { act: ['generate.ideation'], facts: { inputTalentLikeness: true, recognizable: false } },
  ])('C-01 nobody says away whose likeness it is: %j', (stated) => {
    expect(answer(ask(stated, NOBODY)).slice(0, 2)).toEqual(['deny', 'NO_CONSENT']);
  });

  it.each<[string, Partial<Use>]>([
    ['act', { act: ['generate.yodel'] }],
    ['media', { media: ['skywriting'] }],
    ['territory', { territory: ['XX'] }],
    ['language', { language: ['spanish'] }],
    ['content', { content: ['gore'] }],
    ['tool', { pipeline: [] }],
    ['production', { production: 'prod_lost' }],
    ['window', { until: '2026-11-01T00:00:00.000Z' }],
  ])('A-05 with no performer named, an unknown %s is denied as such: %j', (dimension, stated) => {
    const decision = ask({ act: ['generate.ideation'], ...stated }, NOBODY);
    expect(answer(decision)).toEqual(['deny', 'UNKNOWN']);
    expect(decision.reasons[0]?.detail).toEqual({ dimensions: [dimension] });
  });

  it('A-05 what a claim might excuse is denied where a word is unknown', () => {
    const cleanup = { act: ['alter.cleanup'] };
    expect(answer(ask(cleanup, records(consent({}))))).toEqual(['needs_approval', 'CLAIM_UNREVIEWED']);
    expect(ask({ ...cleanup, media: ['skywriting'] }, records(consent({}))).outcome).toBe('deny');
  });

  it('A-05 no approval stands in for a consent to what nobody knows', () => {
    const approved = (stated: Partial<Use>) => {
      const satire = { facts: { expression: 'satire' }, ...stated } as const;
      return ask(satire, { ...records(), approvals: approvals(use(satire), 'legal') }).outcome;
    };
    expect(approved({})).toBe('allow');
    for (const strange of [{ territory: ['XX'] }, { media: ['skywriting'] }, { stage: 'rough' as Use['stage'] }])
      expect(approved(strange)).toBe('deny');
  });
});
