import type { ReportContent } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { Sheet } from './sheet.js';

/** The report of a union on the records that it may see: how many, and what was found. */
export function reportSheet(content: ReportContent): Sheet {
  const { report, union, from, until, counts, findings } = content;
  return {
    title: 'Report on covered records',
    state: { word: 'For the union', tone: 'plain' },
    summary: `What ${named(union)} found in the records of its members, from ${moment(from)} to ${moment(until)}.`,
    language: 'en',
    sections: [
      {
        heading: 'In numbers',
        blocks: [{ kind: 'facts', facts: counts.map(({ label, count }) => ({ label, text: String(count) })) }],
      },
      {
        heading: 'Findings',
        blocks:
          findings.length === 0
            ? [{ kind: 'text', text: 'No finding on covered records.' }]
            : [
                {
                  kind: 'record',
                  parts: findings.map(({ member, production, found, clause, says, rule, state }) => ({
                    title: `${member} · ${production}`,
                    tone: 'plain',
                    lines: [`${found} · ${state}`, clause, ...(says === null ? [] : [says]), rule],
                  })),
                },
              ],
      },
      proof(content),
    ],
    ...certifying(report, content),
  };
}
