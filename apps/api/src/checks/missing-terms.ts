/** The terms that ask for exactly what a decision found missing. */
import { render, type Box, type Instant, type Names, type RenderedClause, type Terms } from '#consent';

const DESCRIPTION_MAX = 2000;
/** Its own sentence is added where not all of them fit. */
const REST_MAX = 80;

/**
 * One clause for each missing box, and a description of them in words: of the scope alone, since what an asker says of
 * a use can be erased, and terms are kept.
 */
export function termsFor(missing: readonly Box[], names: Names, at: Instant): Terms {
  const terms: Terms = {
    description: '',
    permissions: missing.map((box, index) => ({ id: `need-${index + 1}`, box: asked(box, at) })),
    prohibitions: [],
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
  };
  return { ...terms, description: description(render(terms, 'en', names).clauses) };
}

/** As it is missing, but for two dimensions in which that could not be signed, or would still not allow the use. */
function asked({ from, content = ['none'], ...box }: Box, at: Instant): Box {
  return {
    ...box,
    // Content that the use does not declare is said to be missing whatever it is: nothing beyond the ordinary is asked.
    content,
    // A permission allows nothing before it begins, and the work for a later window is done before it.
    ...(from !== undefined && from <= at ? { from } : {}),
  };
}

function description(clauses: readonly RenderedClause[]): string {
  const sentences = clauses.map(clauseWords);
  let text = '';
  for (const [index, sentence] of sentences.entries()) {
    if (`${text} ${sentence}`.length > DESCRIPTION_MAX - REST_MAX) {
      const left = sentences.length - index;
      return `${text} And ${left === 1 ? 'one more clause' : `${left} more clauses`}, as they stand above.`.trim();
    }
    text = `${text} ${sentence}`.trim();
  }
  return text;
}

/** What is asked and for which work: the rest stands in the lines of the clause. */
function clauseWords({ sentence, lines }: RenderedClause): string {
  const where = lines
    .filter(({ label }) => ['In', 'For', 'Languages', 'Places', 'Until'].includes(label))
    .map(({ label, text }) => (['Languages', 'Places'].includes(label) ? `${label}: ${text}` : `${label} ${text}`));
  return [sentence, ...where].join(' ');
}
