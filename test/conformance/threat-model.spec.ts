/** What the threat model and the mapping of OWASP ASVS say is shown by a test, is: the test is there, by its name. */
import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Levels 1 and 2 of OWASP ASVS 5.0.0 in the chapters that are mapped: each section, and its highest requirement. */
const SECTIONS: Readonly<Record<string, number>> = {
  ...{ '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4 },
  ...{ '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2 },
  ...{ '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '11.1': 2, '11.2': 3, '11.3': 3, '11.4': 4, '11.5': 1, '11.6': 1 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 3 },
};

interface Row {
  readonly first: string;
  readonly shownBy: string;
}

describe.each(['docs/threat-model.md', 'docs/asvs.md'])('%s', (page) => {
  it('names tests that are there', () => {
    const named = rowsOf(page).flatMap(({ shownBy }) => testsIn(shownBy));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((each) => !isThere(each))).toEqual([]);
  });

  it('says of every row what shows it', () => {
    const silent = rowsOf(page).filter(
      ({ shownBy }) =>
        testsIn(shownBy).length === 0 && !/^(document|–|accepted: .{20,}|not met: .{20,})$/.test(shownBy),
    );
    expect(silent).toEqual([]);
  });
});

describe('docs/asvs.md', () => {
  it('maps every requirement of levels 1 and 2, once', () => {
    const mapped = rowsOf('docs/asvs.md').flatMap(({ first }) => requirementsOf(first));
    const asked = Object.entries(SECTIONS).flatMap(([section, highest]) => numbered(section, 1, highest));
    expect(mapped).toEqual(asked);
  });
});

/** The rows of the tables of a page whose last column says what shows them: their first and their last cell. */
function rowsOf(page: string): Row[] {
  const tables = readFileSync(join(root, page), 'utf8').matchAll(/^\|.* shown by \|\n\|[-|]+\|\n((?:\|.*\n)+)/gm);
  return [...tables].flatMap(([, rows = '']) =>
    rows
      .trim()
      .split('\n')
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map((cells) => ({ first: cells[1] ?? '', shownBy: cells.at(-2) ?? '' })),
  );
}

/** Tests as a cell names them: a file, and words of a title where one of its tests is meant. */
function testsIn(cell: string): { readonly file: string; readonly words: string }[] {
  return [...cell.matchAll(/`([\w./-]+\.spec\.ts)`(?: "([^"]+)")?/g)].map(([, file = '', words = '']) => ({
    file,
    words,
  }));
}

function isThere({ file, words }: { readonly file: string; readonly words: string }): boolean {
  return existsSync(join(root, file)) && readFileSync(join(root, file), 'utf8').includes(words);
}

/** `6.2.1–6.2.12` is twelve of them. */
function requirementsOf(cell: string): string[] {
  const [first = '', last = first] = cell.split('–');
  const section = first.split('.').slice(0, 2).join('.');
  return numbered(section, Number(first.split('.')[2]), Number(last.split('.')[2]));
}

function numbered(section: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `${section}.${from + index}`);
}
