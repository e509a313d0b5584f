/**
 * Gives the tests a small Jest in the place of the large one, and every load of them modules of its own: `x.spec.ts?load=2`
 * brings everything that it imports along as `?load=2`.
 */
const JEST = new URL('small-jest.js', import.meta.url).href;
const LOAD = /\?load=\d+$/;
const sources = new Map();

export async function resolve(specifier, context, next) {
  if (specifier === '@jest/globals') return { url: JEST, format: 'module', shortCircuit: true };
  const found = await next(specifier, context);
  const [load] = LOAD.exec(context.parentURL ?? '') ?? [];
  const isOurs = found.url.startsWith('file:') && !found.url.includes('/node_modules/');
  return load !== undefined && isOurs ? { ...found, url: found.url + load } : found;
}

export async function load(url, context, next) {
  if (!LOAD.test(url)) return next(url, context);
  const file = url.replace(LOAD, '');
  // Compiled once: a sandbox never changes, for every mutant is in it and asleep.
  if (!sources.has(file)) sources.set(file, await next(file, context));
  return sources.get(file);
}
