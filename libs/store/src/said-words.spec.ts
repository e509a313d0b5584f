import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { samplesWith } from '../../../test/support/mail-samples.js';
import { SaidWords } from './said-words.js';
import { withoutWords } from './sent-words.js';

describe('the words of who is erased', () => {
  it('are found whole, in capitals or not, in any script, and across lines', () => {
    const words = new SaidWords(['Mara Vex', 'Mara', 'מירה', '李小龙', 'İpek']);
    for (const text of ['to MARA VEX.', 'Mara\n  vex', '<b>מירה</b>', '给李小龙。', '(İpek)', 'mara'])
      expect(words.standIn(text)).toBe(true);
    for (const text of ['Maral', 'tamara', 'mara1', '']) expect(words.standIn(text)).toBe(false);
    expect(words.takenFrom('Mara Vex, mara and Tamara of İstanbul')).toBe('erased, erased and Tamara of İstanbul');
  });

  it('are many thousands where much was asked about somebody, and read once all the same', () => {
    const said = Array.from({ length: 20_000 }, (_, job) => `shot 12-4, render job ${String(job)} of the season`);
    const began = performance.now();
    const words = new SaidWords(said);
    const text = 'Allowed for shot 12-4, render job 99999 of the season. '.repeat(500);
    expect(words.standIn(text)).toBe(false);
    expect(words.takenFrom(`${text}Shot 12-4, render job 777 of the season`)).toBe(`${text}erased`);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('are gone from every mail that waits, and nothing else is, however somebody is called', () => {
    for (const [mail, about] of Object.entries(samplesWith('Vexholm'))) {
      const payload = { to: 'deniz@example.com', mail, about };
      const left = withoutWords(payload, new SaidWords(['Vexholm']));
      expect(JSON.stringify(left)).not.toContain('Vexholm');
    }
    // Whoever is called as our own words are.
    const ours = Object.entries(samplesWith('')).flatMap(
      ([mail, about]) => JSON.stringify([mail, about]).match(/\w+/g) ?? [],
    );
    for (const [mail, about] of Object.entries(samplesWith('Vexholm'))) {
      const payload = { to: 'deniz@example.com', mail, about };
      const left = withoutWords(payload, new SaidWords(ours));
      const said = (value: object) =>
        JSON.stringify(value).match(
          /"(?:link|stop|cancel|page|duty|kind|how|act|what|answer|capacity|approval|due|at)":"[^"]*"/g,
        );
      expect(said(left)).toEqual(said(payload));
    }
  });

  it('are found wherever one stands between what is no letter', () => {
    const word = fc.stringMatching(/^[a-z][a-z ]{2,30}[a-z]$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.string(), fc.nat(19), (all, beside, which) => {
        const one = all[which % all.length] ?? '';
        const words = new SaidWords(all);
        expect(words.standIn(`${beside}|${one.toUpperCase()}.`)).toBe(true);
        expect(words.takenFrom(`${beside}|${one}|`).endsWith('|erased|')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
