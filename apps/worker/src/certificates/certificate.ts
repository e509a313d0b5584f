import { canonicalJson, toHex } from '#ledger';
import type { StoredEntry } from '#store';
import type { CertificateContent, Section } from './certificate-page.js';

/** What people call the things that the entry names by id. */
export interface CertificateNames {
  readonly performer: string;
  readonly producer: string;
  readonly production: string;
}

/**
 * What the certificate of a `consent.given` entry says: the words as they were shown, who signed them and how, and the
 * record that anyone can hash again. Pure, and independent of when it runs.
 */
export function certificateOf(entry: StoredEntry, names: CertificateNames): CertificateContent {
  const consent = entry.refs.consent ?? '';
  const shown = textOf(entry.evidence, 'text');
  const fingerprint = textOf(entry.evidence, 'textHash');
  return {
    title: 'Certificate of consent',
    summary: `${names.performer} allows ${names.producer} what is written here, in ${names.production}. Nothing else is allowed.`,
    sections: [wordsSigned(shown, fingerprint), signature(entry), proof(entry), endings()],
    identity: `${consent} · fingerprint ${fingerprint.slice(0, 16)}`,
    at: new Date(entry.at),
    record: { name: `${consent}.json`, json: recordOf(entry) },
  };
}

function wordsSigned(text: string, fingerprint: string): Section {
  const paragraphs = text.split('\n\n').map((paragraph) => ({ text: paragraph }));
  return {
    heading: 'The words that were signed',
    style: 'record',
    lines: [...paragraphs, { label: 'Fingerprint of these words (SHA-256)', text: fingerprint }],
  };
}

const METHODS: Readonly<Record<string, string>> = {
  email_code: 'a one-time code sent to the signer’s e-mail address, with the name typed out',
  passkey: 'a passkey of the signer',
  single_sign_on: 'the single sign-on of the signer’s organization',
  imported: 'a document signed elsewhere and imported',
};
const CAPACITIES: Readonly<Record<string, string>> = {
  self: 'in person, for themselves',
  guardian: 'as guardian',
  agent: 'as agent',
  attorney: 'as attorney',
  estate: 'for the estate',
  union: 'for the union',
};

function signature(entry: StoredEntry): Section {
  const signed = objectOf(entry.evidence, 'signature');
  const clauses = entry.evidence['clauses'];
  const confirmed = Array.isArray(clauses) ? clauses.length : 0;
  return {
    heading: 'Signature',
    style: 'plain',
    lines: [
      {
        label: 'Name typed by the signer',
        text: entry.personal === null ? 'erased' : nameIn(entry.personal),
      },
      { label: 'Signed', text: `${utc(entry.at)}, ${CAPACITIES[textOf(signed, 'capacity')] ?? 'capacity not stated'}` },
      { label: 'By means of', text: METHODS[textOf(signed, 'method')] ?? 'a method not stated' },
      { label: 'Clauses confirmed one by one', text: String(confirmed) },
      { label: 'Agreed to do this electronically', text: 'yes' },
    ],
  };
}

/** A mailed code is signed with a typed name; a passkey takes none. */
function nameIn(personal: NonNullable<StoredEntry['personal']>): string {
  return personal['typedName'] === null ? 'none, for a passkey takes none' : textOf(personal, 'typedName');
}

function proof(entry: StoredEntry): Section {
  return {
    heading: 'Proof',
    style: 'plain',
    lines: [
      { label: 'Entry of the log', text: entry.id },
      { label: 'Leaf (RFC 6962, SHA-256)', text: toHex(entry.leafHash) },
      { text: 'The record inside this file gives this leaf again; a proof from the log shows that the leaf is in it.' },
    ],
  };
}

function endings(): Section {
  return {
    heading: 'How to withdraw',
    style: 'plain',
    lines: [
      { text: 'Sign in where you signed this. You can withdraw all of it or a part; no reason is asked for.' },
      { text: 'What then stops, and when, follows from the terms above and is shown before you confirm.' },
    ],
  };
}

/** The entry in the shape that receipts use, so that one verifier reads both. */
function recordOf(entry: StoredEntry): string {
  return canonicalJson({
    countersign: 'entry/v1',
    entry: {
      type: entry.type,
      at: entry.at,
      refs: { ...entry.refs },
      evidence: entry.evidence,
      evidenceSalt: entry.evidenceSalt,
      personalDigest: entry.personalDigest,
      leafId: entry.leafId,
    },
  });
}

function utc(instant: string): string {
  const [day = '', time = ''] = instant.split('T');
  return `${day} at ${time.slice(0, 8)} UTC`;
}

function textOf(object: Readonly<Record<string, unknown>>, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw new Error(`the entry's evidence has no text \`${name}\``);
  return value;
}

function objectOf(object: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = object[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`the entry's evidence has no object \`${name}\``);
  }
  return { ...value };
}
