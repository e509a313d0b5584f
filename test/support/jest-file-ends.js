/**
 * At the end of every test file: lets go of its `AsyncLocalStorage`s. Frameworks make some when they are loaded, and each file
 * loads them anew; Node asks every one that was ever used at every promise, of all files that come after.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll } from '@jest/globals';

const { run, enterWith } = AsyncLocalStorage.prototype;
const used = new Set();

function noticed(method) {
  return function (...args) {
    used.add(this);
    return method.apply(this, args);
  };
}
Object.assign(AsyncLocalStorage.prototype, { run: noticed(run), enterWith: noticed(enterWith) });

afterAll(() => {
  Object.assign(AsyncLocalStorage.prototype, { run, enterWith });
  for (const storage of used) storage.disable();
});
