import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { claim } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ExemptionClaim, Records } from './records.js';
import type { Box, Decision, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';

function ask(asked: Use, given: Records): Decision {
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

const SCAN: Box = permission({ act: ['capture.scan_face', 'capture.scan_body'], media: ['internal'] });

describe('side doors around consent, each found open once', () => {
  const cleanup = use({ act: ['alter.cleanup'] });

  it('C-11 a second claim gets around neither her question nor a rejection', () => {
    const finishing = (stated: Partial<ExemptionClaim>) =>
      claim(cleanup, 'customary_post_production', { review: null, ...stated });
    const second = finishing({ id: 'clm_2' });
    const asked = finishing({ questionedAt: YESTERDAY });
    const rejected = finishing({ review: { by: 'user:2', at: YESTERDAY, verdict: 'rejected' } });
    const given = (claims: readonly ExemptionClaim[]): Records => ({ ...records(consent({})), claims });
    expect(ask(cleanup, given([second])).outcome).toBe('allow');
    expect(ask(cleanup, given([asked, second])).outcome).toBe('needs_approval');
    expect(ask(cleanup, given([rejected, second])).outcome).toBe('needs_approval');
  });

  it.each<Partial<Use>>([{ until: '2026-12-08T00:00:00.001Z' }, { facts: { campaign: 'x' } }])(
    'C-11 an almost equal use gets around neither her question nor a rejection: %j',
    (stated) => {
      const [FINISHING, other] = ['customary_post_production', { ...cleanup, ...stated }] as const;
      const fresh = claim(other, FINISHING, { id: 'clm_2', review: null });
      const given = (...claims: readonly ExemptionClaim[]) =>
        ask(other, { ...records(consent({})), claims: [...claims, fresh] });
      expect(given().outcome).toBe('allow');
      for (const contested of [
        claim(cleanup, FINISHING, { review: null, questionedAt: YESTERDAY }),
        claim(cleanup, FINISHING, { review: { by: 'user:2', at: YESTERDAY, verdict: 'rejected' } }),
      ]) {
        const { outcome, reasons } = given(contested);
        expect(outcome).toBe('needs_approval');
        expect(reasons).toMatchObject([{ code: 'CLAIM_UNREVIEWED', detail: { lacks: 'review' } }]);
      }
    },
  );

  it.each<Partial<Use>>([
    { act: ['alter.visual_dub'], facts: { alterationPurpose: 'timing_speed' } },
    { act: ['alter.visual_adr'], facts: { alterationPurpose: 'continuity', scripted: true } },
    { act: ['alter.cleanup'], facts: { classification: 'replica' } },
  ])('C-09 nothing but finishing is excused by one person: %j', (stated) => {
    const asked = use(stated);
    const alone = claim(asked, 'customary_post_production', { review: null });
    expect(ask(asked, { ...records(consent({})), claims: [alone] }).outcome).not.toBe('allow');
  });

  const falls = use({ act: ['generate.face.full_digital_double'], stage: 'temp', facts: { unsafeForHumans: true } });

  it('C-08 a consent to a recording of her voice is none to a double of her', () => {
    const given = (box: Box): Records => ({
      ...records(consent({ permissions: [box] })),
      claims: [claim(falls, 'safety')],
    });
    expect(ask(falls, given(SCAN)).outcome).toBe('allow');
    expect(ask(falls, given({ ...SCAN, act: ['capture.voice_recording'] })).outcome).toBe('deny');
  });

  it('C-08 a withdrawal of the scan, by its own scope, ends what rests on it', () => {
    const scope: Box = { act: ['capture'], media: ['internal'] };
    const when = { version: 2, at: YESTERDAY, effectiveAt: YESTERDAY };
    const withdrawn = { kind: 'withdrawn', ...when, scope, worksMadeBefore: 'stop' } as const;
    const given = records(consent({ permissions: [SCAN], events: [withdrawn] }));
    expect(ask(falls, { ...given, claims: [claim(falls, 'safety')] }).outcome).toBe('deny');
  });

  it('S-05 no exemption reaches a pitch', () => {
    const pitch = use({ ...falls, purpose: ['pitch'] });
    const given = { ...records(consent({ permissions: [SCAN] })), claims: [claim(pitch, 'safety')] };
    expect(ask(pitch, given).outcome).toBe('deny');
  });

  it('N-01 a voice made by a machine is one, whatever is said of the tool', () => {
    const line = use({ facts: { generative: false, misleading: true } });
    const netflix = [{ at: YESTERDAY, node: 'prod_harbor', platform: 'netflix' as const }];
    expect(ask(line, { ...records(consent({})), productionStatements: netflix }).outcome).toBe('needs_approval');
  });

  it('S-12 nothing is no quantity', () => {
    const given = consent({});
    const permissions = given.terms.permissions.map((clause) => ({ ...clause, caps: { lines: 10 } }));
    const full = { ...given, terms: { ...given.terms, permissions } };
    const usage = [{ consent: 'cons_1', clause: 'may-1', unit: 'lines' as const, amount: 10 }];
    expect(ask(use({ quantity: { lines: 0 } }), { ...records(full), usage }).outcome).toBe('deny');
  });

  it('A-02 an explicit clause for another title, or one that has ended, permits nothing here', () => {
    const scene = use({ act: ['generate.face.full_digital_double'], content: ['nudity'] });
    const mixed = permission({ act: scene.act, content: ['none', 'nudity'] });
    const own = permission({ act: scene.act, content: ['nudity'] });
    const given = (box: Box): Records => records(consent({ permissions: [mixed, box] }));
    expect(ask(scene, given(own)).outcome).toBe('allow');
    expect(ask(scene, given({ ...own, production: ['prod_rival'] })).outcome).toBe('deny');
    expect(ask(scene, given({ ...own, until: YESTERDAY })).outcome).toBe('deny');
  });

  it('a production named like a part of every object is unknown, and no fault', () => {
    expect(ask(use({ production: 'constructor' }), records(consent({}))).outcome).toBe('deny');
    const strange = consent({ permissions: [permission({ production: ['constructor'] })] });
    expect(ask(use({}), records(strange)).outcome).toBe('deny');
  });
});
