/** What a union finds in the record of a member: where terms, as they stand, fall short of a rule, computed from the packs. */
import { sha256 } from '#sha256';
import { foundInConsent } from './judge.js';
import type { Candidate } from './judge.js';
import { packsFor } from './packs.js';
import { packName } from './policy.js';
import type { Condition, PolicyPack } from './policy.js';
import { wordSet } from './predicates/words.js';
import { messageOf } from './reasons.js';
import { EMPTY_RECORDS } from './records.js';
import type { ConsentRecord, Records } from './records.js';
import type { ReportDue } from './reports-due.js';
import { ruleOf } from './rules.js';
import type { Certainty } from './rules.js';
import { situationOf } from './situation.js';
import type { Clause, Instant, Use } from './types.js';

/** What can be found. */
export const FINDING_CODES = [
  ...(['not_specific', 'clause_not_apart', 'notice_short', 'no_counsel_no_agreement'] as const),
  ...(['price_under_floor', 'training_allowed', 'assignment_pending', 'report_overdue'] as const),
] as const;
/** One of these. */
export type FindingCode = (typeof FINDING_CODES)[number];

/** A wish to hand a replica on that was declared, and that the union has not answered. */
export interface PendingTransfer {
  readonly disclosure: string;
  readonly production: string;
  readonly declaredAt: Instant;
}

/** A request that was sent, as it would be if it were signed as it stands, or a consent; with what is recorded around it. */
export interface FindingRecord {
  readonly consent: ConsentRecord;
  readonly records: Pick<Records, 'performer' | 'productionPaths' | 'productionStatements'>;
  readonly transfers: readonly PendingTransfer[];
  /** Of what was allowed by it, with the production that owes each. */
  readonly reports: readonly (ReportDue & { readonly production: string })[];
}

/** Something that was found, and why. */
export interface Finding {
  readonly code: FindingCode;
  /** The rule of `RULES`, and the pack that states it here; `null` where the engine itself does. */
  readonly rule: string;
  readonly pack: string | null;
  readonly source: string;
  /** How sure the source is. */
  readonly certainty: readonly Certainty[];
  /** `null` where it is about all of the terms. */
  readonly clause: string | null;
  /** The disclosure or the month that it is about beside; `null` for nothing. */
  readonly about: string | null;
  /** What the rule says, and what is missing. */
  readonly words: string;
  /** What becomes of answers that rest on it. */
  readonly effect: 'deny' | 'needs_approval' | 'none';
  /** By when somebody must have done something. */
  readonly dueAt: Instant | null;
  /** SHA-256, in hex, of all that it rests on: with other facts it is found anew. */
  readonly facts: string;
}

/** Until when a union answers who would hand a replica on (S-14). */
const TRANSFER_DAYS = 21;
const DAY_MS = 86_400_000;
/** Without a day on which services begin, a use is asked about that is far enough away for any notice. */
const LATER_DAYS = 60;

/** What a pack states, read for the code; with `loosened`, where less than the rule demands is found already. */
interface Looked {
  readonly code: FindingCode;
  readonly rule: string;
  readonly ofTerms?: true;
  readonly loosened?: Condition;
  /** What of the terms it rests on, beside the clause. */
  readonly rests: (consent: ConsentRecord) => unknown;
}

const LOOKED: readonly Looked[] = [
  {
    ...({ code: 'not_specific', rule: 'V-03', ofTerms: true } as const),
    rests: ({ terms, descriptionReview }) => [terms.description, descriptionReview],
  },
  {
    ...({ code: 'clause_not_apart', rule: 'V-02', ofTerms: true } as const),
    rests: ({ terms, signature }) => [terms.formalities?.form, signature.method],
  },
  {
    ...({ code: 'notice_short', rule: 'V-05' } as const),
    rests: ({ terms: { formalities } }) => [formalities?.noticedAt, formalities?.servicesAt, formalities?.engagedAt],
  },
  {
    ...({ code: 'no_counsel_no_agreement', rule: 'V-04' } as const),
    // A clause that is found vague later binds only with one of the two: it is found while that can be mended.
    loosened: {
      all: [
        ...['use.is_replica', 'consent.replaces_work_in_person'],
        ...[{ not: 'consent.has_counsel' }, { not: 'consent.is_under_union_agreement' }],
      ],
    },
    rests: ({ terms: { formalities } }) => [
      formalities?.counsel,
      formalities?.agreement,
      formalities?.replacesInPerson,
    ],
  },
  { ...({ code: 'price_under_floor', rule: 'U-02/floor' } as const), rests: ({ terms }) => terms.pay },
];

