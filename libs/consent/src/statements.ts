/** What the records said about a performer at one instant, as rows that can be laid over a use. */
import { BARRING, GRANTING } from './axis.js';
import type { Reading } from './axis.js';
import type { Row } from './grid.js';
import type { Box, Clause, ConsentRecord, Instant, Records, RefusedRequest, Terms } from './types.js';

/** One box of the records and what it says. Withdrawals and disputes touch the permissions of their own consent only. */
export type Statement = Row &
  (
    | { readonly kind: 'granted'; readonly consent: ConsentRecord; readonly clause: Clause }
    | { readonly kind: 'ended' | 'not_begun'; readonly consent: ConsentRecord; readonly clause: Clause }
    | {
        readonly kind: 'withdrawn' | 'asked';
        readonly consent: ConsentRecord;
        readonly scope: Box | null;
        readonly since: Instant;
      }
    | { readonly kind: 'prohibited'; readonly consent: ConsentRecord; readonly clause: Clause }
    | { readonly kind: 'standing' }
    | { readonly kind: 'refused'; readonly request: RefusedRequest }
  );

/** The statements, and the known instants after `at` at which they will be others. */
export interface Stated {
  readonly statements: readonly Statement[];
  readonly changesAt: readonly Instant[];
  /** Whether there is a consent or a refusal that the asker may know of. */
  readonly hasRecord: boolean;
  /** Whether terms are larger than terms may be. */
  readonly isTooLarge: boolean;
}

const OUT_OF_TIME: Reading = { ...GRANTING, window: 'ignored' };
/** What was declined is read widely: it explains an answer, it never makes one. */
const DECLINED: Reading = { unsaid: 'everything', reaches: 'touched', stage: 'up_to', window: 'ignored' };
const EVERYTHING: Box = {};

/** What counted at `at`. What was recorded later is not there yet, so a past answer can be given again. */
export function statementsOf(production: string, records: Records, at: Instant): Stated {
  const statements: Statement[] = [];
  const changesAt: Instant[] = [];
  const consents = records.consents.filter(({ givenAt }) => givenAt <= at);
  const refused = records.refused.filter(({ declinedAt }) => declinedAt <= at);

  for (const consent of consents) {
    for (const clause of consent.terms.permissions) statements.push(permissionOf(consent, clause, at));
    for (const event of consent.events) {
      if (event.at > at) continue;
      const { scope } = event;
      const row = { consent, scope, box: scope ?? EVERYTHING, reading: BARRING };
      if (event.kind === 'withdrawal_asked') statements.push({ ...row, kind: 'asked', since: event.at });
      else if (event.effectiveAt <= at) statements.push({ ...row, kind: 'withdrawn', since: event.effectiveAt });
      else changesAt.push(event.effectiveAt);
    }
    if (!inOneTree(production, consent.production, records)) continue;
    for (const clause of consent.terms.prohibitions)
      statements.push({ kind: 'prohibited', consent, clause, box: clause.box, reading: BARRING });
  }
  for (const { box, from, until } of records.standing) {
    if (from > at) changesAt.push(from);
    else if (until === null || until > at) statements.push({ kind: 'standing', box, reading: BARRING });
  }
  for (const request of refused) {
    for (const { box } of request.terms.permissions)
      statements.push({ kind: 'refused', request, box, reading: DECLINED });
  }
  return {
    statements,
    changesAt,
    hasRecord: consents.length > 0 || refused.length > 0,
    isTooLarge: consents.some(({ terms }) => isTooLarge(terms)),
  };
}

/** A permission counts within its own window only; without a stated beginning it begins when it is given. */
function permissionOf(consent: ConsentRecord, clause: Clause, at: Instant): Statement {
  const box = { ...clause.box, from: clause.box.from ?? consent.givenAt };
  if (box.until !== undefined && box.until <= at) return { kind: 'ended', consent, clause, box, reading: OUT_OF_TIME };
  if (box.from > at) return { kind: 'not_begun', consent, clause, box, reading: OUT_OF_TIME };
  return { kind: 'granted', consent, clause, box, reading: GRANTING };
}

/** A tree that nobody can name is taken to be the same one: a prohibition is never lost for want of a path. */
function inOneTree(one: string, other: string, { productionPaths }: Records): boolean {
  const root = productionPaths[one]?.[0];
  const otherRoot = productionPaths[other]?.[0];
  return root === undefined || otherRoot === undefined || root === otherRoot;
}

/** The most that terms may hold; the readers refuse more, and a record that holds more is not decided on. */
export const CLAUSES_MAX = 32;
/** The most values that a box may list in one dimension. */
export const VALUES_MAX = 64;

function isTooLarge({ permissions, prohibitions }: Terms): boolean {
  const clauses = [...permissions, ...prohibitions];
  return clauses.length > CLAUSES_MAX || clauses.some(({ box }) => hasTooManyValues(box));
}

/** Whether one dimension lists more values than it may. */
export function hasTooManyValues(box: Readonly<Record<string, unknown>>): boolean {
  return Object.values(box).some((values) => Array.isArray(values) && values.length > VALUES_MAX);
}
