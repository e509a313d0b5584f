/**
 * As much of Jest as the tests of the engine use, in the process that asks for it: Jest itself builds a world for each run,
 * which takes seconds, and there are thousands of mutants. `expect` is Jest's own.
 */
export { expect } from 'expect';

/** The tests of the load under way, in the order in which they were written down. */
const collected = { tests: [], names: [] };

/** Forgets the tests of an earlier load. */
export function begin() {
  collected.tests = [];
  collected.names = [];
}

export function tests() {
  return collected.tests;
}

export function describe(name, body) {
  collected.names.push(name);
  body();
  collected.names.pop();
}

export function it(name, body) {
  const id = `${[...collected.names, name].join(' ')} (${collected.tests.length})`;
  collected.tests.push({ id, body });
}

it.each = (table) => (name, body) => {
  for (const row of table) it(name, () => (Array.isArray(row) ? body(...row) : body(row)));
};

describe.each = (table) => (name, body) => {
  for (const row of table) describe(name, () => (Array.isArray(row) ? body(...row) : body(row)));
};
