import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { render, type Names, type Terms } from '#consent';

interface Vectors {
  readonly names: Names;
  readonly signed: readonly { readonly terms: Terms; readonly text: string; readonly hash: string }[];
}

// Written by this project, and read here alone.
const { names, signed } = JSON.parse(
  readFileSync(new URL('signed-words.json', import.meta.url), 'utf8'),
) as Vectors;

describe('words that were signed', () => {
  it.each(signed.map((each) => [each.hash.slice(0, 8), each] as const))('%s are said again, byte for byte', (_, each) => {
    const { text, hash, sections } = render(each.terms, 'en', names);
    expect(text).toBe(each.text);
    expect(hash).toBe(each.hash);
    expect(sections).toEqual([]);
  });
});
