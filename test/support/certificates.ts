/** One certificate of each kind, with names that are not easy to set. */
import { render } from '#consent';
import type {
  Content,
  ConsentContent,
  DecisionContent,
  RecallContent,
  ReportContent,
  UsageContent,
  WithdrawalContent,
} from '../../apps/worker/src/certificates/contents.js';
import { terms } from './recording.js';

const CERTIFIED = {
  baseUrl: 'https://countersign.example',
  isDevelopment: false,
  entry: 'ent_01JD2Y6M4E8Q9V3T5S7R',
  at: '2026-09-03T19:05:41.220Z',
  leafHash: '6794a6cf3c8cc0084718b100226106089bbedaa451759a055ae1475bcb306f00',
  record: '{"countersign":"entry/v1"}',
};
const PARTIES = { performer: 'Mara Velloso', producer: 'Harbor Lane Pictures', production: 'Harbor, season 1' };

const SIGNED = {
  ...{ capacity: 'self', method: 'passkey', level: 'advanced', keyHash: 'c1f5'.repeat(16), at: CERTIFIED.at },
};

/** Terms of so many clauses in English, as they are signed. */
function signedWords(clauseCount: number, producer = PARTIES.producer): { words: string; wordsHash: string } {
  const acts = ['generate.voice.adr_line', 'generate.face.de_age', 'alter.visual_dub'];
  const permissions = Array.from({ length: clauseCount }, (_, index) => ({
    id: `clause_${String(index)}`,
    box: {
      act: [acts[index % acts.length] ?? ''],
      production: ['prod_harbor'],
      media: ['programme'],
      territory: index % 2 === 0 ? ['world'] : ['MX', 'ES', 'US'],
      language: ['es', 'ja'].slice(index % 2),
      until: '2028-01-01T08:00:00.000Z',
    },
  }));
  const own = {
    description: 'Lines of episodes 3 and 5 again, where the wind was louder than the words.',
    permissions,
    prohibitions: [{ id: 'never', box: { act: ['alter.emotion'] } }],
  };
  const names = { producer, productions: { prod_harbor: 'Harbor, season 1' }, kinds: { prod_harbor: 'season' } };
  const { text, hash } = render(terms(own), 'en', { ...names, tools: {}, zone: 'America/Los_Angeles' });
  return { words: text, wordsHash: hash };
}

export function consentContent(own: Partial<ConsentContent> = {}, clauseCount = 2): ConsentContent {
  return {
    ...CERTIFIED,
    ...{ kind: 'consent', consent: 'cons_01JD2Y6M4E8Q9V3T5S7R', parties: PARTIES, locale: 'en', clauseCount },
    ...{
      ...signedWords(clauseCount),
      signed: { ...SIGNED, typedName: 'Mara Velloso' },
      signedBesides: [],
    },
    ...own,
  };
}

export function withdrawalContent(own: Partial<WithdrawalContent> = {}): WithdrawalContent {
  return {
    ...CERTIFIED,
    ...{ kind: 'withdrawal', consent: 'cons_01JD2Y6M4E8Q9V3T5S7R', parties: PARTIES, isAsked: false, isWhole: false },
    effect: ['This takes effect at once.'],
    stops: ['Saying lines again in your voice, in trailers.', 'Making your face look younger, in trailers.'],
    goesOn: ['Trailers that were released before this may stay out.'],
    told: ['Harbor Lane Pictures', 'Saltgrass Post'],
    ...own,
  };
}

export function decisionContent(own: Partial<DecisionContent> = {}): DecisionContent {
  return {
    ...CERTIFIED,
    ...{ kind: 'decision', check: 'chk_01JD2Y6M4E8Q9V3T5S7R', outcome: 'deny', validUntil: CERTIFIED.at },
    ...{ askedBy: 'Saltgrass Post', performer: 'Mara Velloso', production: 'Harbor, season 1' },
    use: [
      { label: 'What', text: 'Say lines again in a copy of the voice' },
      { label: 'In', text: 'The season trailer' },
      { label: 'Places', text: 'Mexico, Spain' },
      { label: 'Languages', text: 'Spanish' },
      { label: 'How much', text: '2 lines' },
    ],
    reasons: [{ message: 'No live consent covers the season trailer.', rule: 'C-01', source: 'Countersign' }],
    nearest: ['Covered: the episodes. Not: the season trailer.'],
    ...{ approvals: [], obligations: [], consents: ['cons_01JD2Y6M4E8Q9V3T5S7R (version 3)'] },
    policies: ['sag-aftra-tv@2026', 'us-ca@2025'],
    ...own,
  };
}

