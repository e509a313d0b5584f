import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NAMES } from '../../../test/support/any-terms.js';
import { consent, permission } from '../../../test/support/consents.js';
import { admit, isConsentFact, isRequestFact, requestStateOf } from './admit.js';
import type { Command, History } from './admit-commands.js';
import { applyConsentFact, applyRequestFact } from './admit-facts.js';
import type { RequestState } from './admit-facts.js';
import { render } from './render.js';
import type { Instant, Terms } from './types.js';

const TERMS: readonly Terms[] = [
  consent({}).terms,
  consent({ permissions: [permission({}), permission({ act: ['alter.accent'] })] }).terms,
];
const START = Date.parse('2026-11-23T14:00:00.000Z');
const DAY_MS = 86_400_000;

/** The table of states, written down a second time: from where each act leads where. */
const TABLE: Readonly<Record<string, Partial<Record<Command['kind'], RequestState>>>> = {
  none: { 'request.create': 'draft' },
  draft: { 'request.send': 'sent', 'request.withdraw': 'withdrawn' },
  sent: {
    ...{ 'request.counter': 'countered', 'request.decline': 'declined' },
    ...{ 'request.withdraw': 'withdrawn', 'request.sign': 'signed' },
  },
  countered: { 'request.send': 'sent', 'request.decline': 'declined', 'request.withdraw': 'withdrawn' },
  ...{ signed: {}, declined: {}, withdrawn: {}, lapsed: {} },
};

/** One attempt: an act, how long after the one before, and whether its writer looked at the current version. */
const anyAttempt = fc.record({
  kind: fc.constantFrom<Command['kind']>(
    ...(['request.create', 'request.send', 'request.counter', 'request.decline', 'request.withdraw'] as const),
    ...(['request.sign', 'request.sign', 'request.send', 'consent.withdraw'] as const),
  ),
  terms: fc.option(fc.constantFrom(...TERMS)),
  days: fc.integer({ min: 0, max: 9 }),
  respondInDays: fc.option(fc.integer({ min: -1, max: 20 })),
  isCurrent: fc.boolean(),
});
type Attempt = typeof anyAttempt extends fc.Arbitrary<infer T> ? T : never;

function commandOf(attempt: Attempt, { request, at }: History, serial: number): Command {
  const terms = attempt.terms ?? TERMS[0]!;
  const respondBy = attempt.respondInDays === null ? null : instant(Date.parse(at) + attempt.respondInDays * DAY_MS);
  switch (attempt.kind) {
    case 'request.create':
      return {
        kind: attempt.kind,
        request: 'req_1',
        production: 'prod_harbor_s1',
        performer: 'perf_1',
        terms,
        respondBy,
      };
    case 'request.send':
      return { kind: attempt.kind, ...(attempt.terms && { terms }), ...(respondBy && { respondBy }) };
    case 'request.counter':
      return { kind: attempt.kind, terms };
    case 'consent.withdraw':
      return { kind: attempt.kind, scope: null };
    case 'request.sign': {
      const shown = render(request?.terms ?? terms, 'en', NAMES);
      return {
        ...{ kind: attempt.kind, consent: `cons_${serial}`, locale: 'en', method: 'email_code', capacity: 'self' },
        ...{ typedName: 'Mara Velloso', electronicBusiness: true },
        requestVersion: (request?.version ?? 1) - (attempt.isCurrent ? 0 : 1),
        clauses: shown.clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
      };
    }
    default:
      return { kind: attempt.kind };
  }
}

/** One walk to the end of each arrow of the table, so that chance decides only what else is tried. */
const WALKS: readonly (readonly Command['kind'][])[] = [
  ['request.create', 'request.withdraw'],
  ['request.create', 'request.send', 'request.sign'],
  ['request.create', 'request.send', 'request.decline'],
  ['request.create', 'request.send', 'request.withdraw'],
  ['request.create', 'request.send', 'request.counter', 'request.send', 'request.sign'],
  ['request.create', 'request.send', 'request.counter', 'request.decline'],
  ['request.create', 'request.send', 'request.counter', 'request.withdraw'],
];

function prompt(kind: Command['kind']): Attempt {
  return { kind, terms: null, days: 0, respondInDays: null, isCurrent: true };
}

describe('any sequence of acts', () => {
  it('moves only along the table, signs at most once, and never acts on what has ended', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyAttempt, { minLength: 1, maxLength: 12 }), (attempts) => {
        let now: History = { at: instant(START), request: null, consent: null, names: NAMES };
        let signatureCount = 0;
        attempts.forEach((attempt, index) => {
          now = { ...now, at: instant(Date.parse(now.at) + attempt.days * DAY_MS) };
          const before = now.request ? requestStateOf(now.request, now.at) : 'none';
          const command = commandOf(attempt, now, index);
          const answer = admit(command, now);
          if (answer.kind === 'refused') return;
          if (command.kind === 'consent.withdraw') {
            expect(signatureCount).toBe(1);
          } else {
            expect(`${before} ${command.kind} ${answer.request?.state ?? ''}`).toBe(
              `${before} ${command.kind} ${TABLE[before]?.[command.kind] ?? 'is not in the table'}`,
            );
            reached.add(`${before} ${command.kind}`);
            if (command.kind === 'request.sign') signatureCount += 1;
          }
          expect(signatureCount).toBeLessThanOrEqual(1);
          now = { ...now, request: answer.request, consent: answer.consent };
        });
      }),
      { numRuns: 1500, examples: WALKS.map((walk) => [walk.map(prompt)]) },
    );
    const arrows = Object.entries(TABLE).flatMap(([from, acts]) => Object.keys(acts).map((act) => `${from} ${act}`));
    expect([...reached].sort()).toEqual(arrows.sort());
  });

  it('is rebuilt from its facts alone, as they come back from JSON', () => {
    fc.assert(
      fc.property(fc.array(anyAttempt, { minLength: 1, maxLength: 12 }), (attempts) => {
        let now: History = { at: instant(START), request: null, consent: null, names: NAMES };
        let rebuilt: Pick<History, 'request' | 'consent'> = { request: null, consent: null };
        attempts.forEach((attempt, index) => {
          now = { ...now, at: instant(Date.parse(now.at) + attempt.days * DAY_MS) };
          const answer = admit(commandOf(attempt, now, index), now);
          if (answer.kind === 'refused') return;
          for (const fact of answer.facts) {
            // A float or a lost key would make two canonical forms of one fact.
            expect(JSON.parse(JSON.stringify(fact))).toStrictEqual(fact);
            expect(numbersIn(fact).every(Number.isSafeInteger)).toBe(true);
            if (isRequestFact(fact)) rebuilt = { ...rebuilt, request: applyRequestFact(rebuilt.request, fact) };
            if (isConsentFact(fact)) rebuilt = { ...rebuilt, consent: applyConsentFact(rebuilt.consent, fact, now.at) };
          }
          now = { ...now, request: answer.request, consent: answer.consent };
          expect(rebuilt).toEqual({ request: now.request, consent: now.consent });
        });
      }),
      { numRuns: 500 },
    );
  });
});

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}
