/** What the public in Europe is told of a deep fake. */
import type { PolicyPack } from '../../policy.js';

export const EU_AI_ACT_50_2026_08: PolicyPack = {
  id: 'eu-ai-act-50',
  version: '2026-08',
  title: 'EU AI Act, Article 50',
  source: 'https://eur-lex.europa.eu/eli/reg/2024/1689/oj',
  from: '2026-08-02T00:00:00.000Z',
  until: null,
  applies: 'use.reaches_europe',
  rules: [
    {
      id: 'X-02/art',
      when: { all: ['use.is_generative', 'use.is_deep_fake', 'use.is_public', 'use.is_art'] },
      then: { effect: 'oblige', obligation: 'disclose_artistic' },
    },
    {
      id: 'X-02',
      when: { all: ['use.is_generative', 'use.is_deep_fake', 'use.is_public', 'use.is_more_than_art'] },
      then: { effect: 'oblige', obligation: 'disclose_conspicuous' },
    },
  ],
};
