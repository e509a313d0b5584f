import type { RecallContent } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { Sheet } from './sheet.js';

/** The certificate of a recall that everybody answered: who stopped what, in their own words. */
export function recallSheet(content: RecallContent): Sheet {
  const { recall, parties, stops, recipients } = content;
  const { performer, producer, production } = parties;
  const many = recipients.length === 1 ? 'The one recipient has' : `All ${String(recipients.length)} recipients have`;
  return {
    title: 'Certificate of a completed recall',
    state: { word: 'Everyone has confirmed', tone: 'allow' },
    summary: `${many} answered what ${named(performer)} took back from ${named(producer)}, in ${named(production)}.`,
    language: 'en',
    sections: [
      { heading: 'What stops', blocks: [{ kind: 'list', tone: 'never', items: stops }] },
      {
        heading: 'Who answered',
        blocks: [
          {
            kind: 'facts',
            facts: recipients.map(({ name, answeredAt }) => ({ label: moment(answeredAt), text: name })),
          },
        ],
      },
      {
        heading: 'What they state',
        blocks: [
          {
            kind: 'record',
            parts: recipients.map(({ name, statement }) => ({
              title: name,
              tone: 'plain',
              lines: [statement ?? 'No statement was asked for.'],
            })),
          },
        ],
      },
      {
        heading: 'What this cannot show',
        blocks: [
          { kind: 'text', text: 'These are the words of those who answered. Nobody looked into their computers.' },
        ],
      },
      proof(content),
    ],
    ...certifying(recall, content),
  };
}
