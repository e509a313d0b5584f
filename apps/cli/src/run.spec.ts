import { describe, expect, it } from '@jest/globals';
import { countersign } from '../../../test/support/command-line.js';

const COMMANDS = 'check watch verify trust start demo code migrate rebuild replay sessions'.split(' ');

describe('the command line', () => {
  it('explains itself, and each of its commands', async () => {
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { exitCode, out } = await countersign(args);
      expect(exitCode).toBe(0);
      for (const name of [...COMMANDS, 'version']) {
        expect(out).toContain(`countersign ${name}`);
      }
    }
    for (const name of COMMANDS) {
      const { exitCode, out } = await countersign([name, '--help']);
      expect([name, exitCode, out.startsWith(`countersign ${name}: `)]).toEqual([name, 0, true]);
    }
  });

  it('says its version', async () => {
    for (const args of [['version'], ['--version']]) {
      expect(await countersign(args)).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^countersign \d/) });
    }
  });

  it.each([
    [[], ''],
    [['chekc'], 'countersign: there is no command `chekc`; see `countersign --help`\n'],
    [['constructor'], 'countersign: there is no command `constructor`; see `countersign --help`\n'],
    [['verify', '--turst', 'x'], 'countersign: unknown option `--turst`; see `countersign verify --help`\n'],
    [['verify'], 'countersign: which file? Say `countersign verify FILE… --trust FILE`\n'],
    [['check', 'use.json'], 'countersign: `use.json` is not a flag; see `countersign check --help`\n'],
    [['check', '--json=yes'], expect.stringContaining('see `countersign check --help`\n')],
    [['sessions'], 'countersign: say what to do: `countersign sessions end`\n'],
    [['sessions', 'end', '--reason', 'x'], 'countersign: say whose: either `--person EMAIL` or `--everybody`\n'],
    [['sessions', 'end', '--everybody', '--person', 'a@b.example'], expect.stringContaining('say whose')],
    [['sessions', 'end', '--everybody'], expect.stringContaining('say why: `--reason TEXT`')],
    [['sessions', 'end', '--everybody', '--reason', 'a\nb'], expect.stringContaining('one line of at most 500')],
    [['trust', 'ftp://x', '--out', 'y'], expect.stringContaining('`ftp://x` is not an address')],
  ])('refuses %j with a sentence and exit code 3', async (args, err) => {
    expect(await countersign(args)).toMatchObject({ exitCode: 3, err });
  });

  it('never shows a stack, nor control characters out of a file', async () => {
    const { err } = await countersign(['verify', 'no\u001B[31m\u202Esuch']);
    expect(err).toBe('countersign: `no\uFFFD[31m\uFFFDsuch` cannot be read: there is no such file\n');
  });
});