const TRAINING = wordSet('act', ['train']);
const LICENSING = wordSet('purpose', ['training_licence_third_party']);
const TRANSFER = wordSet('act', ['transfer_replica']);

/**
 * What is found in one record at an instant, in a fixed order; of the packs that its uses would be decided under, these are read.
 * Order of clauses, statements and packs carries no meaning.
 */
export function findingsOf(record: FindingRecord, packs: readonly PolicyPack[], at: Instant): readonly Finding[] {
  const found = record.consent.terms.permissions.flatMap((clause) =>
    productionsOf(clause, record.consent).flatMap((production) => inClause(record, { clause, production, packs, at })),
  );
  const all = [...found, ...overdueIn(record)];
  const byKey = new Map(
    all
      .sort(inOrder)
      .map((each) => [keyOf(each), each] as const)
      .reverse(),
  );
  return [...byKey.values()].reverse();
}

/** What tells findings of one record apart, however the facts change. */
export function keyOf({ rule, clause, about }: Pick<Finding, 'rule' | 'clause' | 'about'>): string {
  return [rule, clause ?? '', about ?? ''].join(' ');
}

interface Asked {
  readonly clause: Clause;
  readonly production: string;
  readonly packs: readonly PolicyPack[];
  readonly at: Instant;
}

function inClause(record: FindingRecord, asked: Asked): readonly Finding[] {
  const { consent } = record;
  const { clause, packs, at } = asked;
  const use = useUnder(consent, asked);
  const records: Records = { ...EMPTY_RECORDS, ...record.records, consents: [consent] };
  const names = new Set(packs.map(packName));
  const inForce = packsFor(use, records, at).filter((pack) => names.has(packName(pack)));
  const situation = situationOf(use, records, at, inForce.map(packName));
  const ofPacks = LOOKED.flatMap((looked) => {
    const rules = inForce.flatMap((pack) =>
      pack.rules.filter(({ id }) => id === looked.rule).map((rule): Candidate => ({ rule, pack })),
    );
    const strict = foundInConsent(rules, { ...situation, consent });
    const { loosened } = looked;
    const loose =
      loosened === undefined
        ? []
        : foundInConsent(
            rules.map(({ rule, pack }) => ({ rule: { ...rule, when: loosened }, pack })),
            { ...situation, consent },
          );
    const [first] = strict.length > 0 ? strict : loose;
    if (first === undefined) return [];
    const { rule, pack, then, detail } = first;
    const effect = strict.length === 0 ? 'none' : then.effect === 'void' ? 'deny' : 'needs_approval';
    const { id, certainty } = ruleOf(rule.id);
    return [
      finding({
        ...{ code: looked.code, rule: id, pack: packName(pack), source: pack.title, certainty },
        ...{ clause: looked.ofTerms ? null : clause.id, words: messageOf(then.code, id), effect },
        rests: [looked.ofTerms ? null : clause.box, detail, looked.rests(consent)],
      }),
    ];
  });
  return [...ofPacks, ...trainingIn(clause, inForce), ...transfersIn(record, asked, inForce)];
}

/** A use of all that the clause permits, read in the way that allows least where terms do not say. */
function useUnder({ terms, givenAt }: ConsentRecord, { clause: { box }, production }: Asked): Use {
  const { act = [], purpose = [], media = [], territory = [], language = [], content = [], stage = 'final' } = box;
  const later = daysAfter(givenAt, LATER_DAYS);
  const begins = box.from !== undefined && box.from > later ? box.from : later;
  const from = terms.formalities?.servicesAt ?? begins;
  return {
    ...{ act, purpose, production, media, territory, language, stage, content, pipeline: [] },
    ...{ from, until: daysAfter(from, 1), facts: { replicaKind: 'independently_created' as const } },
    ...(box.advertiser !== undefined && { advertiser: box.advertiser }),
  };
}

