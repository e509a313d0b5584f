/** The question of `countersign check`, put together from flags, a file, or both. */
import { readJsonFile } from '../files.js';
import { members } from '../service.js';
import { CommandError } from '../usage.js';

/** Flags that name the parts of a use; those that may be given several times make a list. */
const USE_FLAGS = {
  act: { type: 'string', multiple: true },
  purpose: { type: 'string', multiple: true },
  media: { type: 'string', multiple: true },
  territory: { type: 'string', multiple: true },
  language: { type: 'string', multiple: true },
  content: { type: 'string', multiple: true },
  tool: { type: 'string', multiple: true },
  advertiser: { type: 'string', multiple: true },
  stage: { type: 'string' },
  from: { type: 'string' },
  until: { type: 'string' },
  description: { type: 'string' },
} as const;

export const QUESTION_FLAGS = {
  ...USE_FLAGS,
  file: { type: 'string', short: 'f' },
  performer: { type: 'string' },
  production: { type: 'string' },
  reference: { type: 'string' },
  at: { type: 'string' },
} as const;

/** What the flags of a question hold. */
export type QuestionFlags = {
  readonly [Name in keyof typeof QUESTION_FLAGS]?: (typeof QUESTION_FLAGS)[Name] extends { multiple: true }
    ? string[]
    : string;
};

/** The body for `POST /v1/checks`. What is asked is judged by the service; here only the two ids are demanded. */
export async function readQuestion(flags: QuestionFlags): Promise<Record<string, unknown>> {
  const file = flags.file === undefined ? {} : members(await readJsonFile(flags.file));
  // A file holds a whole question, or only the use that the flags say the rest about.
  const question = 'use' in file ? file : { use: file };
  const body: Record<string, unknown> = { ...question, use: { ...members(question['use']), ...useOf(flags) } };
  for (const name of ['performer', 'production', 'reference', 'at'] as const) {
    if (flags[name] !== undefined) body[name] = flags[name];
  }
  for (const name of ['performer', 'production']) {
    if (body[name] === undefined)
      throw new CommandError(`whose use is it? Say \`--${name} ID\`, or name it in the file`);
  }
  return body;
}

function useOf(flags: QuestionFlags): Record<string, unknown> {
  const use: Record<string, unknown> = {};
  for (const name of Object.keys(USE_FLAGS)) {
    // The names are those of the flags; the compiler widens them to text.
    const value = flags[name as keyof typeof USE_FLAGS];
    if (value !== undefined) use[name === 'tool' ? 'pipeline' : name] = Array.isArray(value) ? listOf(value) : value;
  }
  return use;
}

/** `--media a --media b` and `--media a,b` say the same. */
function listOf(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(',')).map((value) => value.trim());
}
