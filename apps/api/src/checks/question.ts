/** From a body to a question, and from what the store knows to the decision that is recorded. */
import { decide, packsFor, readUse, useHashOf, type Decision, type Instant, type Use } from '#consent';
import { canonicalJson, toHex, type JsonObject } from '#ledger';
import { sha256 } from '#sha256';
import type { CheckGiven, CheckQuestion, CheckResult, DecidedFacts } from '#store';
import { organizationOf } from '../asking/acting-for.js';
import type { Asker } from '../asking/asker.js';
import { KEY_REFUSED, notAllowed } from '../asking/gate.js';
import { notFound } from '../errors/app-error.js';
import { ACCESS } from '../access.js';
import { valid } from '../reading.js';
import { invalidInput } from '../validation.js';
import { notSeen } from '../writing/seen.js';
import type { NewCheck } from './checks.bodies.js';

/** A check as it was read: whole, and with nothing in it that the engine does not know. */
export interface Question extends CheckQuestion {
  readonly use: Use;
  readonly reference: string | null;
  /** In whose name it is asked, where that was said. */
  readonly organization: string | null;
  /** A past instant to answer as of. */
  readonly at: Instant | null;
}

export interface Decided extends DecidedFacts {
  readonly decision: Decision;
}

export function questionOf(body: NewCheck, asker: Asker, seen: string | null = null): Question {
  const use = readStatedUse(body);
  const { performer, production, reference = null, organization = null } = body;
  const at = body.at === undefined ? null : new Date(body.at).toISOString();
  return {
    ...{ asker: asked(body, asker), performer, production, tools: use.pipeline, useHash: useHashOf(use) },
    ...{ use, reference, organization, at, seen },
  };
}

/** A use as bodies state it: with the production beside it. */
export function readStatedUse({ use, production }: Pick<NewCheck, 'use' | 'production'>): Use {
  if ('production' in use) throw invalidInput([{ path: '/use/production', message: 'state it beside `use`' }]);
  return valid(readUse({ ...use, production }, '/use'));
}

/**
 * A use that was recorded: it was read once, before it was decided on, so reading it again gives its type back. Content
 * that was not declared is recorded as an empty list, and stated by leaving it out.
 */
export function recordedUse({ content, ...use }: JsonObject): Use {
  const isDeclared = !Array.isArray(content) || content.length > 0;
  return valid(readUse({ ...use, ...(isDeclared && { content }) }));
}

function asked({ organization }: NewCheck, asker: Asker): Question['asker'] {
  switch (asker.kind) {
    case 'unread-key':
    case 'key':
      return { keyHash: asker.hash, scope: 'check' };
    case 'person':
      return { organization: organizationOf(asker, organization), user: asker.account };
    case 'nobody':
      throw new Error('the gate let nobody ask for a check');
  }
}

/** Throws where what was read inside the transaction concerns the whole request: it fails, as on any other route. */
export function refuseWhole(kind: CheckResult<Decided>['kind']): void {
  if (kind === 'unseen') throw notSeen();
  if (kind === 'key_invalid') throw KEY_REFUSED;
  if (kind === 'key_unscoped') throw notAllowed(ACCESS['POST /v1/checks']);
}

/** Decides on what the store gave. What is in `evidence` is shown by the receipt; people's own words can be erased. */
export function decideOn(question: Question, given: CheckGiven): Decided {
  const { use, performer, reference, organization } = question;
  // Whose key it is, only the transaction knows: another organization does not exist for it, as everywhere else.
  if (organization !== null && organization !== given.asker.organization) throw notFound();
  const { description, ...stated } = use;
  const at = question.at ?? given.at;
  const decision = decide(use, given.records, packsFor(use, given.records, at), at);
  const { outcome, validUntil, reliedOn } = decision;
  // Uses and decisions are plain JSON by construction, and canonical JSON refuses at run time whatever is not.
  const shown = { ...decision, use: stated } as unknown as JsonObject;
  const inputHash = toHex(sha256(canonicalJson({ performer, use: shown['use'] })));
  const said = { ...(reference === null ? {} : { reference }), ...(description === undefined ? {} : { description }) };
  return {
    decision,
    evidence: {
      ...{ ...shown, outcome, validUntil, reliedOn: [...reliedOn], reserved: [...decision.reserved] },
      ...{ inputHash, useHash: question.useHash },
    },
    personal: Object.keys(said).length === 0 ? null : said,
  };
}
