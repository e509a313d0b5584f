import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { countersign, inFolder } from '../../../../test/support/command-line.js';
import { answering } from '../../../../test/support/http-answers.js';

const KEY = { COUNTERSIGN_API_KEY: 'csk_test', PATH: process.env['PATH'] ?? '' };
const AT = '2026-12-01T09:30:00.000Z';
const TYPES = ['consent.given', 'consent.withdrawn', 'decision.made'];

const event = (sequence: number, type = 'decision.made', refs: object = { check: `chk_${sequence}` }) => ({
  ...{ id: `entr_${sequence}`, type, at: AT, sequence, refs },
});
const given = event(4, 'consent.given', { consent: 'cons_1', performer: 'perf_1' });
const withdrawn = event(9, 'consent.withdrawn', { consent: 'cons_1', performer: 'perf_1' });

/** Answers as the service does: what lies after, two at a time, with gaps, up to the end of the log. */
async function serving(
  events: readonly ReturnType<typeof event>[],
  work: (url: string, asked: readonly { readonly path: string }[]) => Promise<void>,
  failures: (() => object | null)[] = [],
): Promise<void> {
  await answering(({ path }) => {
    const failed = failures.shift()?.();
    if (failed) return { status: 503, body: JSON.stringify(failed), headers: { 'retry-after': '0' } };
    const document = { components: { schemas: { EventView: { properties: { type: { enum: TYPES } } } } } };
    if (path === '/openapi.json') return { status: 200, body: JSON.stringify(document) };
    const after = Number(new URL(path, 'http://x').searchParams.get('after') ?? -1);
    const items = events.filter(({ sequence }) => sequence > after).slice(0, 2);
    const last = items.length === 2 ? items[1]?.sequence : Math.max(after, 12);
    return { status: 200, body: JSON.stringify({ items, last, hasMore: items.length === 2 }) };
  }, work);
}

const once = (url: string, ...args: string[]) => countersign(['watch', '--once', '--url', url, ...args], KEY);

/** A program that writes how it was called to a file, as JSON. */
async function notingProgram(folder: string, more = ''): Promise<{ readonly program: string; readonly notes: string }> {
  const [program, notes] = [join(folder, 'note.cjs'), join(folder, 'notes')];
  await writeFile(
    program,
    `const { appendFileSync, readFileSync } = require('node:fs');
     const { COUNTERSIGN_EVENT_TYPE, COUNTERSIGN_EVENT_CONSENT } = process.env;
     appendFileSync(${JSON.stringify(notes)}, JSON.stringify({ args: process.argv.slice(2), stdin: readFileSync(0, 'utf8'),
       type: COUNTERSIGN_EVENT_TYPE, consent: COUNTERSIGN_EVENT_CONSENT }) + '\\n');
     ${more}`,
  );
  return { program: `${process.execPath} ${program}`, notes };
}

const linesOf = async (path: string): Promise<Note[]> =>
  (await readFile(path, 'utf8'))
    .trim()
    .split('\n')
    // As the program above writes them.
    .map((each) => JSON.parse(each) as Note);

interface Note {
  readonly args: readonly string[];
  readonly stdin: string;
}

