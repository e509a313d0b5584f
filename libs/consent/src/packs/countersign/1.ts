/** What holds for every use, whoever makes it and wherever: the house rules. */
import type { PolicyPack } from '../../policy.js';

export const COUNTERSIGN_1: PolicyPack = {
  id: 'countersign',
  version: '1',
  title: 'Countersign house rules',
  source: 'docs/rules.md',
  from: '2000-01-01T00:00:00.000Z',
  until: null,
  applies: { all: [] },
  rules: [
    {
      id: 'A-01',
      when: { all: ['content.is_explicit', 'content.is_of_minor'] },
      then: { effect: 'deny', code: 'ABSOLUTE_MINOR_SEXUAL' },
    },
    {
      id: 'A-02',
      when: {
        all: [
          { any: ['use.depicts_identified_person', 'content.may_be_made_by_finishing'] },
          'content.is_explicit',
          'content.lacks_clause_of_its_own',
        ],
      },
      then: { effect: 'deny', code: 'ABSOLUTE_EXPLICIT' },
    },
    {
      id: 'A-03',
      when: { all: ['tool.imitates_somebody_else', { not: 'clearance.of_likeness' }] },
      then: { effect: 'deny', code: 'ABSOLUTE_TOOL' },
    },
    { id: 'A-04', when: 'biometric.is_misused', then: { effect: 'deny', code: 'ABSOLUTE_BIOMETRIC' } },
    {
      id: 'C-01',
      when: {
        all: ['use.concerns_nobody', 'use.shows_recognizable_person', { not: 'clearance.of_likeness' }],
      },
      then: { effect: 'deny', code: 'NO_CONSENT' },
    },
    {
      id: 'C-04/unowned-likeness',
      when: { all: ['input.is_unowned_likeness', { not: 'clearance.of_likeness' }] },
      then: { effect: 'deny', code: 'NO_CONSENT' },
    },
    {
      id: 'C-05',
      when: { all: ['exempt.is_as_scripted', { not: 'production.is_under_tv_2026' }] },
      then: { effect: 'exempt', exemption: 'as_scripted', reviewed: true },
    },
    {
      id: 'C-06',
      when: 'exempt.is_unsafe_for_people',
      then: { effect: 'exempt', exemption: 'safety', reviewed: true },
    },
    {
      id: 'C-07',
      when: 'exempt.is_unrecognizable',
      then: { effect: 'exempt', exemption: 'unrecognizable', reviewed: true },
    },
    {
      id: 'C-09',
      when: 'exempt.is_customary_finishing',
      then: { effect: 'exempt', exemption: 'customary_post_production', reviewed: false },
    },
    {
      id: 'C-09/dub-or-double',
      when: { all: ['exempt.is_permitted_dub_or_double', { not: 'production.is_under_tv_2026' }] },
      then: { effect: 'exempt', exemption: 'permitted_dub_or_double', reviewed: true },
    },
    {
      id: 'C-12',
      when: 'exempt.may_be_free_expression',
      then: { effect: 'stands_in', code: 'LEGAL_JUDGMENT', cure: 'legal' },
    },
    {
      id: 'V-01',
      when: 'consent.signer_is_unverified',
      then: { effect: 'void', code: 'SIGNATURE_MISSING' },
    },
    {
      id: 'V-01/after-death',
      when: 'consent.is_her_own_after_death',
      then: { effect: 'void', code: 'SIGNATURE_MISSING' },
    },
    { id: 'V-03', when: 'consent.is_not_specific', then: { effect: 'void', code: 'NOT_SPECIFIC' } },
    {
      id: 'V-08/guardian',
      when: 'consent.minor_signed_without_guardian',
      then: { effect: 'void', code: 'SIGNATURE_MISSING' },
    },
    {
      id: 'V-08/majority',
      when: 'consent.guardian_signed_for_adult',
      then: { effect: 'void', code: 'AGE_OF_MAJORITY' },
    },
    { id: 'V-09', when: 'consent.signer_has_no_authority', then: { effect: 'void', code: 'NO_AUTHORITY' } },
    {
      id: 'R-11/stops',
      when: { all: ['performer.has_died', 'consent.stops_on_death'] },
      then: { effect: 'void', code: 'POST_MORTEM' },
    },
    {
      id: 'R-11/each-use',
      when: { all: ['performer.has_died', 'consent.asks_estate_each_time'] },
      then: { effect: 'doubt', code: 'ESTATE_MISSING', cure: 'estate' },
    },
    {
      id: 'R-11/estate',
      when: { all: ['performer.has_died', { not: 'performer.said_stop_on_death' }] },
      then: { effect: 'stands_in', code: 'ESTATE_MISSING', cure: 'estate' },
    },
    {
      id: 'S-11',
      when: {
        all: [
          { any: ['use.depicts_identified_person', 'content.is_of_minor', 'content.may_be_made_by_finishing'] },
          'content.is_undeclared',
        ],
      },
      // Nobody approves what might be explicit: the asker says what it is.
      then: { effect: 'needs_approval', code: 'CONTENT_UNDECLARED', cure: null },
    },
    { id: 'S-13', when: 'use.leaves_background', then: { effect: 'deny', code: 'BACKGROUND_SCOPE' } },
    {
      id: 'S-13/picture',
      when: { all: ['use.is_background_replica', 'consent.is_of_another_picture'] },
      then: { effect: 'void', code: 'BACKGROUND_SCOPE' },
    },
    {
      id: 'T-01/trains',
      when: { all: ['use.holds_performer_data', 'tool.trains'] },
      then: { effect: 'deny', code: 'TOOL_TRAINS' },
    },
    {
      id: 'T-05',
      when: 'consent.is_processed_elsewhere',
      then: { effect: 'void', code: 'PROCESSING_REGION' },
    },
    {
      id: 'U-03',
      when: { all: ['duty.rests_on_consent', 'duty.of_usage'] },
      then: { effect: 'oblige', obligation: 'report_use' },
    },
    {
      id: 'X-03',
      when: 'use.is_generative',
      then: { effect: 'oblige', obligation: 'mark_output' },
    },
    { id: 'D-01', when: 'duty.has_end', then: { effect: 'oblige', obligation: 'delete_by' } },
    { id: 'D-02', when: 'duty.has_end', then: { effect: 'oblige', obligation: 'retain_record' } },
    {
      id: 'E-05',
      when: 'use.concerns_performer',
      then: { effect: 'oblige', obligation: 'recheck_at_execution' },
    },
  ],
};