function productionsOf({ box }: Clause, { production }: ConsentRecord): readonly string[] {
  return [...new Set([...(box.production ?? []), production])].sort();
}

/** Teaching a model is an act of its own, which no other one implies (S-04); to licence it to others is for the union to hear of. */
function trainingIn({ id: clause, box }: Clause, inForce: readonly PolicyPack[]): readonly Finding[] {
  const { act = [], purpose = [] } = box;
  const [licensing] = LICENSING.touches(purpose) ? statedIn(inForce, 'U-04') : [];
  if (!TRAINING.touches(act) && licensing === undefined) return [];
  const { id, source, certainty, sentence } = ruleOf(licensing === undefined ? 'S-04' : 'U-04');
  return [
    finding({
      ...{ code: 'training_allowed', rule: id, certainty, clause, rests: [box], words: sentence },
      ...{ pack: licensing === undefined ? null : packName(licensing), source: licensing?.title ?? source },
      effect: licensing === undefined ? 'none' : 'needs_approval',
    }),
  ];
}

function transfersIn(
  { transfers }: FindingRecord,
  { clause: { id: clause, box }, production, at }: Asked,
  inForce: readonly PolicyPack[],
): readonly Finding[] {
  const [pack] = statedIn(inForce, 'S-14');
  if (pack === undefined || !TRANSFER.touches(box.act ?? [])) return [];
  const { id, certainty, sentence } = ruleOf('S-14');
  return transfers
    .filter((each) => each.production === production)
    .map(({ disclosure, declaredAt }) => {
      const dueAt = daysAfter(declaredAt, TRANSFER_DAYS);
      return finding({
        ...{ code: 'assignment_pending', rule: id, pack: packName(pack), source: pack.title, certainty, clause },
        ...{ about: disclosure, words: sentence, effect: 'needs_approval', dueAt, rests: [box, dueAt, dueAt <= at] },
      });
    });
}

/** One for each month, whichever productions owe a report of it: a report that one of them gives is another fact. */
function overdueIn({ reports }: FindingRecord): readonly Finding[] {
  const { id, source, certainty, sentence } = ruleOf('U-03');
  const overdue = reports.filter(({ isOverdue }) => isOverdue);
  return [...new Set(overdue.map(({ from }) => from))].map((month) => {
    const owed = overdue
      .filter(({ from }) => from === month)
      .map(({ production, dueAt }) => [dueAt, production] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const [[dueAt] = [null]] = owed;
    return finding({
      ...{ code: 'report_overdue', rule: id, pack: null, source, certainty, clause: null, about: month.slice(0, 7) },
      ...{ words: sentence, effect: 'none', dueAt, rests: owed.map((each) => each.join(' ')) },
    });
  });
}

function statedIn(packs: readonly PolicyPack[], rule: string): readonly PolicyPack[] {
  return packs.filter(({ rules }) => rules.some(({ id }) => id === rule));
}

type Drafted = Omit<Finding, 'facts' | 'about' | 'dueAt'> &
  Partial<Pick<Finding, 'about' | 'dueAt'>> & { readonly rests: readonly unknown[] };

function finding({ rests, about = null, dueAt = null, ...found }: Drafted): Finding {
  const { rule, pack, effect } = found;
  const text = JSON.stringify(normal([rule, pack, effect, rests]));
  const facts = Array.from(sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { ...found, about, dueAt, facts };
}

/** However the members of what it rests on, and the values of a box, are ordered. */
function normal(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.every((item) => typeof item === 'string') ? [...items].sort() : items.map(normal);
  }
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, normal(member)]);
}

function inOrder(one: Finding, other: Finding): number {
  const [before, after] = [one, other].map((each) =>
    [FINDING_CODES.indexOf(each.code), keyOf(each), each.pack ?? '', each.facts].join('\n'),
  );
  return (before ?? '') < (after ?? '') ? -1 : 1;
}

function daysAfter(at: Instant, days: number): Instant {
  return new Date(Date.parse(at) + days * DAY_MS).toISOString();
}