describe('countersign watch', () => {
  it('prints one line for each event, in order, over all pages', async () => {
    await serving([given, event(5), event(7), withdrawn], async (url, asked) => {
      const { exitCode, out } = await once(url);
      expect(exitCode).toBe(0);
      expect(out).toBe(`${AT}  4  consent.given  consent cons_1, performer perf_1  entr_4
${AT}  5  decision.made  check chk_5  entr_5
${AT}  7  decision.made  check chk_7  entr_7
${AT}  9  consent.withdrawn  consent cons_1, performer perf_1  entr_9
`);
      expect(asked.map(({ path }) => path)).toEqual(
        ['', '&after=5', '&after=9'].map((after) => `/v1/events?limit=200${after}`),
      );
    });
  });

  it('goes on where its position file says, and keeps the place of what it was not asked to tell', async () => {
    await inFolder(async (folder) => {
      const position = ['--position', join(folder, 'at'), '--json'];
      await serving([given, event(5), withdrawn], async (url) => {
        const first = await once(url, ...position, '--type', 'consent.*');
        expect(first.out).toBe(`${JSON.stringify(given)}\n${JSON.stringify(withdrawn)}\n`);
        expect(await once(url, ...position)).toEqual({ exitCode: 0, out: '', err: '' });
        // What it tells is told by the file alone, whatever the flags say of a beginning.
        expect((await once(url, ...position, '--after', '3')).out).toBe('');
        const other = await countersign(['watch', '--once', '--url', 'http://127.0.0.1:9', ...position], KEY);
        expect(other).toMatchObject({ exitCode: 3, err: expect.stringContaining('is a position in the log of') });
        await writeFile(join(folder, 'at'), '{"after":');
        expect(await once(url, ...position)).toMatchObject({ exitCode: 3, err: expect.stringContaining('restore it') });
      });
    });
  });

  it('begins behind a sequence, or with what is new', async () => {
    await serving([given, event(5), event(7), withdrawn], async (url) => {
      expect((await once(url, '--after', '7')).out).toContain('consent.withdrawn');
      expect((await once(url, '--after', '7')).out).not.toContain('decision.made');
      expect((await once(url, '--new')).out).toBe('');
    });
  });

  it('refuses a type that the service does not tell, as one that is written wrong', async () => {
    await serving([withdrawn], async (url) => {
      for (const type of ['consent.withdrawed', 'consents.*', 'decision.made,x'])
        expect(await once(url, '--type', type)).toMatchObject({
          exitCode: 3,
          err: expect.stringContaining('this service tells consent.given, consent.withdrawn'),
        });
    });
  });

  it('runs a program for each event with no shell between: ids in their words, the event on its input', async () => {
    await inFolder(async (folder) => {
      const { program, notes } = await notingProgram(folder);
      const command = `${program} --of {consent} '{type} $(id) ; rm' "" {unknown}{check} "it's"`;
      await serving([withdrawn], async (url) => {
        expect((await once(url, '--run', command)).exitCode).toBe(0);
        const [note] = await linesOf(notes);
        expect(note?.args).toEqual(['--of', 'cons_1', 'consent.withdrawn $(id) ; rm', '', '', "it's"]);
        expect(JSON.parse(note?.stdin ?? '')).toEqual(withdrawn);
        expect(note).toMatchObject({ type: 'consent.withdrawn', consent: 'cons_1' });
      });
    });
  });

  it('tries a program again that fails, then stops before the next event, which is told first the next time', async () => {
    await inFolder(async (folder) => {
      const fails = `if (!require('node:fs').existsSync(${JSON.stringify(join(folder, 'mended'))})) process.exit(7);`;
      const { program, notes } = await notingProgram(folder, fails);
      const args = ['--position', join(folder, 'at'), '--json', '--retries', '1', '--run', program];
      await serving([given, withdrawn], async (url) => {
        const failed = await once(url, ...args);
        expect(failed).toMatchObject({ exitCode: 4, out: `${JSON.stringify(given)}\n` });
        expect(failed.err).toContain('entr_4: ');
        expect(failed.err).toContain('ended with exit code 7');
        expect(await linesOf(notes)).toHaveLength(2);
        await writeFile(join(folder, 'mended'), '');
        expect((await once(url, ...args)).out).toBe(`${JSON.stringify(given)}\n${JSON.stringify(withdrawn)}\n`);
        const third = await once(url, ...args);
        expect(third.out).toBe('');
      });
    });
  });

  it('ends a program that hangs with all that it started, and goes on where it was told to', async () => {
    await inFolder(async (folder) => {
      const sleeps = `require('node:child_process').spawnSync(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);`;
      const { program } = await notingProgram(folder, sleeps);
      const args = ['--retries', '0', '--timeout', '0.5', '--on-failure', 'skip', '--run', program];
      await serving([given], async (url) => {
        const { exitCode, err } = await once(url, ...args);
        expect(exitCode).toBe(0);
        expect(err).toContain('took longer than 0.5 seconds; going on');
      });
    });
  });

  it.each([
    [{ ...event(4), id: 'entr_1; rm' }, 'an id'],
    [{ ...event(4), type: '--help' }, 'a type'],
    [{ ...event(4), refs: { check: '$(id)' } }, 'a ref'],
    [{ ...event(4), refs: { 'a=b': 'chk_1' } }, 'a name'],
    [{ ...event(4), sequence: 1.5 }, 'a sequence'],
  ])('takes nothing for an event that is none: %#', async (odd) => {
    await serving([odd], async (url) => {
      expect(await once(url)).toMatchObject({ exitCode: 3, out: '', err: expect.stringContaining('holds no events') });
    });
  });

  it('with --once ends at the first thing that goes wrong', async () => {
    const unwell = () => ({ detail: 'the database cannot be reached', code: 'unavailable' });
    await serving(
      [given],
      async (url) => {
        expect(await once(url)).toMatchObject({ exitCode: 3, err: expect.stringContaining('(unavailable)') });
      },
      [unwell],
    );
  });

  it.each([
    [['--every', '0'], '`--every 0` is no number from 0.01 to 3600'],
    [['--retries', '1.5'], 'is no number from 0 to 100'],
    [['--on-failure', 'ignore'], '`stop` or `skip`'],
    [['--run', 'stop "it'], 'has a quote that does not end'],
    [['--run', ' '], 'which program?'],
    [['--run', '/no/such/program'], 'cannot be run: there is no such file'],
    [['file'], '`file` is not a flag'],
  ])('refuses %j with a sentence', async (args, sentence) => {
    await serving([given], async (url) => {
      expect(await once(url, ...args)).toMatchObject({ exitCode: 3, err: expect.stringContaining(sentence) });
    });
  });
});
