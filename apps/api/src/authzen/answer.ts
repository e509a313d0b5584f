/** A decision in AuthZEN's words: a boolean, and in its context everything that explains it. */
import type { Decision } from '#consent';
import { problemOf } from '../errors/errors.filter.js';
import type { AppError } from '../errors/app-error.js';
import type { Decided } from '../checks/question.js';

export interface Answer {
  readonly decision: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

/** True for an `allow` and for nothing else. */
export function answerOf(
  { decision }: Decided,
  { id, decidedAt, baseUrl }: { readonly id: string; readonly decidedAt: string; readonly baseUrl: string },
): Answer {
  const { outcome, reasons, missing, nearest, obligations, approvalsMissing, validUntil, packs } = decision;
  const receipt = `${baseUrl}/v1/checks/${id}`;
  const requestable = requestableOf(decision, receipt);
  return {
    decision: outcome === 'allow',
    context: {
      ...{ id, outcome, reasons, missing, nearest, obligations, approvalsMissing, decidedAt, validUntil, packs },
      ...(requestable && { requestable }),
      receipt,
    },
  };
}

/** How to ask for what is missing, of those who can give it. */
function requestableOf({ outcome, missing, approvalsMissing }: Decision, check: string): object | null {
  const consent = missing.length > 0 && { consent: { method: 'POST', url: `${check}/request`, missing } };
  const approval = outcome === 'needs_approval' && {
    approval: { method: 'POST', url: `${check}/disclosure`, kinds: approvalsMissing },
  };
  return consent || approval ? { ...consent, ...approval } : null;
}

/** The denial of what could not be decided, and so is nowhere recorded. */
export function undecided(error: AppError, requestId: string): Answer {
  const { status, code, detail, errors = [] } = problemOf(error, requestId);
  const reasons = errors.map(({ path, message, suggestions }) => ({
    ...{ code, path, message },
    ...(suggestions && { suggestions }),
  }));
  return {
    decision: false,
    context: {
      outcome: 'deny',
      recorded: false,
      error: { status, code, message: detail },
      reasons: reasons.length > 0 ? reasons : [{ code, message: detail }],
    },
  };
}
