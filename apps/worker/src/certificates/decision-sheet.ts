import type { DecisionContent } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { Block, Section, Sheet, Tone } from './sheet.js';

const OUTCOMES: Readonly<Record<DecisionContent['outcome'], readonly [string, Tone]>> = {
  allow: ['Allowed', 'allow'],
  needs_approval: ['Needs approval', 'pause'],
  deny: ['Denied', 'never'],
};

/** The certificate of a decision: what was asked, the answer, why, and what it rests on. */
export function decisionSheet(content: DecisionContent): Sheet {
  const { check, outcome, askedBy, performer, production, use } = content;
  const [word, tone] = OUTCOMES[outcome];
  const whom = performer === null ? 'with no performer who can be recognized' : `with ${named(performer)}`;
  return {
    title: 'Certificate of a decision',
    state: { word, tone },
    summary: `${named(askedBy)} asked whether this may be done ${whom}, in ${named(production)}.`,
    language: 'en',
    sections: [
      { heading: 'What was asked', blocks: [{ kind: 'facts', facts: use }] },
      { heading: 'Why', blocks: why(content, tone) },
      ...listed('What is covered', content.nearest),
      ...listed('Approvals missing', content.approvals),
      ...listed('What must be done', content.obligations),
      restsOn(content),
      proof(content),
    ],
    ...certifying(check, content),
  };
}

function why({ reasons }: DecisionContent, tone: Tone): Block[] {
  return reasons.flatMap(({ message, rule, source }): Block[] => [
    { kind: 'list', tone, items: [message] },
    { kind: 'facts', facts: [{ label: 'Rule', text: `${rule}, ${source}` }] },
  ]);
}

function listed(heading: string, items: readonly string[]): Section[] {
  return items.length === 0 ? [] : [{ heading, blocks: [{ kind: 'list', tone: 'plain', items }] }];
}

function restsOn({ check, outcome, at, validUntil, consents, policies, askedBy, performer }: DecisionContent): Section {
  const held = outcome === 'allow' ? [{ label: 'Holds until', text: moment(validUntil) }] : [];
  const facts = [
    { label: 'Check', text: check },
    { label: 'Asked by', text: askedBy },
    { label: 'Performer', text: performer ?? 'nobody who can be recognized, as whoever asked said' },
    { label: 'Decided', text: moment(at) },
    ...held,
    { label: 'Consents', text: consents.length === 0 ? 'none' : consents.join(', ') },
    { label: 'Policies', text: policies.length === 0 ? 'none' : policies.join(', ') },
  ];
  return { heading: 'What it rests on', blocks: [{ kind: 'facts', facts }] };
}
