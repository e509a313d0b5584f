/** What no consent, approval or role can permit (B2). */
import type { Rule } from './rule.js';

export const ABSOLUTE: readonly Rule[] = [
  {
    id: 'A-01',
    source: 'SAG-AFTRA TV/Theatrical 2026 §39.F; law',
    certainty: ['S'],
    sentence: 'Nothing nude or sexual is made, kept or taught of a minor, at whatever age the replica looks.',
    held: 'pack',
    codes: ['ABSOLUTE_MINOR_SEXUAL'],
  },
  {
    id: 'A-02',
    source: 'TAKE IT DOWN Act; NO FAKES Act of 2026',
    certainty: ['S', 'I'],
    sentence: 'Explicit content needs a signed clause of its own that names it, for all of the use.',
    held: 'pack',
    codes: ['ABSOLUTE_EXPLICIT'],
  },
  {
    id: 'A-03',
    source: 'Tennessee ELVIS Act',
    certainty: ['S'],
    sentence: 'A tool that imitates an identified person needs that person to authorise it.',
    held: 'pack',
    codes: ['ABSOLUTE_TOOL'],
  },
  {
    id: 'A-04',
    source: 'SAG-AFTRA TV/Theatrical 2026 §39.E',
    certainty: ['S'],
    sentence: 'Fingerprints, palm prints and iris scans serve the picture alone.',
    held: 'pack',
    codes: ['ABSOLUTE_BIOMETRIC'],
  },
  {
    id: 'A-05',
    source: 'HL7 FHIR Consent; RSL Media',
    certainty: ['P', 'I'],
    sentence: 'Without a sound record the answer is no.',
    held: 'engine',
    codes: ['UNKNOWN', 'REFUSED', 'RECORD_INVALID', 'TOO_COMPLEX'],
  },
];
