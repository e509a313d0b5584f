/**
 * What is recorded about requests and consents, and the one fold that turns it back into their state. The store's
 * projections, its rebuild and `admit` all use this fold, so they cannot disagree.
 *
 * A fact holds ids and terms only. Names, reasons in people's own words and user agents are added by the shell, in the
 * erasable part of the entry.
 */
import type { ConsentEvent, ConsentRecord, Cosignature, InHerName, Signature } from './records.js';
import type { Box, Instant, Terms } from './types.js';

/** Where a request stands. `lapsed` is never recorded: `requestStateOf` computes it. */
export type RequestState = 'draft' | 'sent' | 'countered' | 'signed' | 'declined' | 'deferred' | 'withdrawn' | 'lapsed';

/** Terms proposed by a production to a performer, as the facts so far left them. */
export interface RequestRecord {
  readonly id: string;
  readonly production: string;
  readonly performer: string;
  /**
   * 1 when created, one more with each fact but a co-signature, which changes nothing of what the others sign. An answer
   * names the version it answers.
   */
  readonly version: number;
  readonly state: Exclude<RequestState, 'lapsed'>;
  /** The terms on the table: while `countered`, the performer's. */
  readonly terms: Terms;
  readonly respondBy: Instant | null;
  /** The consent that signing it replaces. */
  readonly supersedes?: string;
  /** What a person found of the description of the terms on the table, when they were sent. */
  readonly descriptionReview?: 'specific';
  /** Who has signed the terms on the table so far, where it takes several; their signatures end with the terms. */
  readonly cosigned?: readonly SignedBeside[];
  /** The authority under which it was answered in her name. */
  readonly answeredUnder?: string;
  /** The consent that signing it gave. */
  readonly consent: string | null;
}

type RequestRefs = { readonly request: string; readonly production: string; readonly performer: string };
type GivenRefs = RequestRefs & { readonly consent: string };
type ConsentRefs = { readonly consent: string; readonly request: string; readonly production: string };

/** How a clause was answered: the hash of exactly the text that was shown for it. */
export type ClauseAnswer = { readonly id: string; readonly textHash: string; readonly confirmed: boolean };

/** What is kept of a passkey's answer, under the names of docs/formats.md: here it is carried, and read in `evidence`. */
export type KeptAnswer = Readonly<Record<string, string>>;

/** A signature that a consent took as well, with all that it is checked by again. */
export type SignedBeside = Cosignature & {
  readonly locale?: string;
  readonly clauses?: readonly ClauseAnswer[];
  readonly passkey?: KeptAnswer;
};

/** What the signer saw and did; enough to show years later which words were signed. */
export type SigningEvidence = {
  readonly requestVersion: number;
  readonly terms: Terms;
  readonly locale: string;
  /** The whole document as it was shown, and its hash. The text of each clause is a part of it. */
  readonly text: string;
  readonly textHash: string;
  readonly clauses: readonly ClauseAnswer[];
  readonly signature: Signature;
  /** Of a signature by passkey. */
  readonly passkey?: KeptAnswer;
  readonly electronicBusiness: true;
  /** Only where they are: the authority of who signed, the consent replaced, what a person found of the description. */
  readonly authority?: string;
  readonly supersedes?: string;
  readonly descriptionReview?: 'specific';
  /** The signatures that it took as well. */
  readonly cosigned?: readonly SignedBeside[];
};

/** One of several signatures that a consent takes: everything that the last one has, and when it was made. */
export type CosigningEvidence = Omit<SigningEvidence, 'cosigned'> & {
  /** Of who signs for the production. */
  readonly organization?: string;
  readonly signedAt: Instant;
};

type Proposal = { readonly terms: Terms; readonly respondBy: Instant | null };

/** One recorded act on a request. Signing is the act `consent.given`: one signature, one entry. */
export type RequestFact =
  | {
      readonly type: 'request.created';
      readonly refs: RequestRefs;
      readonly evidence: Proposal & { readonly supersedes?: string };
    }
  | {
      readonly type: 'request.sent';
      readonly refs: RequestRefs;
      readonly evidence: Proposal & { readonly descriptionReview?: 'specific' };
    }
  | {
      readonly type: 'request.countered';
      readonly refs: RequestRefs;
      readonly evidence: { readonly terms: Terms } & InHerName;
    }
  | { readonly type: 'request.declined'; readonly refs: RequestRefs; readonly evidence: InHerName }
  | { readonly type: 'request.cosigned'; readonly refs: RequestRefs; readonly evidence: CosigningEvidence }
  | {
      readonly type: 'request.withdrawn';
      readonly refs: RequestRefs;
      readonly evidence: Readonly<Record<string, never>>;
    }
  | { readonly type: 'consent.given'; readonly refs: GivenRefs; readonly evidence: SigningEvidence };

