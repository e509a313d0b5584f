/** A decision as the service answers it, and how it is shown in a terminal. */
import { listIn, members } from '../service.js';
import { line } from '../terminal.js';
import { CommandError } from '../usage.js';

/** The exit code of each outcome: what a pipeline goes by. */
const EXIT = { allow: 0, deny: 1, needs_approval: 2 } as const;

export type Outcome = keyof typeof EXIT;

/** An answer that was read as far as it is shown. */
export interface Answer {
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** As it came; `null` where the service gives none. */
  readonly receipt: unknown;
  readonly lines: readonly string[];
}

/** Reads the answer of `POST /v1/checks`. Throws `CommandError` for anything that is no decision. */
export function readAnswer(text: string): Answer {
  const answer = parsed(text);
  const outcome = answer['outcome'];
  if (typeof outcome !== 'string' || !isOutcome(outcome)) {
    throw new CommandError('the answer is no decision; is this the address of a Countersign service?');
  }
  return { outcome, exitCode: EXIT[outcome], receipt: answer['receipt'] ?? null, lines: linesOf(outcome, answer) };
}

function isOutcome(text: string): text is Outcome {
  return Object.hasOwn(EXIT, text);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return members(JSON.parse(text));
  } catch {
    return {};
  }
}

function linesOf(outcome: Outcome, answer: Readonly<Record<string, unknown>>): string[] {
  const said = (name: string): string => (typeof answer[name] === 'string' ? answer[name] : '');
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['missing', listIn(answer['missing']).map(boxText)],
    ['approvals missing', listIn(answer['approvalsMissing']).map(String)],
    ['obligations', listIn(answer['obligations']).map(obligationText)],
  ];
  return [
    line(`${outcome.replace('_', ' ').toUpperCase()}  ${said('id')}`),
    ...listIn(answer['reasons']).map((reason) => line(`  ${reasonText(reason)}`)),
    ...lists.flatMap(([name, texts]) =>
      texts.length === 0 ? [] : [line(`  ${name}:`), ...texts.map((text) => line(`    ${text}`))],
    ),
    line(`  decided ${said('decidedAt')}, valid until ${said('validUntil')}`),
  ];
}

function reasonText(value: unknown): string {
  const { code, message, consent, clause, rule, source } = members(value);
  const where = [consent, clause].filter((each) => typeof each === 'string').join(' clause ');
  const why = [where, rule, source].filter((each) => typeof each === 'string' && each !== '').join('; ');
  return `${String(code)}: ${String(message)}${why === '' ? '' : ` [${why}]`}`;
}

function boxText(box: unknown): string {
  return Object.entries(members(box))
    .map(([dimension, values]) => `${dimension} ${Array.isArray(values) ? values.join(', ') : String(values)}`)
    .join('; ');
}

function obligationText(value: unknown): string {
  const { kind, detail } = members(value);
  return detail === undefined ? String(kind) : `${String(kind)} ${JSON.stringify(detail)}`;
}
