import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NAMES } from '../../../test/support/any-terms.js';
import { consent, permission } from '../../../test/support/consents.js';
import { admit, requestStateOf } from './admit.js';
import type { Command, History, SignCommand } from './admit-commands.js';
import { applyConsentFact, applyRequestFact } from './admit-facts.js';
import type { RequestState } from './admit-facts.js';
import { isConsentFact, isRequestFact } from './admit-outcome.js';
import { render } from './render.js';
import { stateOf } from './state.js';
import type { ConsentState } from './state.js';
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

type Act = Extract<Command['kind'], `request.${string}` | 'consent.withdraw'>;

/** One attempt: an act, how long after the one before, and whether its writer looked at the current version. */
const anyAttempt = fc.record({
  kind: fc.constantFrom<Act>(
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
    case 'request.sign':
      return signing(request?.terms ?? terms, {
        consent: `cons_${serial}`,
        requestVersion: (request?.version ?? 1) - (attempt.isCurrent ? 0 : 1),
      });
    default:
      return { kind: attempt.kind };
  }
}

function signing(terms: Terms, about: Pick<SignCommand, 'consent' | 'requestVersion'>): SignCommand {
  return {
    ...{ kind: 'request.sign', locale: 'en', method: 'email_code', capacity: 'self', ...about },
    ...{ typedName: 'Mara Velloso', electronicBusiness: true },
    clauses: render(terms, 'en', NAMES).clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
  };
}

/** One walk to the end of each arrow of the table, so that chance decides only what else is tried. */
const WALKS: readonly (readonly Act[])[] = [
  ['request.create', 'request.withdraw'],
  ['request.create', 'request.send', 'request.sign'],
  ['request.create', 'request.send', 'request.decline'],
  ['request.create', 'request.send', 'request.withdraw'],
  ['request.create', 'request.send', 'request.counter', 'request.send', 'request.sign'],
  ['request.create', 'request.send', 'request.counter', 'request.decline'],
  ['request.create', 'request.send', 'request.counter', 'request.withdraw'],
];

function prompt(kind: Act): Attempt {
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

type Change = {
  readonly kind: 'dispute' | 'end_dispute' | 'revoke' | 'withdraw' | 'narrow' | 'replace';
  readonly dispute: string;
};

/** What became of a consent, written down a second time, with nothing but sets. */
class Model {
  private readonly open = new Set<string>();
  private readonly known = new Set<string>();
  private isNarrowed = false;
  private over: ConsentState | null = null;

  /** Whether the change may be made; if so, it is. */
  takes({ kind, dispute }: Change): boolean {
    if (kind === 'end_dispute') return this.open.delete(dispute);
    if (kind === 'replace') return this.over !== 'superseded' && this.become('superseded');
    if (this.over !== null) return false;
    if (kind === 'revoke') return this.become('revoked');
    if (kind === 'withdraw') return this.become('withdrawn');
    if (kind === 'narrow') return !this.isNarrowed && (this.isNarrowed = true);
    if (this.known.has(dispute)) return false;
    this.known.add(dispute);
    this.open.add(dispute);
    return true;
  }

  state(): ConsentState {
    return this.over ?? (this.open.size > 0 ? 'disputed' : this.isNarrowed ? 'narrowed' : 'given');
  }

  private become(over: ConsentState): true {
    this.over = over;
    return true;
  }
}

const anyChange: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('dispute', 'dispute', 'end_dispute', 'end_dispute', 'revoke', 'withdraw', 'narrow', 'replace'),
  dispute: fc.constantFrom('dsp_1', 'dsp_2'),
});
const change = (kind: Change['kind'], dispute = 'dsp_1'): Change => ({ kind, dispute });

/** Each end, each way into a dispute and out of it, and each act on what has ended. */
const CHANGE_WALKS: readonly (readonly Change[])[] = [
  [change('dispute'), change('dispute', 'dsp_2'), change('end_dispute'), change('end_dispute', 'dsp_2')],
  [change('narrow'), change('dispute'), change('end_dispute'), change('dispute'), change('end_dispute')],
  ...(['revoke', 'withdraw', 'replace'] as const).map((end) => [
    ...[change('dispute'), change(end), change('end_dispute'), change('dispute', 'dsp_2'), change('revoke')],
    ...[change('withdraw'), change('narrow'), change('replace'), change('replace')],
  ]),
];

function changeCommand({ kind, dispute }: Change): Command {
  switch (kind) {
    case 'dispute':
    case 'end_dispute':
      return { kind: `consent.${kind}`, dispute };
    case 'revoke':
      return { kind: 'consent.revoke' };
    case 'withdraw':
      return { kind: 'consent.withdraw', scope: null };
    case 'narrow':
      return { kind: 'consent.withdraw', scope: { territory: ['FR'] } };
    case 'replace':
      return signing(TERMS[0]!, { consent: 'cons_2', requestVersion: 2 });
  }
}

describe('any sequence of changes of a consent', () => {
  it('R-10 R-12 takes what the model takes, and stands where the model stands, as rebuilt from its facts', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyChange, { minLength: 1, maxLength: 12 }), (changes) => {
        const model = new Model();
        let record = consent({});
        changes.forEach((each, index) => {
          const at = instant(START + index * DAY_MS);
          const ids = { id: 'req_2', production: record.production, performer: 'perf_1', consent: null };
          const request = { ...ids, version: 2, state: 'sent', terms: TERMS[0]!, respondBy: null } as const;
          const history: History =
            each.kind === 'replace'
              ? { at, request: { ...request, supersedes: record.id }, consent: null, superseded: record, names: NAMES }
              : { at, request: null, consent: record, names: NAMES };
          const before = stateOf(record, at);
          const answer = admit(changeCommand(each), history);
          expect(`${before} ${each.kind} ${answer.kind}`).toBe(
            `${before} ${each.kind} ${model.takes(each) ? 'admitted' : 'refused'}`,
          );
          reached.add(`${before} ${each.kind} ${answer.kind}`);
          if (answer.kind === 'refused') return;
          const facts = answer.facts.filter(isConsentFact).filter(({ refs }) => refs.consent === record.id);
          expect(JSON.parse(JSON.stringify(answer.facts))).toStrictEqual(answer.facts);
          const [fact] = facts;
          expect(facts).toHaveLength(1);
          record = applyConsentFact(record, fact!, at);
          expect(each.kind === 'replace' ? answer.superseded : answer.consent).toEqual(record);
          expect(stateOf(record, at)).toBe(model.state());
        });
      }),
      { numRuns: 500, examples: CHANGE_WALKS.map((walk) => [[...walk]]) },
    );
    const ends = ['withdrawn', 'revoked', 'superseded'].flatMap((over) => [
      ...['dispute', 'revoke', 'withdraw', 'narrow'].map((kind) => `${over} ${kind} refused`),
      `${over} end_dispute admitted`,
      `${over} replace ${over === 'superseded' ? 'refused' : 'admitted'}`,
    ]);
    expect(ends.filter((arrow) => !reached.has(arrow))).toEqual([]);
  });
});

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : [];
}
