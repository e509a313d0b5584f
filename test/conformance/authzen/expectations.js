/** What a test may demand of an answer. Each throws with what it found; the harness turns that into a line. */

class Unmet extends Error {}

export function demand(condition, message) {
  if (!condition) throw new Unmet(message);
}

/** A success: 200, JSON by its type and by its contents, and an object. */
export function succeeded({ status, type, body, text }) {
  demand(status === 200, `expected 200, got ${status}: ${text.slice(0, 300)}`);
  demand(/^application\/json\b/.test(type), `expected \`Content-Type: application/json\`, got \`${type}\``);
  demand(isObject(body), `expected a JSON object, got ${text.slice(0, 300)}`);
}

export function refused({ status, text }) {
  demand(status === 400, `expected 400, got ${status}: ${text.slice(0, 300)}`);
}

export function decides(answer, expected) {
  succeeded(answer);
  demand(isDecision(answer.body), `expected a boolean \`decision\`, got ${answer.text.slice(0, 300)}`);
  demand(answer.body.decision === expected, `expected ${expected}, got ${answer.text.slice(0, 600)}`);
}

/** As many decisions as were asked for, in order; `null` stands for either. */
export function decidesEach(answer, expected) {
  succeeded(answer);
  const { evaluations } = answer.body;
  demand(Array.isArray(evaluations), `expected a list \`evaluations\`, got ${answer.text.slice(0, 300)}`);
  demand(evaluations.length === expected.length, `expected ${expected.length} answers, got ${evaluations.length}`);
  demand(evaluations.every(isDecision), `expected a boolean \`decision\` in each, got ${answer.text.slice(0, 300)}`);
  const found = evaluations.map(({ decision }, index) => (expected[index] === null ? null : decision));
  demand(
    JSON.stringify(found) === JSON.stringify(expected),
    `expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}: ${answer.text.slice(0, 600)}`,
  );
}

/** Results of one kind that hold at least these. */
export function finds(answer, expected, { type } = {}) {
  const results = resultsOf(answer);
  for (const each of results) {
    const isSound = type === undefined ? isText(each.name) : each.type === type && isText(each.id);
    demand(isSound, `expected results of one form alone, got ${JSON.stringify(each)}`);
  }
  const named = new Set(results.map(nameOf));
  const missing = expected.filter((each) => !named.has(nameOf(each)));
  demand(missing.length === 0, `expected ${JSON.stringify(missing)} among ${JSON.stringify(results).slice(0, 600)}`);
}

export function findsNothing(answer) {
  const results = resultsOf(answer);
  demand(results.length === 0, `expected no results, got ${JSON.stringify(results).slice(0, 300)}`);
}

export function findsTheSame(one, other) {
  const [here, there] = [one, other].map((answer) => resultsOf(answer).map(nameOf).sort().join(' '));
  demand(here === there, `expected the results of the request without it: \`${there}\`, got \`${here}\``);
}

/** The list of results, with a sound page where there is one. */
export function resultsOf(answer) {
  succeeded(answer);
  const { results, page } = answer.body;
  demand(Array.isArray(results), `expected a list \`results\`, got ${answer.text.slice(0, 300)}`);
  demand(page === undefined || isObject(page), `expected \`page\` to be an object, got ${JSON.stringify(page)}`);
  if (page !== undefined)
    demand(typeof page.next_token === 'string', `expected a text \`next_token\`, got ${JSON.stringify(page)}`);
  return results;
}

function isDecision(value) {
  return (
    isObject(value) && typeof value.decision === 'boolean' && (value.context === undefined || isObject(value.context))
  );
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value) {
  return typeof value === 'string';
}

function nameOf({ type, id, name }) {
  return name ?? `${type}/${id}`;
}
