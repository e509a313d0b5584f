/** What a studio asks of everybody who makes a title for it with generative tools. */
import type { PolicyPack } from '../../policy.js';

export const NETFLIX_2025_08: PolicyPack = {
  id: 'netflix',
  version: '2025-08',
  title: 'Netflix, Using Generative AI in Content Production',
  source:
    'https://partnerhelp.netflixstudios.com/hc/en-us/articles/43393929218323-Using-Generative-AI-in-Content-Production',
  from: '2025-08-22T00:00:00.000Z',
  until: null,
  applies: 'production.is_for_netflix',
  rules: [
    {
      id: 'C-10',
      when: { all: ['use.is_generative', 'use.changes_intent'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'T-01',
      when: { all: ['use.is_generative', 'tool.is_unattested'] },
      then: { effect: 'needs_approval', code: 'TOOL_UNATTESTED', cure: 'studio' },
    },
    {
      id: 'T-03',
      when: { all: ['use.is_generative', 'input.is_sensitive'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-01',
      when: { all: ['use.is_generative', 'use.puts_out_what_needs_approval'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-02',
      when: { all: ['use.is_generative', 'principle.is_not_met'] },
      then: { effect: 'needs_approval', code: 'ESCALATE', cure: 'studio' },
    },
    {
      id: 'N-03/story',
      when: { all: ['use.is_generative', 'use.is_story_relevant'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-03/key-visual',
      when: { all: ['use.is_generative', 'use.is_key_visual'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-03/replication',
      when: { all: ['use.is_generative', 'use.is_replica', 'use.shows_talent'] },
      then: { effect: 'needs_approval', code: 'LEGAL_REVIEW_MISSING', cure: 'legal' },
    },
    {
      id: 'N-03/training',
      when: { all: ['input.is_unowned_training', { not: 'clearance.of_anything' }] },
      then: { effect: 'deny', code: 'CLEARANCE_MISSING' },
    },
    {
      id: 'N-03/cleared-training',
      when: { all: ['input.is_unowned_training', 'clearance.of_anything'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-03/likeness',
      when: {
        all: [
          'use.is_generative',
          'clearance.of_likeness',
          { any: ['input.is_unowned_likeness', { all: ['use.concerns_nobody', 'use.shows_recognizable_person'] }] },
        ],
      },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-03/material',
      when: { all: ['use.is_generative', 'input.is_of_third_party', { not: 'clearance.of_material' }] },
      then: { effect: 'needs_approval', code: 'CLEARANCE_MISSING', cure: 'legal' },
    },
    {
      id: 'N-03/proprietary',
      when: { all: ['use.is_generative', 'input.is_proprietary', 'tool.is_outside_enterprise'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-05/quality',
      when: { all: ['use.is_generative', 'use.shows_talent', 'use.is_final', 'quality.is_untested'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
    {
      id: 'N-05/dignity',
      when: { all: ['use.concerns_performer', 'quality.harms_dignity'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'performer' },
    },
    {
      id: 'N-06',
      when: { all: ['use.is_generative', { not: 'use.is_disclosed' }] },
      then: { effect: 'oblige', obligation: 'notify_contact' },
    },
    {
      id: 'N-07',
      when: { all: ['use.is_generative', 'use.is_misleading'] },
      then: { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' },
    },
  ],
};
