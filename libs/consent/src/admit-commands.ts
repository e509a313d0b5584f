/** What may be asked of `admit`, and what it is told about the past. */
import type { ClauseAnswer, KeptAnswer, RequestRecord } from './admit-facts.js';
import type { Names } from './render-types.js';
import type { ConsentRecord, InHerName } from './records.js';
import type { Signers } from './signers.js';
import type { Box, Capacity, Instant, SignatureMethod, Terms } from './types.js';

/** What somebody asks to have recorded. Terms and scopes were parsed by `readTerms` and `readBox` before. */
export type Command =
  | {
      readonly kind: 'request.create';
      readonly request: string;
      readonly production: string;
      readonly performer: string;
      readonly terms: Terms;
      readonly respondBy?: Instant | null;
      /** The consent of the same performer and owner that signing this replaces. */
      readonly supersedes?: string;
    }
  /**
   * Without terms it sends those on the table: a draft as written, or a counter as accepted. The review is a person's:
   * the description reads like boilerplate, and is specific all the same.
   */
  | {
      readonly kind: 'request.send';
      readonly terms?: Terms;
      readonly respondBy?: Instant | null;
      readonly descriptionReview?: 'specific';
    }
  | ({ readonly kind: 'request.counter'; readonly requestVersion?: number; readonly terms: Terms } & InHerName)
  | ({ readonly kind: 'request.decline' } & InHerName)
  | { readonly kind: 'request.withdraw' }
  | SignCommand
  | ({
      readonly kind: 'consent.withdraw';
      readonly scope: Box | null;
      readonly expectedVersion?: number;
      /** The id of the dispute that it opens where the terms leave it to another's yes. */
      readonly dispute?: string;
    } & InHerName)
  /** By the party that asked: the wish that opened this dispute becomes a withdrawal at once, or is not agreed to. */
  | { readonly kind: 'consent.agree_to_withdrawal' | 'consent.refuse_withdrawal'; readonly dispute: string }
  /** In the name of a union of hers, or else in her own. */
  | ({ readonly kind: 'consent.dispute'; readonly dispute: string; readonly union?: string } & InHerName)
  | ({ readonly kind: 'consent.end_dispute'; readonly dispute: string } & InHerName)
  /** By the party that asked, never by the performer. */
  | { readonly kind: 'consent.revoke' };

/** The performer's yes: to one version of a request, clause by clause, in the words that were shown. */
export interface SignCommand {
  readonly kind: 'request.sign';
  /** The id of the consent that this makes. */
  readonly consent: string;
  readonly requestVersion: number;
  readonly clauses: readonly ClauseAnswer[];
  /** The hash of the whole document as shown; checked when it is sent. */
  readonly textHash?: string;
  /** What a mailed code is signed with; a passkey takes none. */
  readonly typedName?: string;
  readonly electronicBusiness: boolean;
  readonly method: SignatureMethod;
  /** With the method `passkey`: the answer that was verified. Whether it holds is not decided here. */
  readonly passkey?: KeptAnswer;
  readonly capacity: Capacity;
  /** The authority of a representative who signs; whether it is enough is not decided here. */
  readonly authority?: string;
  /** With the capacity `production`: which one. */
  readonly organization?: string;
  readonly locale: string;
}

/** Everything `admit` may know: what is recorded about the one request or consent, and the instant it is asked at. */
export interface History {
  readonly at: Instant;
  readonly request: RequestRecord | null;
  readonly consent: ConsentRecord | null;
  /** The consent that the request supersedes, or would supersede; only with its creation and its signature. */
  readonly superseded?: ConsentRecord | null;
  readonly names: Names;
  /** With a withdrawal: whether an agreement that the production is under lets her opt out, whatever the terms say. */
  readonly letsOptOut?: boolean;
  /** Who signs the terms, as things stand; unsaid, she herself. */
  readonly signers?: Signers;
}
