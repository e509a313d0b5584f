/** The named predicates that policy packs are written in, each a question about a use or about one consent. */
import { ADVERTISING } from './predicates/advertising.js';
import { CONTENT } from './predicates/content.js';
import { DUTIES } from './predicates/duties.js';
import { EXEMPTIONS } from './predicates/exemptions.js';
import { INPUTS } from './predicates/inputs.js';
import { PLACES } from './predicates/places.js';
import type { ConsentPredicates, UsePredicates } from './predicates/predicate.js';
import { SIGNING } from './predicates/signing.js';
import { TERMS } from './predicates/terms.js';
import { TOOLS } from './predicates/tools.js';
import { USE } from './predicates/use.js';

export type { Met } from './predicates/predicate.js';

/** Every predicate about a use, by the name that packs call it. */
export const USE_PREDICATES: UsePredicates = {
  ...{ ...USE, ...EXEMPTIONS, ...CONTENT, ...INPUTS },
  ...{ ...TOOLS, ...PLACES, ...ADVERTISING, ...DUTIES },
};

/** Every predicate about a consent, by the name that packs call it. Conditions on consents may use the others too. */
export const CONSENT_PREDICATES: ConsentPredicates = { ...SIGNING, ...TERMS };
