/** What each reason code means: the rule behind it, unless another one gives it, and the plain sentence. */
import { ruleOf } from './rules.js';
import type { Reason, ReasonCode } from './types.js';

interface Meaning {
  readonly rule: string;
  readonly message: string;
}

/** In the order in which the rules are evaluated, which is the order in which reasons are told. */
const MEANINGS = {
  TOO_COMPLEX: {
    rule: 'A-05',
    message: 'This is too much to answer at once. Ask about smaller parts.',
  },
  UNKNOWN: {
    rule: 'A-05',
    message: 'There is no record that answers this. Without a record the answer is no.',
  },
  ABSOLUTE_MINOR_SEXUAL: {
    rule: 'A-01',
    message: 'Nothing of this kind is made, kept or taught of a minor. Nobody can permit it.',
  },
  ABSOLUTE_EXPLICIT: {
    rule: 'A-02',
    message: 'Explicit content needs its own signed clause that names it. None covers this.',
  },
  ABSOLUTE_TOOL: {
    rule: 'A-03',
    message: 'This tool imitates an identified person, and nobody authorised that.',
  },
  ABSOLUTE_BIOMETRIC: {
    rule: 'A-04',
    message: 'Fingerprints, palm prints and iris scans serve the picture alone.',
  },
  RECORD_INVALID: {
    rule: 'A-05',
    message: 'The record that this rests on is damaged. Without a sound record the answer is no.',
  },
  NO_CONSENT: {
    rule: 'C-04',
    message: 'This needs consent, and no consent is on record for it.',
  },
  NO_CREATION_CONSENT: {
    rule: 'C-08',
    message: 'No consent to the making of this replica is in force. So no use of it is excused.',
  },
  LEGAL_JUDGMENT: {
    rule: 'C-12',
    message: 'Whether the law excuses this is for a lawyer to say. It waits for that.',
  },
  CLAIM_UNREVIEWED: {
    rule: 'C-11',
    message:
      'This may need no consent. A named person must claim that; another must look at all but customary finishing.',
  },
  STRIKE: {
    rule: 'R-07',
    message: 'A strike is on. What needs consent waits until it ends.',
  },
  AGE_OF_MAJORITY: {
    rule: 'V-08',
    message: 'The performer is of age now. What a guardian signed needs her own yes.',
  },
  DISPUTED: {
    rule: 'R-12',
    message: 'The consent is disputed. New work waits until that is settled.',
  },
  SIGNATURE_MISSING: {
    rule: 'V-01',
    message: 'The consent does not have the signature that is needed here.',
  },
  INVALID_FORM: {
    rule: 'V-02',
    message: 'The consent does not have the form that the agreement asks for.',
  },
  NOT_SPECIFIC: {
    rule: 'V-03',
    message: 'The consent does not say clearly enough what will be done.',
  },
  UNENFORCEABLE: {
    rule: 'V-04',
    message: 'The law does not enforce this clause for new work by a replica.',
  },
  NOTICE_SHORT: {
    rule: 'V-05',
    message: 'The performer was told too late before the session.',
  },
  NO_BUSINESS_REASON: {
    rule: 'V-06',
    message: 'No reason is recorded why the scan is needed.',
  },
  TERM_CAP: {
    rule: 'V-07',
    message: 'The consent runs longer than this rule lets it.',
  },
  NO_AUTHORITY: {
    rule: 'V-09',
    message: 'Whoever signed had no recorded authority for this.',
  },
  NOT_INFORMED: {
    rule: 'V-11',
    message: 'The record does not show that the performer was told what the law asks.',
  },
  REFUSED: {
    rule: 'A-05',
    message: 'The performer was asked about this and declined.',
  },
  EXPIRED: { rule: 'R-01', message: 'The consent for this has ended.' },
  NOT_ACTIVE: { rule: 'R-01', message: 'The consent for this has not begun.' },
  REVOKED: { rule: 'R-02', message: 'Another party ended the consent for this.' },
  SUPERSEDED: { rule: 'R-10', message: 'A newer consent replaced this one.' },
  POST_MORTEM: {
    rule: 'R-11',
    message: 'The terms end with the death of the performer.',
  },
  WITHDRAWN: { rule: 'R-02', message: 'The performer withdrew consent for this.' },
  WITHDRAWAL_DISPUTED: {
    rule: 'R-05',
    message:
      'The performer asked to end this, and the terms do not let her end it alone. It waits until that is settled.',
  },
  ESTATE_MISSING: {
    rule: 'R-11',
    message: 'The performer has died. The estate must approve this use.',
  },
  PROHIBITED: { rule: 'S-02', message: 'The terms of a consent say never to this.' },
  STANDING_INSTRUCTION: { rule: 'S-02', message: 'A standing instruction says never to this.' },
  TRAINING_NOT_GRANTED: {
    rule: 'S-04',
    message: 'Teaching a model needs its own consent. The nearest consent does not give it.',
  },
  MODEL_SCOPE: {
    rule: 'S-05',
    message: 'A replica may be used only for the work that it was made for. Using it elsewhere needs a new consent.',
  },
  BACKGROUND_SCOPE: {
    rule: 'S-13',
    message: 'A background replica stays in the background of the same picture.',
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
  OUT_OF_SCOPE_ADVERTISER: outside('this advertiser', 'S-09'),
  OUT_OF_SCOPE_TIME: outside('all of this time', 'R-01'),
  CONTENT_UNDECLARED: {
    rule: 'S-11',
    message: 'The request does not say what the content is, and some content is not allowed here.',
  },
  QUOTA: {
    rule: 'S-12',
    message: 'The consent has a limit, and less is left than this asks for.',
  },
  TOOL_TRAINS: {
    rule: 'T-01',
    message: 'A tool in this pipeline trains on what it is given. A performer must not be put into it.',
  },
  TOOL_UNATTESTED: {
    rule: 'T-01',
    message: 'For a step of this pipeline nobody has shown that its tool keeps nothing.',
  },
  PROCESSING_REGION: {
    rule: 'T-05',
    message: 'A tool would process the data outside the places that the terms allow.',
  },
  CLEARANCE_MISSING: {
    rule: 'N-03',
    message: 'It uses material or a likeness of others, and no clearance is on record.',
  },
  APPROVAL_MISSING: {
    rule: 'N-01',
    message: 'A written go-ahead for this is not on file.',
  },
  LEGAL_REVIEW_MISSING: {
    rule: 'N-03',
    message: 'A legal review of this use is not on file.',
  },
  UNION_STEP_MISSING: {
    rule: 'U-04',
    message: 'The union must be told or asked first, and no record shows that.',
  },
  ESCALATE: {
    rule: 'N-02',
    message: 'A guiding principle was answered with no or unsure. Ask the studio contact first.',
  },
  EXEMPT: {
    rule: 'C-03',
    message: 'No performer can be identified in this, so no consent is asked.',
  },
  COVERED: { rule: 'S-01', message: 'A consent in force covers this.' },
} satisfies Readonly<Record<ReasonCode, Meaning>>;

function outside(what: string, rule: string): Meaning {
  return { rule, message: `The nearest consent does not cover ${what}.` };
}

/** Every reason code, in the order of the rules. */
// Object.keys forgets that an object of exactly these codes has no other keys.
export const REASON_CODES = Object.keys(MEANINGS) as readonly ReasonCode[];

const RANKS = new Map(REASON_CODES.map((code, rank) => [code, rank]));

/** A reason with its meaning. */
export function reason(code: ReasonCode, about: Pick<Reason, 'consent' | 'clause' | 'detail'> = {}): Reason {
  const { rule, message } = MEANINGS[code];
  return { code, message, rule, source: ruleOf(rule).source, ...about };
}

/** What people read where a rule gives this reason: what the rule says, unless the code says it, and what is missing. */
export function messageOf(code: ReasonCode, rule: string): string {
  const meaning = MEANINGS[code];
  const { sentence } = ruleOf(rule);
  if (meaning.rule === rule) return meaning.message;
  return code === 'COVERED' || code === 'EXEMPT' ? sentence : `${sentence} ${meaning.message}`;
}

/** The reasons in the order of the rules, then of consents and clauses; what several sources say alike is told once. */
export function inOrder(reasons: readonly Reason[]): readonly Reason[] {
  const keyOf = ({ code, consent = '', clause = '', rule, detail }: Reason): string =>
    [String(RANKS.get(code)).padStart(3, '0'), consent, clause, rule, detail ? JSON.stringify(detail) : ''].join('\n');
  const byKey = new Map([...reasons].reverse().map((each) => [keyOf(each), each]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}
