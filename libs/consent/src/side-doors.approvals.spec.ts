import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { approvals, claim, performer, production, tool, withTerms } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { Approval, ConsentEvent, Records } from './records.js';
import type { ApprovalKind, Decision, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const NOON = '2026-11-23T11:59:59.999Z';
const [EARLY, SAID, LATE] = ['2026-11-20T09:00:00.000Z', '2026-11-21T09:00:00.000Z', '2026-11-22T09:00:00.000Z'];

function ask(asked: Use, given: Records): Decision {
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

/** An approval of each kind, given at one instant. */
function given(at: string, asked: Use, ...kinds: readonly ApprovalKind[]): readonly Approval[] {
  return approvals(asked, ...kinds).map((each) => ({ ...each, givenAt: at }));
}

const line = use({});
const event = (kind: 'withdrawn' | 'withdrawal_asked', scope: object | null): ConsentEvent => ({
  kind,
  version: 2,
  at: SAID,
  effectiveAt: SAID,
  scope,
  worksMadeBefore: 'stop',
});

describe('an approval counts only for what it could know', () => {
  it('T-01 N-02 a studio agrees to the tools of its day, and not to what became of them', () => {
    const netflix = { productionStatements: production({ platform: 'netflix' }) };
    const asked = use({ facts: { qualityTested: true } });
    const clean = tool();
    const keeping = tool({}, { id: 'att_2', attestedAt: LATE, noStore: 'no', environment: 'consumer' });
    const over = tool({}, { expiresAt: LATE });
    const taken = tool({}, { withdrawnAt: LATE });
    const after = (at: string, tools: Records['tools']): readonly string[] =>
      answer(
        ask(asked, { ...records(consent({})), ...netflix, tools, approvals: given(at, asked, 'studio', 'legal') }),
      );
    expect(after(EARLY, [clean])).toEqual(['allow', 'COVERED']);
    const changed = { ...clean, attestations: [...clean.attestations, ...keeping.attestations] };
    expect(after(SAID, [changed])).toEqual(['needs_approval', 'TOOL_UNATTESTED', 'ESCALATE']);
    for (const lapsed of [over, taken]) expect(after(SAID, [lapsed])).toEqual(['needs_approval', 'TOOL_UNATTESTED']);
    for (const each of [changed, over, taken]) expect(after(NOON, [each])).toEqual(['allow', 'COVERED']);
    // Nobody registered it then, and nobody has since.
    expect(after(EARLY, [])).toEqual(['allow', 'COVERED']);
  });

  it('S-12 what stands in the place of consent uses none up, also not one that she withdrew', () => {
    const parody = use({ quantity: { lines: 3 }, facts: { expression: 'parody' } });
    const base = consent({ events: [event('withdrawn', null)] });
    const permissions = base.terms.permissions.map((clause) => ({ ...clause, caps: { lines: 10 } }));
    const known = records({ ...base, terms: { ...base.terms, permissions } });
    const asked = ask(parody, { ...known, approvals: given(LATE, parody, 'legal') });
    expect([asked.outcome, asked.reserved, asked.reliedOn]).toEqual(['allow', [], []]);
  });

  it('R-11 nobody approves as her once she has died', () => {
    const asked = { ...records(consent({ events: [event('withdrawal_asked', null)] })) };
    const died = { ...asked, performer: performer({ diedOn: '2026-11-22' }) };
    expect(ask(line, { ...asked, approvals: given(LATE, line, 'performer') }).outcome).toBe('allow');
    expect(ask(line, { ...died, approvals: given(LATE, line, 'performer') }).outcome).toBe('needs_approval');
  });

  it('R-05 her yes from before she asked to withdraw, or at that moment, settles nothing', () => {
    const asked = records(consent({ events: [event('withdrawal_asked', null)] }));
    for (const [at, outcome] of [
      [EARLY, 'needs_approval'],
      [SAID, 'needs_approval'],
      [LATE, 'allow'],
    ] as const)
      expect(ask(line, { ...asked, approvals: given(at, line, 'performer') }).outcome).toBe(outcome);
    const settled = ask(line, { ...asked, approvals: [...given(LATE, line, 'performer'), early('performer')] });
    expect(settled.approvals).toEqual(['apv_performer']);
  });

  function early(kind: ApprovalKind): Approval {
    return { ...given(EARLY, line, kind)[0]!, id: 'apv_early' };
  }

  it('V-06 the union approves of no terms that she has not signed yet', () => {
    const scan = use({ act: ['capture.scan_face'], media: ['internal'] });
    const session = { servicesAt: scan.from, noticedAt: '2026-11-01T00:00:00.000Z' };
    const signed = withTerms(consent({ permissions: [permission({ act: ['capture'], media: ['internal'] })] }), {
      formalities: session,
    });
    const productionStatements = production({ agreements: ['sag-aftra-tv@2026'] });
    const known = { ...records({ ...signed, givenAt: SAID }), productionStatements };
    const outcome = (at: string) => answer(ask(scan, { ...known, approvals: given(at, scan, 'union') }));
    expect(outcome(EARLY)).toEqual(['needs_approval', 'NO_BUSINESS_REASON']);
    expect(outcome(LATE)).toEqual(['allow', 'COVERED']);
  });

  it('R-11 nobody is her estate, and no union stands in for her, before the day of her death', () => {
    const dead = { performer: performer({ diedOn: '2026-11-21' }), productionStatements: production({}) };
    const each = withTerms(consent({}), { postMortem: 'estate_approval_each_use' });
    const other = use({ production: 'prod_harbor_s2' });
    const tv = production({ agreements: ['sag-aftra-tv@2026'] });
    const eve = '2026-11-20T23:59:59.999Z';
    for (const [at, outcome] of [
      [eve, 'needs_approval'],
      ['2026-11-21T00:00:00.000Z', 'allow'],
    ] as const) {
      expect(ask(line, { ...records(each), ...dead, approvals: given(at, line, 'estate') }).outcome).toBe(outcome);
      const sequel = { ...records(consent({})), ...dead };
      expect(ask(other, { ...sequel, approvals: given(at, other, 'estate') }).outcome).toBe(outcome);
      const union = { ...sequel, productionStatements: tv, approvals: given(at, other, 'union') };
      expect(ask(other, union).outcome).toBe(outcome);
    }
  });

  const satire = use({ facts: { expression: 'satire' } });

  it.each<[string, Records]>([
    ['a withdrawal', records(consent({ events: [event('withdrawn', { language: ['es'] })] }))],
    ['a wish to withdraw', records(consent({ events: [event('withdrawal_asked', null)] }))],
    ['a refusal', { ...records(), refused: [{ id: 'req_1', terms: consent({}).terms, declinedAt: SAID }] }],
  ])('C-12 %s is newer than what a lawyer said before it', (_, known) => {
    const outcome = (at: string) => ask(satire, { ...known, approvals: given(at, satire, 'legal') }).outcome;
    expect([outcome(EARLY), outcome(SAID), outcome(LATE)]).toEqual(['needs_approval', 'needs_approval', 'allow']);
  });

  it('C-12 what she withdrew or declined elsewhere does not touch what a lawyer said', () => {
    const withdrawn = consent({ permissions: [], events: [event('withdrawn', { media: ['game'] })] });
    const { terms } = consent({ permissions: [permission({ media: ['game'] })] });
    const known = { ...records(withdrawn), refused: [{ id: 'req_1', terms, declinedAt: SAID }] };
    expect(ask(satire, { ...known, approvals: given(EARLY, satire, 'legal') }).outcome).toBe('allow');
  });

  it('C-12 no judgement excuses an advertisement, a scan, a model, or handing one on', () => {
    const uses: readonly Partial<Use>[] = [
      { media: ['programme.svod', 'ad.brand_spot'], advertiser: ['Acme'] },
      ...['capture.scan_face', 'train.replica_model', 'transfer_replica', 'store', 'data_mining'].map((act) => ({
        act: ['generate.voice.adr_line', act],
      })),
    ];
    for (const stated of uses) {
      const asked = { ...satire, ...stated };
      expect(ask(asked, { ...records(), approvals: given(LATE, asked, 'legal', 'union') }).outcome).toBe('deny');
    }
  });

  it('of two consents in doubt the one that was approved of covers, whatever becomes of the other', () => {
    const asked = consent({ events: [event('withdrawal_asked', null)] });
    const disputed = { kind: 'disputed', version: 2, at: SAID, dispute: 'dsp_1' } as const;
    const known = records(asked, consent({ id: 'cons_2', events: [disputed] }));
    const decision = ask(line, { ...known, approvals: given(LATE, line, 'performer') });
    expect(decision).toMatchObject({ outcome: 'allow', approvals: ['apv_performer'] });
    expect(decision.reliedOn).toEqual([{ consent: 'cons_1', version: 2 }]);
  });
});

describe('what an exempt answer rests on', () => {
  const double = use({ act: ['generate.face.full_digital_double'], stage: 'temp', facts: { unsafeForHumans: true } });
  const scan = permission({ act: ['capture'], media: ['internal'] });

  it('C-08 the consent to the scan is named, and the answer ends when a withdrawal of it begins', () => {
    const soon = '2026-11-23T12:20:00.000Z';
    const ending = { ...event('withdrawn', null), effectiveAt: soon } as ConsentEvent;
    const known = {
      ...records(consent({}), consent({ id: 'cons_scan', permissions: [scan], events: [ending] })),
      claims: [claim(double, 'safety')],
    };
    const decision = ask(double, known);
    expect(decision).toMatchObject({ outcome: 'allow', validUntil: soon });
    expect(decision.reliedOn).toEqual([{ consent: 'cons_scan', version: 2 }]);
  });

  it('C-09 finishing rests on no scan', () => {
    const cleanup = use({ act: ['alter.cleanup'] });
    const known = {
      ...records(consent({ permissions: [scan] })),
      claims: [claim(cleanup, 'customary_post_production')],
    };
    expect(ask(cleanup, known)).toMatchObject({ outcome: 'allow', reliedOn: [] });
  });
});
