/** Whether a signature may be recorded: the right version, every clause confirmed apart, in the words that were shown. */
import { besideOf } from './admit-facts.js';
import type { CosigningEvidence, RequestRecord, SignedBeside, SigningEvidence } from './admit-facts.js';
import { refuse } from './admit-refusals.js';
import type { Refused } from './admit-refusals.js';
import type { History, SignCommand } from './admit-commands.js';
import { render } from './render.js';
import type { RenderedTerms } from './render-types.js';
import { asksFor, countedIn, HERSELF, impossibleIn, isHers, missingIn } from './signers.js';
import type { SignatureLevel, SignatureMethod } from './types.js';

type Signing =
  | { readonly kind: 'signed'; readonly evidence: SigningEvidence }
  /** Others must sign the same terms before they are a consent. */
  | { readonly kind: 'cosigned'; readonly evidence: CosigningEvidence };

export function admitSignature(command: SignCommand, request: RequestRecord, history: History): Signing | Refused {
  if (command.requestVersion !== request.version)
    return refuse('request_version_changed', { version: request.version });
  const { terms } = request;
  if (terms.permissions.every(({ box }) => box.until !== undefined && box.until <= history.at))
    return refuse('terms_over');

  const replaces = request.supersedes === undefined ? undefined : history.superseded?.givenAt;
  const names = { ...history.names, ...(replaces !== undefined && { replaces }) };
  const wordsIn = (locale: string): RenderedTerms => render(terms, locale, names);
  const shown = wordsIn(command.locale);
  if (shown.unsaid.length > 0) return refuse('words_missing', { words: shown.unsaid.map(({ value }) => value) });
  const objection = objectionTo(command, shown);
  if (objection) return objection;

  const { method, capacity, authority, organization, locale, requestVersion, clauses, passkey } = command;
  if (capacity === 'production' && !asksFor(terms).includes('production')) return refuse('signature_not_asked');
  const { supersedes, descriptionReview } = request;
  const own: CosigningEvidence = {
    ...{ requestVersion, terms, locale, text: shown.text, textHash: shown.hash },
    clauses: clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
    ...{ signature: { method, capacity, level: levelOf(method) }, electronicBusiness: true as const },
    ...(passkey && { passkey }),
    ...(authority !== undefined && { authority }),
    ...(organization !== undefined && { organization }),
    ...(supersedes !== undefined && { supersedes }),
    ...(descriptionReview && { descriptionReview }),
    signedAt: history.at,
  };
  const { cosigned = [] } = request;
  const said = cosigned.flatMap(({ locale }) =>
    locale === undefined ? [] : [[locale, wordsIn(locale).hash] as const],
  );
  const signers = { ...(history.signers ?? HERSELF), words: Object.fromEntries(said) };
  const counted = countedIn(terms, cosigned, signers);
  if (counted.some((each) => isSame(each, besideOf(own)))) return refuse('cosigned_already');
  const signed = [...counted, besideOf(own)];
  const signatures = impossibleIn(terms, signed, signers);
  if (signatures.length > 0) return refuse('signatures_impossible', { signatures });
  if (missingIn(terms, signed, signers).length > 0) return { kind: 'cosigned', evidence: own };
  return completed(own, counted, wordsIn);
}

function isSame(one: SignedBeside, other: SignedBeside): boolean {
  const { capacity = 'guardian' } = one;
  return capacity === (other.capacity ?? 'guardian') && (capacity !== 'guardian' || one.authority === other.authority);
}

/** The consent says how she signed, whoever signed last; every other signature stands beside it. */
function completed(
  own: CosigningEvidence,
  others: readonly SignedBeside[],
  wordsIn: (locale: string) => RenderedTerms,
): Signing | Refused {
  const { terms } = own;
  const { signedAt: _, organization: __, ...evidence } = own;
  if (isHers(own.signature, terms))
    return { kind: 'signed', evidence: { ...evidence, ...(others.length > 0 && { cosigned: others }) } };
  const hers = others.findLast((each) => isHers(each, terms));
  if (hers === undefined) throw new Error('a consent is complete without a signature of hers');
  const { authority, capacity = 'guardian', method = 'email_code', level = 'simple', passkey } = hers;
  const { locale = own.locale, clauses = own.clauses } = hers;
  // Names have changed since she signed: what is shown now is not what she read.
  const { text, hash } = wordsIn(locale);
  if (hers.textHash !== hash) return refuse('text_changed');
  const { authority: ___, passkey: ____, ...rest } = evidence;
  return {
    kind: 'signed',
    evidence: {
      ...{ ...rest, locale, text, textHash: hash, clauses, signature: { method, capacity, level } },
      ...(authority !== undefined && { authority }),
      ...(passkey && { passkey }),
      cosigned: [...others.filter((each) => each !== hers), besideOf(own)],
    },
  };
}

/** A key that its signer alone holds, over the very words: nothing else here shows as much. */
function levelOf(method: SignatureMethod): SignatureLevel {
  return method === 'passkey' ? 'advanced' : 'simple';
}

function objectionTo(command: SignCommand, shown: RenderedTerms): Refused | null {
  const hashes = new Map(shown.clauses.map(({ id, textHash }) => [id, textHash]));
  const answered = new Set<string>();
  for (const { id, textHash, confirmed } of command.clauses) {
    const hash = hashes.get(id);
    if (hash === undefined || answered.has(id)) return refuse('clause_unknown', { clause: id });
    if (textHash !== hash) return refuse('clause_text_changed', { clause: id });
    if (!confirmed) return refuse('clause_not_confirmed', { clauses: [id] });
    answered.add(id);
  }
  const unconfirmed = [...hashes.keys()].filter((id) => !answered.has(id));
  if (unconfirmed.length > 0) return refuse('clause_not_confirmed', { clauses: unconfirmed });
  if (command.textHash !== undefined && command.textHash !== shown.hash) return refuse('text_changed');
  if (command.method !== 'passkey' && (command.typedName ?? '').trim() === '') return refuse('name_missing');
  if (!command.electronicBusiness) return refuse('electronic_business_missing');
  return null;
}
