/** Whether a signature may be recorded: the right version, every clause confirmed apart, in the words that were shown. */
import type { RequestFact, RequestRecord, SigningEvidence } from './admit-facts.js';
import { refuse } from './admit-refusals.js';
import type { Refused } from './admit-refusals.js';
import type { History, SignCommand } from './admit-commands.js';
import { render } from './render.js';
import type { RenderedTerms } from './render-types.js';
import type { SignatureLevel, SignatureMethod } from './types.js';

type Signing =
  | { readonly kind: 'signed'; readonly evidence: SigningEvidence }
  /** Others must sign the same terms before they are a consent. */
  | {
      readonly kind: 'cosigned';
      readonly evidence: Extract<RequestFact, { type: 'request.cosigned' }>['evidence'];
    };

export function admitSignature(command: SignCommand, request: RequestRecord, history: History): Signing | Refused {
  if (command.requestVersion !== request.version)
    return refuse('request_version_changed', { version: request.version });
  const { terms } = request;
  if (terms.permissions.every(({ box }) => box.until !== undefined && box.until <= history.at))
    return refuse('terms_over');

  const replaces = request.supersedes === undefined ? undefined : history.superseded?.givenAt;
  const names = { ...history.names, ...(replaces !== undefined && { replaces }) };
  const shown = render(terms, command.locale, names);
  if (shown.unsaid.length > 0) return refuse('words_missing', { words: shown.unsaid.map(({ value }) => value) });
  const objection = objectionTo(command, shown);
  if (objection) return objection;

  const { method, capacity, authority, locale, requestVersion, clauses, passkey } = command;
  const { supersedes, descriptionReview } = request;
  const evidence = {
    ...{ requestVersion, terms, locale, text: shown.text, textHash: shown.hash },
    clauses: clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
    ...{ signature: { method, capacity, level: levelOf(method) }, electronicBusiness: true as const },
    ...(passkey && { passkey }),
    ...(authority !== undefined && { authority }),
    ...(supersedes !== undefined && { supersedes }),
    ...(descriptionReview && { descriptionReview }),
  };
  const { besides = [] } = command;
  const { cosigned = [] } = request;
  const hasSigned = (id: string): boolean => cosigned.some((each) => each.authority === id);
  if (besides.every(hasSigned)) {
    const others = cosigned.filter((each) => besides.includes(each.authority));
    return { kind: 'signed', evidence: { ...evidence, ...(others.length > 0 && { cosigned: others }) } };
  }
  if (authority === undefined || hasSigned(authority)) return refuse('cosigned_already', { waitsFor: besides });
  return { kind: 'cosigned', evidence: { ...evidence, authority, signedAt: history.at } };
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
