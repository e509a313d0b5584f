/**
 * Laws, each held to all of many random cases. The cases are dealt in shares and forgotten again, and every law is asked about
 * a case while it is there: tens of thousands that are kept cost the collector more time than the laws take.
 */
import { beforeAll, it } from '@jest/globals';
import fc from 'fast-check';

const SHARE = 500;

/** States a law, and what its cases must have come to when all of them were tried. */
export type StateLaw<Dealt, Answer> = (
  name: string,
  holds: (dealt: Dealt, answer: Answer) => void,
  afterAll?: () => void,
) => void;

interface Law<Dealt, Answer> {
  readonly holds: (dealt: Dealt, answer: Answer) => void;
  /** What broke it first, and the share of cases in which that lies. */
  broken: { readonly error: unknown; readonly share: { readonly seed: number; readonly numRuns: number } } | null;
}

/** Laws over so many of these cases. @param answerTo what each law asks first about a case, worked out once for all. */
export function lawsOver<Dealt, Answer>(
  cases: fc.Arbitrary<Dealt>,
  runs: number,
  answerTo: (dealt: Dealt) => Answer,
): StateLaw<Dealt, Answer> {
  const laws: Law<Dealt, Answer>[] = [];

  beforeAll(() => {
    for (let done = 0; done < runs; done += SHARE) {
      const share = { seed: Math.trunc(Math.random() * 2 ** 31), numRuns: Math.min(SHARE, runs - done) };
      for (const dealt of fc.sample(cases, share)) {
        const answer = answerTo(dealt);
        for (const law of laws) {
          if (law.broken !== null) continue;
          try {
            law.holds(dealt, answer);
          } catch (error) {
            law.broken = { error, share };
          }
        }
      }
    }
  });

  return (name, holds, afterAll) => {
    const law: Law<Dealt, Answer> = { holds, broken: null };
    laws.push(law);
    it(name, () => {
      if (law.broken !== null) {
        // The same share once more, so that the case is shrunk and told with its seed.
        const property = fc.property(cases, (dealt) => {
          holds(dealt, answerTo(dealt));
        });
        fc.assert(property, law.broken.share);
        throw law.broken.error;
      }
      afterAll?.();
    });
  };
}
