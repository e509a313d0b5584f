import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { approvals, claim, tool } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ConsentEvent, ConsentRecord, Records } from './records.js';
import type { Box, Clause, Decision, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';

function ask(asked: Use, given: Records): Decision {
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

const scene = use({ act: ['generate.body'], content: ['nudity'] });
const mixed = permission({ act: scene.act, content: ['none', 'nudity'] });
const own: Box = { ...mixed, content: ['nudity'] };

describe('side doors around explicit content, each found open once', () => {
  it.each(['generate.key_visual', 'generate.ideation', 'generate.background_element', 'generate.synthetic_performer'])(
    'A-02 S-11 whoever is named is shown by %s, as somebody who is not',
    (act) => {
      const shown = use({ act: [act], content: ['nudity'], facts: { recognizable: true, expression: 'parody' } });
      const judged = { ...records(), approvals: approvals(shown, 'legal', 'studio', 'union') };
      expect(answer(ask(shown, judged))).toContain('ABSOLUTE_EXPLICIT');
      const given = records(consent({ permissions: [permission({ act: [act], content: ['none', 'nudity'] })] }));
      expect(answer(ask(shown, given))).toContain('ABSOLUTE_EXPLICIT');
      expect(answer(ask({ ...shown, content: [] }, given))).toContain('CONTENT_UNDECLARED');
    },
  );

  it('A-02 a clause for one act is none for another that shows her as well', () => {
    const both = { ...scene, act: ['generate.body', 'generate.key_visual'] };
    const all = permission({ act: both.act, content: ['none', 'nudity'] });
    expect(answer(ask(both, records(consent({ permissions: [all, own] }))))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
    const clauses = [all, { ...own, act: both.act }];
    expect(answer(ask(both, records(consent({ permissions: clauses }))))).toEqual(['allow', 'COVERED']);
  });

  it.each<[string, Use['content']]>([
    ['ABSOLUTE_EXPLICIT', ['nudity']],
    ['CONTENT_UNDECLARED', []],
  ])('A-02 S-11 nobody is undressed by finishing, which one person claims: %s', (code, content) => {
    const asked = use({ act: ['alter.cleanup'], content, facts: { alterationPurpose: 'wardrobe', generative: true } });
    const claimed = (cleaned: Use): Records => ({
      ...records(),
      claims: [claim(cleaned, 'customary_post_production', { review: null })],
    });
    expect(answer(ask(asked, claimed(asked)))).toContain(code);
    // What is heard, timed or cut shows no more of anybody than was shot.
    const sound = { ...asked, facts: { alterationPurpose: 'noise_reduction' } } as const;
    expect(answer(ask(sound, claimed(sound)))).toEqual(['allow', 'EXEMPT']);
  });

  it('A-02 S-12 an explicit clause that is used up permits nothing more by another', () => {
    const shot = { ...scene, quantity: { seconds: 5 } };
    const base = consent({ permissions: [own, mixed] });
    const [first, ...rest] = base.terms.permissions;
    const capped: Clause = { id: first?.id ?? '', box: own, caps: { seconds: 10 } };
    const record: ConsentRecord = { ...base, terms: { ...base.terms, permissions: [capped, ...rest] } };
    const used = (amount: number): Records => ({
      ...records(record),
      usage: [{ consent: record.id, clause: capped.id, unit: 'seconds', amount }],
    });
    expect(answer(ask(shot, used(5)))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(shot, used(10)))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
  });

  it('A-02 V-02 a paper of which nobody says how it was signed holds no clause of its own', () => {
    const base = consent({ permissions: [mixed, own] });
    const paper = (form?: 'rider'): Records =>
      records({
        ...base,
        signature: { method: 'imported', capacity: 'self' },
        terms: { ...base.terms, ...(form && { formalities: { form } }) },
      });
    expect(answer(ask(scene, paper('rider')))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(scene, paper()))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
  });

  it('R-02 R-12 an explicit clause falls by what is said against it, and by nothing else', () => {
    const base = { version: 2, at: YESTERDAY } as const;
    const effect = { effectiveAt: YESTERDAY, worksMadeBefore: 'stop' } as const;
    const withdrawn = (scope: Box | null): ConsentEvent => ({ kind: 'withdrawn', ...base, ...effect, scope });
    const disputed: ConsentEvent = { kind: 'disputed', ...base, dispute: 'dsp_1' };
    const ended: ConsentEvent = { kind: 'dispute_ended', version: 3, at: YESTERDAY, dispute: 'dsp_1' };
    const after = (...events: readonly ConsentEvent[]): readonly string[] =>
      answer(ask(scene, records(consent({ permissions: [mixed, own], events }))));
    expect(after(withdrawn({ media: ['promo'] }))).toEqual(['allow', 'COVERED']);
    expect(after(disputed, ended)).toEqual(['allow', 'COVERED']);
    expect(after(withdrawn({ content: ['nudity'] }))).toContain('ABSOLUTE_EXPLICIT');
    expect(after(disputed)).toContain('ABSOLUTE_EXPLICIT');
    expect(after({ kind: 'withdrawal_asked', ...base, scope: null })).toContain('ABSOLUTE_EXPLICIT');
  });

  it('T-03 N-01 first ideas about somebody who is named take her likeness in', () => {
    const idea = use({ act: ['generate.ideation'], stage: 'ideation', media: ['internal'] });
    const netflix = [{ at: YESTERDAY, node: 'prod_harbor', platform: 'netflix' as const }];
    const given = { ...records(consent({ permissions: [permission({ act: idea.act, media: ['internal'] })] })) };
    const asked = ask(idea, { ...given, productionStatements: netflix, tools: [tool()] });
    expect(asked.reasons.map(({ rule }) => rule)).toEqual(['N-01', 'T-03']);
  });
});
