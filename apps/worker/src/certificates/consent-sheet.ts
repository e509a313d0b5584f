import type { Capacity } from '#consent';
import type { ConsentContent, Signed } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { Fact, RecordPart, Section, Sheet, Tone } from './sheet.js';

/** The certificate of a consent: the words as they were shown, who signed them and how, and how it is taken back. */
export function consentSheet(content: ConsentContent): Sheet {
  const { consent, parties, locale } = content;
  const { performer, producer, production } = parties;
  return {
    title: 'Certificate of consent',
    state: { word: 'Signed', tone: 'signed' },
    summary: `${named(performer)} allows ${named(producer)} what is written here, in ${named(production)}. Nothing else is allowed.`,
    language: locale,
    sections: [
      { heading: 'The words that were signed', blocks: [{ kind: 'record', parts: partsOf(content) }] },
      signature(content),
      withdrawing(),
      proof(content),
    ],
    ...certifying(consent, content),
  };
}

/**
 * The words stand here line by line as they were hashed. `render` of the consent engine writes them: an opening, a part
 * for each clause, then what must never happen, what is not included, how it ends, and what is said besides.
 */
function partsOf({ words, clauseCount }: ConsentContent): RecordPart[] {
  return words.split('\n\n').map((part, index) => {
    const [title = '', ...lines] = part.split('\n');
    return { title, lines, tone: toneOf(index - clauseCount) };
  });
}

function toneOf(behindClauses: number): Tone {
  return behindClauses === 1 ? 'never' : behindClauses === 2 ? 'pause' : 'plain';
}

const METHODS: Readonly<Record<string, string>> = {
  email_code: 'A one-time code sent to the signer’s e-mail address, with the name typed out',
  passkey: 'A passkey of the signer, over exactly these words',
  single_sign_on: 'The single sign-on of the signer’s organization',
  imported: 'A document signed elsewhere and imported',
};
const LEVELS: Readonly<Record<string, string>> = {
  simple: 'Simple electronic signature',
  advanced: 'Advanced electronic signature',
  qualified: 'Qualified electronic signature',
};
const CAPACITIES: Readonly<Record<string, string>> & Readonly<Record<Capacity, string>> = {
  self: 'In person, for themselves',
  guardian: 'As guardian',
  agent: 'As agent',
  attorney: 'As attorney',
  estate: 'For the estate',
  union: 'For the union',
  production: 'For who asked',
};

function signature(content: ConsentContent): Section {
  const { parties, at, clauseCount, signed, signedBesides, wordsHash } = content;
  const { typedName } = signed;
  const facts = [
    { label: 'Performer', text: parties.performer },
    { label: 'Asked by', text: parties.producer },
    { label: 'Production', text: parties.production },
    ...(typedName === null
      ? []
      : [{ label: 'Name as it was typed', text: typeof typedName === 'string' ? typedName : 'erased' }]),
    { label: 'Signed', text: moment(signed.at) },
    { label: 'Capacity', text: capacityOf(signed) },
    { label: 'By means of', text: methodOf(signed) },
    { label: 'Level', text: levelOf(signed) },
    ...keyOf(signed),
    { label: 'Clauses', text: `${String(clauseCount)}, each confirmed on its own` },
    ...signedBesides.flatMap((each) => {
      const said = [moment(each.at), capacityOf(each), methodOf(each), levelOf(each)];
      return [{ label: 'Signed besides', text: `${said.join('. ')}.` }, ...keyOf(each)];
    }),
    ...(signedBesides.length === 0 ? [] : [{ label: 'Signed by all', text: moment(at) }]),
    { label: 'Electronic signing', text: 'The signer agreed to it' },
    { label: 'Words (SHA-256)', text: wordsHash },
  ];
  return { heading: 'Signature', blocks: [{ kind: 'facts', facts }] };
}

function capacityOf({ capacity }: Signed): string {
  return CAPACITIES[capacity] ?? 'not stated';
}

function methodOf({ method }: Signed): string {
  return METHODS[method] ?? 'not stated';
}

function levelOf({ level }: Signed): string {
  return LEVELS[level] ?? 'not stated';
}

/** As the evidence has it: whoever holds both sees that they are of one key. */
function keyOf({ keyHash }: Signed): readonly Fact[] {
  return keyHash === null ? [] : [{ label: 'Key (SHA-256)', text: keyHash }];
}

function withdrawing(): Section {
  return {
    heading: 'How to withdraw',
    blocks: [
      {
        kind: 'text',
        text: 'Sign in where this was signed. All of it can be withdrawn, or a part. No reason is asked for.',
      },
      {
        kind: 'text',
        text: 'What then stops, and when, follows from the words above. It is shown before it is confirmed.',
      },
    ],
  };
}
