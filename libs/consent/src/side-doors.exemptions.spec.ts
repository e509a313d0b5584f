import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { claim, production } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ConsentEvent, Exemption, ExemptionClaim, Records } from './records.js';
import type { Facts } from './facts.js';
import type { Box, Decision, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';

function ask(asked: Use, given: Records): Decision {
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

function claimed(asked: Use, exemption: Exemption, given: Records, stated: Partial<ExemptionClaim> = {}): Records {
  return { ...given, claims: [claim(asked, exemption, stated)] };
}

describe('side doors around what needs no consent, each found open once', () => {
  it('S-05 no permitted dub is one for a pitch', () => {
    const dub = use({ act: ['generate.voice.dub_language'], facts: { dubOrDoublePermitted: true } });
    const model = records(consent({ permissions: [permission({ act: ['train.replica_model'] })] }));
    expect(answer(ask(dub, claimed(dub, 'permitted_dub_or_double', model)))).toEqual(['allow', 'EXEMPT']);
    const pitch = { ...dub, purpose: ['pitch'] };
    expect(ask(pitch, claimed(pitch, 'permitted_dub_or_double', model)).outcome).toBe('deny');
  });

  const adjusted = (facts: Facts = {}): Use =>
    use({
      act: ['alter.pitch_timbre'],
      facts: { alterationPurpose: 'dialogue_narration_adjustment', scripted: true, ...facts },
    });
  const under = (...names: readonly string[]): Records => ({
    ...records(),
    productionStatements: production({ agreements: names }),
  });
  const alone = { review: null };

  it('C-04 C-09 what is called a replica is no adjustment of dialogue', () => {
    const line = adjusted();
    const given = under('sag-aftra-tv@2023');
    expect(answer(ask(line, claimed(line, 'customary_post_production', given, alone)))).toEqual(['allow', 'EXEMPT']);
    const replica = adjusted({ classification: 'replica' });
    expect(ask(replica, claimed(replica, 'customary_post_production', given, alone)).outcome).toBe('deny');
  });

  it('V-04a C-05a under two agreements the stricter one holds, through whichever of them', () => {
    const written = { scriptVersionAt: '2026-10-02T00:00:00.000Z', performedAt: '2026-10-01T00:00:00.000Z' };
    const line = adjusted(written);
    const both = under('sag-aftra-tv@2026', 'sag-aftra-tv@2023');
    expect(ask(line, claimed(line, 'customary_post_production', both, alone)).outcome).not.toBe('allow');
    const signed = consent({});
    const terms = { ...signed.terms, formalities: { agreement: 'sag-aftra-tv' } };
    const older = { ...signed, givenAt: '2026-03-01T00:00:00.000Z', terms };
    const given = { ...records(older), productionStatements: production({ agreements: ['sag-aftra-tv@2026'] }) };
    expect(packsFor(line, given, AT).map(({ id, version }) => `${id}@${version}`)).toContain('sag-aftra-tv@2023');
    expect(ask(line, claimed(line, 'customary_post_production', given, alone)).outcome).not.toBe('allow');
  });

  it('C-08 whoever takes the model back takes back the making, by whichever way', () => {
    const line = use({ facts: { scripted: true } });
    const ways = [permission({ act: ['capture.voice_recording'] }), permission({ act: ['train.replica_model'] })];
    const given = (scope: Box): Records => {
      const when = { version: 2, at: YESTERDAY, effectiveAt: YESTERDAY };
      const event: ConsentEvent = { kind: 'withdrawn', ...when, scope, worksMadeBefore: 'stop' };
      return claimed(line, 'as_scripted', records(consent({ permissions: ways, events: [event] })));
    };
    expect(answer(ask(line, given({ media: ['promo'] })))).toEqual(['allow', 'EXEMPT']);
    expect(ask(line, given({ act: ['train'] })).outcome).toBe('deny');
  });

  it('A-05 an advertisement for nobody in particular is excused by nobody', () => {
    const spot = use({ act: ['alter.cleanup'], media: ['ad.brand_spot'] });
    const { advertiser: _, ...unsaid } = { ...spot, advertiser: ['Acme'] };
    const named = { ...spot, advertiser: ['Acme'] };
    expect(answer(ask(named, claimed(named, 'customary_post_production', records(), alone)))).toEqual([
      ...['allow', 'EXEMPT'],
    ]);
    expect(ask(unsaid, claimed(unsaid, 'customary_post_production', records(), alone)).outcome).toBe('deny');
  });

  it('S-12 U-03 what needs no consent uses none of it up', () => {
    const clean = use({ act: ['alter.cleanup'], quantity: { lines: 3 } });
    const base = consent({ permissions: [permission({ act: ['alter'] })] });
    const permissions = base.terms.permissions.map((clause) => ({ ...clause, caps: { lines: 10 } }));
    const given = records({ ...base, terms: { ...base.terms, permissions } });
    const asked = ask(clean, claimed(clean, 'customary_post_production', given, alone));
    expect([asked.outcome, asked.reserved]).toEqual(['allow', []]);
    expect(asked.obligations.map(({ kind }) => kind)).not.toContain('report_use');
    expect(ask(clean, given).reserved).toHaveLength(1);
  });
});
