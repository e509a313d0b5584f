import type { WithdrawalContent } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { Section, Sheet } from './sheet.js';

/** The certificate of a withdrawal: what stops, what may go on, who is told. */
export function withdrawalSheet(content: WithdrawalContent): Sheet {
  const { consent, entry, parties, isAsked, isWhole, at } = content;
  const { performer, producer, production } = parties;
  const did = isAsked ? 'asked to end' : 'withdrew';
  const what = isWhole ? 'a consent' : 'a part of a consent';
  return {
    title: isAsked ? 'Certificate of a request to end' : 'Certificate of withdrawal',
    state: { word: isAsked ? 'Asked to end' : isWhole ? 'Withdrawn' : 'Narrowed', tone: 'pause' },
    summary: `${named(performer)} ${did} ${what} to ${named(producer)}, in ${named(production)}.`,
    language: 'en',
    sections: [
      list('When', content.effect),
      list('What stops', content.stops, 'never'),
      list('What may go on', content.goesOn),
      told(content),
      {
        heading: 'The act',
        blocks: [
          {
            kind: 'facts',
            facts: [
              { label: 'Consent', text: consent },
              { label: 'Performer', text: performer },
              { label: 'Given to', text: producer },
              { label: 'Production', text: production },
              { label: 'Recorded', text: moment(at) },
            ],
          },
        ],
      },
      proof(content),
    ],
    ...certifying(entry, content),
  };
}

function list(heading: string, items: readonly string[], tone: 'plain' | 'never' = 'plain'): Section {
  return { heading, blocks: [items.length === 0 ? { kind: 'text', text: 'Nothing.' } : { kind: 'list', tone, items }] };
}

function told({ told: names }: WithdrawalContent): Section {
  const text =
    names.length === 0
      ? 'No production had been answered yes on the strength of it, so nobody had to be told.'
      : 'Each of these had been answered yes on the strength of it, and is told to stop:';
  return {
    heading: 'Who is told',
    blocks: [
      { kind: 'text', text },
      { kind: 'list', tone: 'plain', items: names },
    ],
  };
}
