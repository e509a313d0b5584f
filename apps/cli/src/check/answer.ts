/** A decision as the service answers it, and how it is shown in a terminal. */
import { nearestInWords, readBox, readUse } from '#consent';
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
  /** Until when an allow holds, where that had passed as it was decided: for what the use says of its own time. */
  readonly overSince: string | null;
  /** As it came; `null` where the service gives none. */
  readonly receipt: unknown;
  readonly lines: readonly string[];
}

/**
 * Reads the answer of `POST /v1/checks`, or of the same asked again. Throws `CommandError` for anything that is no decision.
 *
 * @param use what was asked, to say how what is covered close by differs from it.
 */
export function readAnswer(text: string, use: unknown = {}): Answer {
  const answer = parsed(text);
  const outcome = answer['outcome'];
  if (typeof outcome !== 'string' || !isOutcome(outcome)) {
    throw new CommandError('the answer is no decision; is this the address of a Countersign service?');
  }
  const { decidedAt, validUntil } = answer;
  const isOver = typeof decidedAt === 'string' && typeof validUntil === 'string' && validUntil <= decidedAt;
  return {
    ...{ outcome, exitCode: EXIT[outcome], overSince: outcome === 'allow' && isOver ? validUntil : null },
    ...{ receipt: answer['receipt'] ?? null, lines: linesOf(outcome, answer, use) },
  };
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

function linesOf(outcome: Outcome, answer: Readonly<Record<string, unknown>>, use: unknown): string[] {
  const said = (name: string): string => (typeof answer[name] === 'string' ? answer[name] : '');
  const follows = said('follows') === '' ? '' : `  follows ${said('follows')}`;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['since then', sinceThen(answer)],
    ['missing', listIn(answer['missing']).map(boxText)],
    ['covered close by', nearText(use, listIn(answer['nearest']))],
    ['approvals missing', listIn(answer['approvalsMissing']).map(String)],
    ['rests on', [...listIn(answer['approvals']), ...listIn(answer['claims'])].map(String)],
    ['held against caps', listIn(answer['reserved']).map(reservationText)],
    ['obligations', listIn(answer['obligations']).map(obligationText)],
    ['what to do', stepsAfter(outcome, answer, said('id'))],
  ];
  return [
    line(`${outcome.replace('_', ' ').toUpperCase()}  ${said('id')}${follows}`),
    ...listIn(answer['reasons']).map((reason) => line(`  ${reasonText(reason)}`)),
    ...lists.flatMap(([name, texts]) =>
      texts.length === 0 ? [] : [line(`  ${name}:`), ...texts.map((text) => line(`    ${text}`))],
    ),
    line(`  decided ${said('decidedAt')}, valid until ${said('validUntil')}`),
  ];
}

/** Of an answer that follows another, what has changed; nothing of any other. */
function sinceThen({ before, changes }: Readonly<Record<string, unknown>>): readonly string[] {
  if (before === undefined) return [];
  const said = listIn(changes).map((change) => String(members(change)['message']));
  return said.length === 0 ? ['nothing has changed'] : said;
}

/** The next step of each kind that the answer is open to; an answer as of the past has no id, and nothing follows. */
function stepsAfter(outcome: Outcome, answer: Readonly<Record<string, unknown>>, id: string): readonly string[] {
  if (id === '') return [];
  const codes = listIn(answer['reasons']).map((reason) => members(reason)['code']);
  const kinds = listIn(answer['approvalsMissing']).map(String).join(', ');
  const isMissing = listIn(answer['missing']).length > 0;
  return [
    ...(isMissing && !codes.includes('UNKNOWN') ? [`ask the performer: POST /v1/checks/${id}/request drafts it`] : []),
    ...(kinds === '' ? [] : [`ask for approval (${kinds}): POST /v1/checks/${id}/disclosure tells them`]),
    ...(codes.includes('CLAIM_UNREVIEWED')
      ? ['claim the exemption, or have another person review it: POST /v1/claims']
      : []),
    ...(outcome === 'allow' && listIn(answer['reserved']).length > 0
      ? [`say what was made: POST /v1/checks/${id}/usage, or that nothing will be: POST /v1/checks/${id}/release`]
      : []),
  ];
}

/** In words where both can be read; a newer service may know words that this program does not. */
function nearText(asked: unknown, nearest: readonly unknown[]): readonly string[] {
  const use = readUse(asked);
  return nearest.flatMap((each) => {
    const box = readBox(each);
    return use.ok && box.ok ? nearestInWords(use.value, [box.value]) : [boxText(each)];
  });
}

function reservationText(value: unknown): string {
  const { consent, clause, unit, amount } = members(value);
  return `${String(amount)} ${String(unit)} of ${String(consent)} clause ${String(clause)}`;
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
  const { kind, rule, source, detail } = members(value);
  const by = [rule, source].filter((each) => typeof each === 'string' && each !== '').join('; ');
  return [
    ...[String(kind).replaceAll('_', ' '), detail === undefined ? '' : JSON.stringify(detail)],
    by === '' ? '' : `[${by}]`,
  ]
    .filter(Boolean)
    .join(' ');
}
