import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { BARRING } from './axis.js';
import type { Coverage } from './coverage.js';
import type { ConsentEvent, ConsentRecord, RefusedRequest } from './records.js';
import { reason } from './reasons.js';
import { withSettled } from './settling.js';
import { situationOf } from './situation.js';
import { lastWordAt } from './stand-ins.js';
import type { Doubt } from './statements.js';
import type { Box, Clause } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const [EARLY, SAID, NEXT] = ['2026-11-20T09:00:00.000Z', '2026-11-21T09:00:00.000Z', '2026-11-24T09:00:00.000Z'];

function withdrawn(at: string, scope: Box | null = null): ConsentEvent {
  return { kind: 'withdrawn', version: 2, at, effectiveAt: at, scope, worksMadeBefore: 'stop' };
}

function declined(at: string, ...permissions: readonly Box[]): RefusedRequest {
  return { id: `req_${at}`, terms: consent({ permissions }).terms, declinedAt: at };
}

describe('her last word', () => {
  const lastWord = (events: readonly ConsentEvent[], ...refused: readonly RefusedRequest[]) =>
    lastWordAt(situationOf(use({}), { ...records(consent({ events })), refused }, AT));

  it('is the latest of what she said about the use, in whatever order it is on record', () => {
    expect(lastWord([])).toBeNull();
    expect(lastWord([withdrawn(SAID), withdrawn(EARLY)])).toBe(SAID);
    expect(lastWord([withdrawn(SAID)], declined(EARLY, permission({})))).toBe(SAID);
    expect(lastWord([withdrawn(EARLY)], declined(SAID, permission({})))).toBe(SAID);
  });

  it('is what was said until the very instant of the answer, and nothing later', () => {
    expect(lastWord([withdrawn(EARLY), withdrawn(AT)])).toBe(AT);
    expect(lastWord([withdrawn(EARLY), withdrawn(NEXT)])).toBe(EARLY);
    expect(lastWord([], declined(AT, permission({})))).toBe(AT);
    expect(lastWord([], declined(NEXT, permission({})))).toBeNull();
  });

  it('may be about the use in one of several permissions', () => {
    const playing = permission({ media: ['game'] });
    expect(lastWord([], declined(SAID, playing, permission({})))).toBe(SAID);
    expect(lastWord([], declined(SAID, playing))).toBeNull();
  });
});

describe('doubts that were settled', () => {
  const [own, other] = [consent({}), consent({ id: 'cons_2' })];
  const clause: Clause = { id: 'may-1', box: permission({}) };
  const covering = { kind: 'granted', consent: own, clause, box: clause.box, reading: BARRING } as const;
  const coverage: Coverage = {
    ...{ missing: [], reasons: [], doubts: [], covering: [covering], concerned: [own], endsAt: [] },
  };
  const doubt: Doubt = { reason: reason('DISPUTED'), cure: 'performer' };
  const codesWith = (about: ConsentRecord, box: Box): readonly string[] =>
    withSettled(
      coverage,
      [{ kind: 'doubted', consent: about, doubt, box, reading: BARRING }],
      situationOf(use({}), records(own, other), AT),
    ).doubts.map(({ reason }) => reason.code);

  it('are told where the answer rests on the consent, and the doubt was about the use', () => {
    expect(codesWith(own, { language: ['es'] })).toEqual(['DISPUTED']);
    expect(codesWith(own, { media: ['game'] })).toEqual([]);
    expect(codesWith(other, { language: ['es'] })).toEqual([]);
  });
});
