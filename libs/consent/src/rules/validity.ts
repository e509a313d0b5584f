/** What a consent must be like to count: its form, its words, its signer and its length (B3). */
import type { Rule } from './rule.js';

export const VALIDITY: readonly Rule[] = [
  {
    id: 'V-01',
    source: 'CA and NY law; SAG-AFTRA TV/Theatrical 2023; NO FAKES Act of 2026',
    certainty: ['P', 'S'],
    sentence:
      'A consent is in writing, signed by the performer in her life, or by a representative whose papers were checked.',
    held: 'pack',
    codes: ['SIGNATURE_MISSING'],
  },
  {
    id: 'V-02',
    source: 'SAG-AFTRA TV/Theatrical 2023; Digital Replica Rider',
    certainty: ['S', 'K'],
    sentence: 'The clause about a replica is signed by itself, and not buried in general terms.',
    held: 'pack',
    codes: ['INVALID_FORM'],
  },
  {
    id: 'V-03',
    source: 'CA, NY and IL law; SAG-AFTRA agreements; NO FAKES Act of 2026',
    certainty: ['P', 'S'],
    sentence: 'A consent says in plain and particular words what will be done.',
    held: 'pack',
    codes: ['NOT_SPECIFIC'],
  },
  {
    id: 'V-04',
    source: 'CA Labor Code 927; NY GOL 5-302; IL PA 103-0830',
    certainty: ['P', 'S'],
    sentence:
      'A vague clause that puts a replica in the place of work in person binds only with counsel or a union agreement.',
    held: 'pack',
    codes: ['UNENFORCEABLE'],
  },
  {
    id: 'V-04a',
    source: 'house rule',
    certainty: ['I'],
    sentence: 'A union agreement answers the test of the law, and still asks for its own form.',
    held: 'engine',
    codes: [],
  },
  {
    id: 'V-05',
    source: 'SAG-AFTRA TV/Theatrical 2023; Commercials Contracts 2025',
    certainty: ['S'],
    sentence: 'A performer is told two days before the work begins, or when engaged if that is later.',
    held: 'pack',
    codes: ['NOTICE_SHORT'],
  },
  {
    id: 'V-06',
    source: 'SAG-AFTRA TV/Theatrical 2026 §39.J',
    certainty: ['S'],
    sentence: 'Who asks for a scan first records why the work needs one.',
    held: 'pack',
    codes: ['NO_BUSINESS_REASON'],
  },
  {
    id: 'V-07',
    source: 'NO FAKES Act of 2026 (pending)',
    certainty: ['P'],
    sentence: 'A licence lasts ten years at most, that of a minor five, and a court approves that of a minor.',
    held: 'pack',
    codes: ['TERM_CAP', 'LEGAL_REVIEW_MISSING'],
  },
  {
    id: 'V-08',
    source: 'NO FAKES Act of 2026; RSL Media; house rule',
    certainty: ['P', 'I'],
    sentence: 'A guardian signs for a minor, and only until the minor comes of age.',
    held: 'pack',
    codes: ['SIGNATURE_MISSING', 'AGE_OF_MAJORITY'],
  },
  {
    id: 'V-09',
    source: 'house rule',
    certainty: ['I'],
    sentence:
      'Whoever signs for a performer does so under a recorded authority for that use and day, and after death as her estate.',
    held: 'pack',
    codes: ['NO_AUTHORITY'],
  },
  {
    id: 'V-10',
    source: 'SAG-AFTRA Sound Recordings Code 2024; SAG-AFTRA TV/Theatrical 2023',
    certainty: ['S', 'S1'],
    sentence: 'One consent is for one project, and another project needs a writing of its own.',
    held: 'pack',
    codes: ['NOT_SPECIFIC'],
  },
  {
    id: 'V-11',
    source: 'GDPR Art. 7 and 13; ISO/IEC TS 27560',
    certainty: ['P', 'K'],
    sentence: 'Before she consents, a person is told who will do what, for how long, and how to take it back.',
    held: 'pack',
    codes: ['NOT_INFORMED'],
  },
];