/** One recorded act on a consent. */
export type ConsentFact =
  | { readonly type: 'consent.given'; readonly refs: GivenRefs; readonly evidence: SigningEvidence }
  | {
      readonly type: 'consent.withdrawn';
      readonly refs: ConsentRefs;
      readonly evidence: {
        readonly version: number;
        readonly scope: Box | null;
        readonly effectiveAt: Instant;
        readonly worksMadeBefore: 'continue' | 'stop';
        readonly dispute?: string;
      } & InHerName;
    }
  | {
      readonly type: 'consent.withdrawal_asked';
      readonly refs: ConsentRefs;
      readonly evidence: {
        readonly version: number;
        readonly scope: Box | null;
        readonly dispute?: string;
      } & InHerName;
    }
  | {
      readonly type: 'consent.withdrawal_refused';
      readonly refs: ConsentRefs;
      readonly evidence: { readonly version: number; readonly dispute: string };
    }
  | {
      readonly type: 'consent.disputed' | 'consent.dispute_ended';
      readonly refs: ConsentRefs;
      readonly evidence: { readonly version: number; readonly dispute: string; readonly union?: string } & InHerName;
    }
  | {
      readonly type: 'consent.revoked';
      readonly refs: ConsentRefs;
      readonly evidence: { readonly version: number; readonly effectiveAt: Instant };
    }
  | {
      readonly type: 'consent.superseded';
      readonly refs: ConsentRefs;
      readonly evidence: { readonly version: number; readonly by: string };
    };

/** Any recorded act that this library folds. */
export type Fact = RequestFact | ConsentFact;

/** The request after one more fact, recorded at `at`; the first fact of a request is its creation. */
export function applyRequestFact(record: RequestRecord | null, fact: RequestFact): RequestRecord {
  if (fact.type === 'request.created') {
    if (record) throw new Error(`request ${record.id} was created twice`);
    const { request, production, performer } = fact.refs;
    return { id: request, production, performer, version: 1, state: 'draft', ...fact.evidence, consent: null };
  }
  if (!record) throw new Error(`request ${fact.refs.request} has a fact before its creation`);
  if (fact.type === 'request.cosigned') {
    return { ...record, cosigned: [...(record.cosigned ?? []), besideOf(fact.evidence)] };
  }
  // The review is of terms that may have just changed; whoever sends them makes it again. So it is with signatures.
  const { descriptionReview: _, cosigned: __, answeredUnder: ___, ...kept } = record;
  const isOnTable = fact.type !== 'request.sent' && fact.type !== 'request.countered';
  return { ...(isOnTable ? record : kept), version: record.version + 1, ...changeOf(fact) };
}

/** One signature of several, as the request keeps it. From before levels were recorded it is who, when, and which words. */
export function besideOf(evidence: CosigningEvidence): SignedBeside {
  const { authority, organization, signedAt, textHash, signature, locale, clauses, passkey } = evidence;
  const { method, level, capacity } = signature;
  const said = {
    ...(authority !== undefined && { authority }),
    ...(organization !== undefined && { organization }),
    ...(capacity !== 'guardian' && { capacity }),
    ...{ signedAt, textHash },
  };
  if (level === undefined) return said;
  return { ...said, method, level, locale, clauses, ...(passkey && { passkey }) };
}

function changeOf(
  fact: Exclude<RequestFact, { type: 'request.created' | 'request.cosigned' }>,
): Partial<RequestRecord> {
  switch (fact.type) {
    case 'request.sent':
      return { state: 'sent', ...fact.evidence };
    case 'request.countered':
      return { state: 'countered', terms: fact.evidence.terms, ...answeredUnder(fact.evidence) };
    case 'request.declined':
      return { state: 'declined', ...answeredUnder(fact.evidence) };
    case 'request.withdrawn':
      return { state: 'withdrawn' };
    case 'consent.given':
      return { state: 'signed', consent: fact.refs.consent };
  }
}

function answeredUnder({ authority }: InHerName): Pick<RequestRecord, 'answeredUnder'> {
  return authority === undefined ? {} : { answeredUnder: authority };
}

/** The consent after one more fact, recorded at `at`; the first fact of a consent is that it was given. */
export function applyConsentFact(record: ConsentRecord | null, fact: ConsentFact, at: Instant): ConsentRecord {
  if (fact.type === 'consent.given') {
    if (record) throw new Error(`consent ${record.id} was given twice`);
    const { consent: id, request, production } = fact.refs;
    const { terms, signature, authority, supersedes, descriptionReview, cosigned } = fact.evidence;
    return {
      ...{ id, version: 1, request, production, terms, signature },
      ...(authority !== undefined && { authority }),
      ...(supersedes !== undefined && { supersedes }),
      ...(descriptionReview && { descriptionReview }),
      ...(cosigned && { cosigned: cosigned.map(cosignatureOf) }),
      ...{ givenAt: at, events: [] },
    };
  }
  if (!record) throw new Error(`consent ${fact.refs.consent} has a fact before it was given`);
  const event = eventOf(fact, at);
  if (event.version !== record.version + 1) throw new Error(`consent ${record.id} has a gap in its versions`);
  return { ...record, version: event.version, events: [...record.events, event] };
}

/** What decisions read of it. */
function cosignatureOf({ locale: _, clauses: __, passkey: ___, ...read }: SignedBeside): Cosignature {
  return read;
}

function eventOf(fact: Exclude<ConsentFact, { type: 'consent.given' }>, at: Instant): ConsentEvent {
  switch (fact.type) {
    case 'consent.withdrawn':
      return { kind: 'withdrawn', at, ...fact.evidence };
    case 'consent.withdrawal_asked':
      return { kind: 'withdrawal_asked', at, ...fact.evidence };
    case 'consent.withdrawal_refused':
      return { kind: 'withdrawal_refused', at, ...fact.evidence };
    case 'consent.disputed':
      return { kind: 'disputed', at, ...fact.evidence };
    case 'consent.dispute_ended':
      return { kind: 'dispute_ended', at, ...fact.evidence };
    case 'consent.revoked':
      return { kind: 'revoked', at, ...fact.evidence };
    case 'consent.superseded':
      return { kind: 'superseded', at, ...fact.evidence };
  }
}
