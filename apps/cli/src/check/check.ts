/** `countersign check`: asks a running service whether a use is allowed. */
import type { Environment } from '../config.js';
import { readClientConfig, serviceUrl } from '../config.js';
import { writeText } from '../files.js';
import { ask, members } from '../service.js';
import type { Terminal } from '../terminal.js';
import { line } from '../terminal.js';
import { CommandError, EXIT_ERROR, readArguments } from '../usage.js';
import { readAnswer } from './answer.js';
import { QUESTION_FLAGS, readQuestion, type QuestionFlags } from './question.js';

const HELP = `countersign check: asks whether a use is allowed

  countersign check --performer ID --production ID --act WORD --media WORD … --from INSTANT --until INSTANT
  countersign check --file use.json [--performer ID] [--production ID]
  countersign check --at-render CHECK

The question
  --file FILE         JSON: a whole question, or only its use; flags say the rest, and win
  --performer ID      whose voice, face, body, movement or name it is
  --production ID     for which title
  --act WORD          what is done, as generate.voice.adr_line
  --purpose WORD      what for, as production
  --media WORD        where it will be seen or heard, as promo.trailer.series
  --territory CODE    where in the world, as US or world
  --language TAG      in which language, as es-MX
  --content WORD      sensitive content, or none
  --tool ID           a tool of the pipeline
  --advertiser NAME   in advertising: for whom
  --stage WORD        ideation, temp, internal_review or final
  --from, --until     the time of use, as 2026-12-01T00:00:00Z; until is not included
  --description TEXT  the use in your own words
  --reference TEXT    your own note, as a shot and a job
  --at INSTANT        asks as of a past instant; such an answer allows no new work
  Flags that name a set may be given several times, or once with commas.

As the work begins
  --at-render CHECK   asks the same as this check again, and says what has changed since; what that one held against caps is
                      taken over. A time of use that is over is no allow. Render only on exit code 0. With it, of the question only --reference may be said.

The service
  --url URL           its address (COUNTERSIGN_URL does the same; default http://localhost:4310)
  The API key is read from COUNTERSIGN_API_KEY.
  --idempotency-key K lets the same question be sent again without being recorded twice

The answer
  --receipt FILE      saves the signed receipt
  --json              prints the answer as it came

Exit code: 0 allow, 1 deny, 2 needs approval, 3 error.
`;

export async function check(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values, positionals } = readArguments('check', args, {
    ...QUESTION_FLAGS,
    'at-render': { type: 'string' },
    url: { type: 'string' },
    'idempotency-key': { type: 'string' },
    receipt: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  if (positionals[0] !== undefined)
    throw new CommandError(`\`${positionals[0]}\` is not a flag; see \`countersign check --help\``);
  const config = readClientConfig(environment);
  if (config.apiKey === null)
    throw new CommandError('no API key; set `COUNTERSIGN_API_KEY` to one of your organization');
  const url = values.url === undefined ? config.url : serviceUrl(values.url);
  const key = values['idempotency-key'];

  const { path, question } = await askedIn(values, values['at-render']);
  const text = await ask({
    method: 'POST',
    url: `${url}${path}`,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${config.apiKey}`,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(question),
  });
  const answer = readAnswer(text, { ...members(question['use']), production: question['production'] });
  terminal.out(values.json === true ? `${text.trimEnd()}\n` : answer.lines.join(''));
  const { overSince } = answer;
  // What begins now is no use of a time that is over.
  const isOver = values['at-render'] !== undefined && overSince !== null;
  if (isOver)
    terminal.err(
      line(`countersign: the time of use that was allowed ended at ${overSince}; ask anew for what begins now`),
    );
  const exitCode = isOver ? EXIT_OVER : answer.exitCode;
  return values.receipt === undefined ? exitCode : saveReceipt(values.receipt, { ...answer, exitCode }, terminal);
}

/** That of a denial. */
const EXIT_OVER = 1;

/** Where it is asked, and what. */
async function askedIn(flags: QuestionFlags, atRender: string | undefined) {
  if (atRender === undefined) return { path: '/v1/checks', question: await readQuestion(flags) };
  const said = Object.keys(QUESTION_FLAGS).find((name) => name !== 'reference' && Object.hasOwn(flags, name));
  if (said !== undefined)
    throw new CommandError(
      `\`--at-render\` asks what that check asked; leave out \`--${said}\`, or ask anew without it`,
    );
  if (!/^chk_\w+$/.test(atRender))
    throw new CommandError(`\`${atRender}\` is no id of a check; one starts with \`chk_\``);
  const { reference } = flags;
  const question: Record<string, unknown> = reference === undefined ? {} : { reference };
  return { path: `/v1/checks/${atRender}/recheck`, question };
}

/** Whoever asks for a receipt relies on having it: without one the work must not go on, whatever was decided. */
async function saveReceipt(
  path: string,
  { receipt, exitCode }: { readonly receipt: unknown; readonly exitCode: number },
  terminal: Terminal,
): Promise<number> {
  if (receipt === null) {
    terminal.err(line('countersign: the answer came without a receipt, so none was saved'));
    return EXIT_ERROR;
  }
  await writeText(path, `${JSON.stringify(receipt, null, 2)}\n`);
  terminal.err(line(`receipt saved to \`${path}\``));
  return exitCode;
}
