import type { UsageContent } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { Block, Sheet } from './sheet.js';

/** The report of what was used of one performer in a production and a period. */
export function usageSheet(content: UsageContent): Sheet {
  const { report, parties, from, until, consents, counts, gaps } = content;
  const { performer, producer, production } = parties;
  const hasGaps = gaps !== null && gaps.length > 0;
  return {
    title: 'Report of use',
    state: hasGaps ? { word: 'With gaps', tone: 'pause' } : { word: 'As reported', tone: 'plain' },
    summary: `What ${named(producer)} used of ${named(performer)} in ${named(production)}: all that was allowed from ${moment(from)} to ${moment(until)}.`,
    language: 'en',
    sections: [
      { heading: 'What was made, and on which consent', blocks: madeBlocks(consents) },
      {
        heading: 'How it comes out',
        blocks: [{ kind: 'facts', facts: counts.map(({ label, count }) => ({ label, text: String(count) })) }],
      },
      { heading: 'Gaps', blocks: gapBlocks(gaps) },
      {
        heading: 'What this cannot show',
        blocks: [
          {
            kind: 'text',
            text: 'What was made and paid is what was reported. A use that nobody asked about or declared is in no report.',
          },
        ],
      },
      proof(content),
    ],
    ...certifying(report, content),
  };
}

function madeBlocks(consents: UsageContent['consents']): readonly Block[] {
  if (consents.length === 0) return [{ kind: 'text', text: 'Nothing was reported as made.' }];
  return [
    {
      kind: 'record',
      parts: consents.map(({ consent, givenAt, made }) => ({
        title: titleOf(consent, givenAt),
        tone: 'plain',
        lines: made,
      })),
    },
  ];
}

function titleOf(consent: string | null, givenAt: string | null): string {
  if (consent === null) return 'On no consent: none was needed';
  return givenAt === null ? consent : `Consent of ${moment(givenAt)}: ${consent}`;
}

function gapBlocks(gaps: UsageContent['gaps']): readonly Block[] {
  if (gaps === null) return [{ kind: 'text', text: 'This report was given before gaps were kept in it.' }];
  if (gaps.length === 0) return [{ kind: 'text', text: 'None: all that was allowed is accounted for.' }];
  return [
    {
      kind: 'record',
      parts: gaps.map(({ title, checks }) => ({ title, tone: 'pause', lines: [...checks] })),
    },
  ];
}
