/** What consent asks for where it is the basis in law. */
import type { PolicyPack } from '../../policy.js';

export const GDPR_2018: PolicyPack = {
  id: 'gdpr',
  version: '2018',
  title: 'General Data Protection Regulation',
  source: 'https://eur-lex.europa.eu/eli/reg/2016/679/oj',
  from: '2018-05-25T00:00:00.000Z',
  until: null,
  applies: { any: ['production.is_in_europe', 'performer.lives_in_europe', 'performer.consented_under_gdpr'] },
  rules: [
    {
      id: 'V-11',
      when: { all: ['consent.rests_on_gdpr', 'consent.is_uninformed'] },
      then: { effect: 'void', code: 'NOT_INFORMED' },
    },
  ],
};
