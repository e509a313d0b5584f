/** Every "no" that `admit` and `withdrawalEffect` can say, each with one sentence for the one who asked. */
const SENTENCES = {
  request_exists: 'a request with this id is already recorded; send the command to it, or use a new id',
  request_unknown: 'no such request is recorded; create it first',
  request_not_open: 'the request is not at a point where this can be done; read its state',
  request_version_changed: 'the request changed since it was read; read it again and answer the new version',
  respond_by_past: 'the date to answer by has passed; send a later `respondBy`, or none',
  lapsed: 'the date to answer by has passed, so the request has lapsed; ask for a new one',
  description_vague:
    'the description reads like boilerplate; say what will be done, or confirm as a person with `descriptionReview` that it is specific',
  supersedes_unknown: 'no such consent of this performer is recorded; name one, or leave out `supersedes`',
  superseded_already: 'another consent has taken the place of that one already; name the one in force',
  terms_over: 'the time that these terms ask for has already ended; ask for new dates',
  words_missing: 'these terms have no words for something in this language, so they cannot be signed in it',
  clause_unknown: 'the answer names a clause that these terms do not have, or names one twice',
  clause_not_confirmed: 'each clause needs its own yes; confirm every one, or counter',
  clause_text_changed: 'the words of a clause are not the ones that were shown; read them again',
  text_changed: 'the words of the whole document are not the ones that were shown; read them again',
  name_missing: 'the signer has not typed a name; send `typedName`',
  cosigned_already: 'this signature is recorded already; the request waits for those of others',
  signature_not_asked: 'these terms take no signature of who asks; name it in their `formalities`',
  signatures_impossible:
    'these terms ask for a signature that nobody can give: an estate signs for the dead alone, counsel for the living alone; leave it out of `formalities`',
  electronic_business_missing: 'the signer has not agreed to sign electronically; send `electronicBusiness` as true',
  consent_unknown: 'no such consent is recorded',
  consent_version_changed: 'the consent changed since it was read; look at the new preview',
  consent_already_withdrawn: 'all of this consent is withdrawn already; nothing is left to stop',
  consent_ended: 'this consent has ended; nothing is left to stop',
  scope_not_granted: 'this consent permits nothing of what the scope names; nothing would stop',
  dispute_exists: 'a dispute with this id is already recorded; use a new id',
  dispute_unknown: 'this consent has no such dispute; read its changes',
  dispute_over: 'this dispute has ended already',
  dispute_no_wish: 'this dispute is no wish to withdraw, so there is nothing to agree to; whose it is can end it',
  disputes_too_many: 'as many disputes are open as one consent may have; end one first',
  withdrawal_refused_already: 'this wish to withdraw was refused already; agree to it, or leave it to be settled',
  withdrawal_already_asked: 'the end of this scope was asked for already; it is recorded and not settled',
} as const;

/** The codes of refusals, one for each sentence. */
export type RefusalCode = keyof typeof SENTENCES;

/** An expected "no": what stood in the way, with the words or ids that it is about. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly message: string;
  readonly detail?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** A refusal with the sentence of its code. */
export function refuse(code: RefusalCode, detail?: Refused['detail']): Refused {
  return { kind: 'refused', code, message: SENTENCES[code], ...(detail && { detail }) };
}

/** All refusal codes with their sentences, for the documentation of errors. */
export const REFUSALS: Readonly<Record<RefusalCode, string>> = SENTENCES;
