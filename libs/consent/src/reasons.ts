/** What each reason code means: the rule behind it, where the rule comes from, and the plain sentence. */
import type { Reason, ReasonCode } from './types.js';

interface Meaning {
  readonly rule: string;
  readonly source: string;
  readonly message: string;
}

const HOUSE = 'house rule';
const STANDARDS = 'ODRL 2.2, IEEE 7012';

/** In the order in which the rules are evaluated, which is the order in which reasons are told. */
const MEANINGS = {
  TOO_COMPLEX: {
    rule: 'A-05',
    source: HOUSE,
    message: 'This is too much to answer at once. Ask about smaller parts.',
  },
  UNKNOWN: {
    rule: 'A-05',
    source: 'FHIR Consent, RSL Media',
    message: 'There is no record that answers this. Without a record the answer is no.',
  },
  NO_CONSENT: {
    rule: 'C-04',
    source: 'Netflix guidance, SAG-AFTRA MOA, CA and NY law',
    message: 'This needs consent, and no consent is on record for it.',
  },
  REFUSED: {
    rule: 'A-05',
    source: 'FHIR Consent, RSL Media',
    message: 'The performer was asked about this and declined.',
  },
  EXPIRED: { rule: 'R-01', source: 'W3C Data Privacy Vocabulary', message: 'The consent for this has ended.' },
  NOT_ACTIVE: { rule: 'R-01', source: 'W3C Data Privacy Vocabulary', message: 'The consent for this has not begun.' },
  REVOKED: { rule: 'R-02', source: HOUSE, message: 'Another party ended the consent for this.' },
  SUPERSEDED: { rule: 'R-10', source: 'W3C Data Privacy Vocabulary', message: 'A newer consent replaced this one.' },
  WITHDRAWN: { rule: 'R-02', source: HOUSE, message: 'The performer withdrew consent for this.' },
  WITHDRAWAL_DISPUTED: {
    rule: 'R-05',
    source: 'SAG-AFTRA MOA',
    message:
      'The performer asked to end this, and the terms do not let her end it alone. It waits until that is settled.',
  },
  PROHIBITED: { rule: 'S-02', source: STANDARDS, message: 'The terms of a consent say never to this.' },
  STANDING_INSTRUCTION: { rule: 'S-02', source: STANDARDS, message: 'A standing instruction says never to this.' },
  TRAINING_NOT_GRANTED: {
    rule: 'S-04',
    source: 'CAWG training and data mining assertion, VDS dispute',
    message: 'Teaching a model needs its own consent. The nearest consent does not give it.',
  },
  MODEL_SCOPE: {
    rule: 'S-05',
    source: 'Netflix guidance',
    message: 'A replica may be used only for the work that it was made for. Using it elsewhere needs a new consent.',
  },
  OUT_OF_SCOPE_ACT: outside('what would be done', 'S-01'),
  OUT_OF_SCOPE_PURPOSE: outside('this purpose', 'S-01'),
  OUT_OF_SCOPE_PRODUCTION: outside('this production', 'S-01'),
  OUT_OF_SCOPE_MEDIA: outside('this kind of release', 'S-10'),
  OUT_OF_SCOPE_TERRITORY: outside('all of these places', 'S-07'),
  OUT_OF_SCOPE_LANGUAGE: outside('all of these languages', 'S-06'),
  OUT_OF_SCOPE_STAGE: outside('work this far along', 'S-01'),
  OUT_OF_SCOPE_CONTENT: outside('this content', 'S-11'),
  OUT_OF_SCOPE_TOOL: outside('all of these tools', 'T-04'),
  OUT_OF_SCOPE_ADVERTISER: outside('this advertiser', 'S-09', 'SAG-AFTRA Commercials Contracts'),
  OUT_OF_SCOPE_TIME: outside('all of this time', 'R-01', 'W3C Data Privacy Vocabulary'),
  CONTENT_UNDECLARED: {
    rule: 'S-11',
    source: HOUSE,
    message: 'The request does not say what the content is, and some content is not allowed here.',
  },
  COVERED: { rule: 'S-01', source: STANDARDS, message: 'A consent in force covers this.' },
} satisfies Readonly<Record<ReasonCode, Meaning>>;

function outside(what: string, rule: string, source: string = STANDARDS): Meaning {
  return { rule, source, message: `The nearest consent does not cover ${what}.` };
}

/** Every reason code, in the order of the rules. */
// Object.keys forgets that an object of exactly these codes has no other keys.
export const REASON_CODES = Object.keys(MEANINGS) as readonly ReasonCode[];

const RANKS = new Map(REASON_CODES.map((code, rank) => [code, rank]));

/** A reason with its meaning. */
export function reason(code: ReasonCode, about: Pick<Reason, 'consent' | 'clause' | 'detail'> = {}): Reason {
  const { rule, source, message } = MEANINGS[code];
  return { code, message, rule, source, ...about };
}

/** The reasons in the order of the rules, then of consents and clauses; each is told once. */
export function inOrder(reasons: readonly Reason[]): readonly Reason[] {
  const keyOf = ({ code, consent = '', clause = '', detail }: Reason): string =>
    `${String(RANKS.get(code)).padStart(3, '0')}\n${consent}\n${clause}\n${detail ? JSON.stringify(detail) : ''}`;
  const byKey = new Map(reasons.map((each) => [keyOf(each), each]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
