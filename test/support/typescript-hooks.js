import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

// A test that kills a worker at forty places starts forty; compiling is half of what a start takes.
const CACHE = new URL('../../node_modules/.cache/typescript/', import.meta.url);
await mkdir(CACHE, { recursive: true });

/** Finds `x.ts` where `./x.js` is imported, and the sources of our own libraries. */
export async function resolve(specifier, context, next) {
  const sourced = { ...context, conditions: [...context.conditions, 'source'] };
  if (!/^\..*\.js$/.test(specifier)) return next(specifier, sourced);
  const source = specifier.replace(/\.js$/, '.ts');
  const isOurs = /\.ts(\?|$)/.test(context.parentURL ?? '');
  // A miss costs as much as ten finds, so that what is likely is tried first.
  try {
    return await next(isOurs ? source : specifier, sourced);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return next(isOurs ? specifier : source, sourced);
  }
}

/** Compiles as Jest does, see jest.config.js; once for each content of each file. */
export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const text = await readFile(filename, 'utf8');
  const kept = new URL(createHash('sha256').update(`${filename}\n${text}`).digest('hex'), CACHE);
  const source = await readFile(kept, 'utf8').catch(() => compile(filename, text, kept));
  return { format: 'module', source, shortCircuit: true };
}

async function compile(filename, text, kept) {
  // Loading the compiler takes longer than reading all that it has compiled before.
  const { transform } = await import('@swc/core');
  const { code } = await transform(text, {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2023',
    },
    module: { type: 'es6' },
  });
  // Whole or not at all: many processes start at once, and some of them are killed.
  const written = new URL(`${kept.href}.${process.pid}`);
  await writeFile(written, code);
  await rename(written, kept);
  return code;
}
