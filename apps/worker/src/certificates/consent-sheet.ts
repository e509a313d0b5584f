import type { ConsentContent } from './contents.js';
import { certifying, moment, named, proof } from './sheet-parts.js';
import type { RecordPart, Section, Sheet, Tone } from './sheet.js';

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
const CAPACITIES: Readonly<Record<string, string>> = {
  self: 'In person, for themselves',
  guardian: 'As guardian',
  agent: 'As agent',
  attorney: 'As attorney',
  estate: 'For the estate',
  union: 'For the union',
};

function signature(content: ConsentContent): Section {
  const { parties, typedName, at, signedAt = at, capacity, method, level, keyHash } = content;
  const { clauseCount, cosignedCount, wordsHash } = content;
  const facts = [
    { label: 'Performer', text: parties.performer },
    { label: 'Asked by', text: parties.producer },
    { label: 'Production', text: parties.production },
    ...(typedName === null
      ? []
      : [{ label: 'Name as it was typed', text: typeof typedName === 'string' ? typedName : 'erased' }]),
    { label: 'Signed', text: moment(signedAt) },
    ...(signedAt === at ? [] : [{ label: 'Signed by all', text: moment(at) }]),
    { label: 'Capacity', text: CAPACITIES[capacity] ?? 'not stated' },
    { label: 'By means of', text: METHODS[method] ?? 'not stated' },
    { label: 'Level', text: LEVELS[level] ?? 'not stated' },
    // As the evidence has it: whoever holds both sees that they are of one key.
    ...(keyHash === null ? [] : [{ label: 'Key (SHA-256)', text: keyHash }]),
    { label: 'Clauses', text: `${String(clauseCount)}, each confirmed on its own` },
    ...(cosignedCount === 0 ? [] : [{ label: 'Signatures besides', text: String(cosignedCount) }]),
    { label: 'Electronic signing', text: 'The signer agreed to it' },
    { label: 'Words (SHA-256)', text: wordsHash },
  ];
  return { heading: 'Signature', blocks: [{ kind: 'facts', facts }] };
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