function recallContent(own: Partial<RecallContent> = {}): RecallContent {
  return {
    ...CERTIFIED,
    ...{ kind: 'recall', recall: 'rec_01JD2Y6M4E8Q9V3T5S7R', parties: PARTIES },
    stops: ['Saying lines again in your voice, in trailers.'],
    recipients: [
      {
        name: 'Harbor Lane Pictures',
        answeredAt: '2026-11-18T10:00:00.000Z',
        statement: 'All copies of the trailer lines were deleted on 17 November 2026.',
      },
      { name: 'Saltgrass Post', answeredAt: '2026-11-18T16:20:00.000Z', statement: null },
    ],
    ...own,
  };
}

function reportContent(own: Partial<ReportContent> = {}): ReportContent {
  return {
    ...CERTIFIED,
    ...{ kind: 'report', report: 'rep_01JD2Y6M4E8Q9V3T5S7R', union: 'United Screen Performers' },
    ...{ from: '2026-10-01T00:00:00.000Z', until: '2026-11-01T00:00:00.000Z' },
    counts: [
      { label: 'Covered consents', count: 412 },
      { label: 'Checks', count: 18_204 },
      { label: 'Findings', count: 2 },
    ],
    findings: [
      {
        ...{ member: 'Mara Velloso', production: 'Harbor, season 1', rule: 'E-02, SAG-AFTRA TV/Theatrical 2026' },
        ...{ clause: 'Clause 2: Lines said by a copy of your voice', state: 'resolved, asked to mend' },
        ...{ found: 'Price under the floor', says: '“Harbor Lane Pictures may make a copy of your voice say lines.”' },
      },
      {
        ...{ member: '山田 花子', production: 'Tidewater', rule: 'E-05, SAG-AFTRA TV/Theatrical 2026' },
        ...{ clause: 'All of the terms', found: 'Not specific', says: null, state: 'open' },
      },
    ],
    ...own,
  };
}

function usageContent(own: Partial<UsageContent> = {}): UsageContent {
  return {
    ...CERTIFIED,
    ...{ kind: 'usage', report: 'urp_01JD2Y6M4E8Q9V3T5S7R', parties: PARTIES },
    ...{ from: '2026-10-01T00:00:00.000Z', until: '2026-11-01T00:00:00.000Z' },
    consents: [
      {
        ...{ consent: 'cons_01JD2Y6M4E8Q9V3T5S7R', givenAt: '2026-09-14T09:30:00.000Z' },
        made: ['42 lines in 7 uses; 30 paid.', '1,260 seconds in 7 uses; none paid.'],
      },
      { consent: null, givenAt: null, made: ['1 line in 1 use; all paid.'] },
    ],
    counts: [
      { label: 'Checks that allowed something', count: 9 },
      { label: 'Reported as made', count: 7 },
      { label: 'Ran out unaccounted for', count: 1 },
      { label: 'Uses declared', count: 3 },
      { label: 'Declared and never checked', count: 1 },
    ],
    gaps: [
      {
        title: 'It ran out, and nobody said what was made or that nothing was: 1',
        checks: ['chk_01JD2Y6M4E8Q9V3T5S7R'],
      },
      {
        title: 'It was made while a consent that it rests on was suspended or in dispute: 2',
        checks: ['chk_01JD2Y6M4E8Q9V3T5S7S', 'chk_01JD2Y6M4E8Q9V3T5S7T'],
      },
    ],
    ...own,
  };
}

/** The kinds by name; the consent is the one that is hardest to set. */
export const CONTENTS: Readonly<Record<string, Content>> = {
  consent: consentContent(),
  'consent-scripts': consentContent({
    parties: {
      performer: 'فاطمة الزهراء بنت يوسف',
      producer: 'मीनाक्षी शर्मा चित्रशाला 🎭',
      production: '『港の灯り、遠い夏の約束』第1期',
    },
    isDevelopment: true,
    signed: { ...SIGNED, method: 'email_code', level: 'simple', keyHash: null, typedName: '渡邉 花子' },
  }),
  withdrawal: withdrawalContent(),
  names: withdrawalContent({
    told: [
      ...['김하늘 영화사', '张玥伟影视', '張瓊芳製作', 'สมชาย ใจดี ภาพยนตร์', 'শ্রীমতি বন্দ্যোপাধ্যায়', 'ஸ்ரீதேவி படம்'],
      ...['శ్రీదేవి చిత్రాలు', 'પ્રિયંકા', 'ਹਰਪ੍ਰੀਤ', 'ಕೃಷ್ಣ ಚಿತ್ರ', 'മോഹൻലാൽ', 'ශ්‍රී ලංකා', 'សុភា ភាពយន្ត', 'အောင် ရုပ်ရှင်'],
      ...['አበበ ቢቂላ', 'Արամ Խաչատրյան', 'ნინო ფილმი', 'נועה בן־דוד', '𞤀𞤣𞤤𞤢𞤥 films'],
    ],
  }),
  decision: decisionContent(),
  recall: recallContent(),
  report: reportContent(),
  usage: usageContent(),
};
