/** A sequencer in a process of its own, to be killed: sequences as fast as it can until it is. */
import { openStore } from '#store';
import { PERSONAL_SECRET } from './database.js';

const [connectionString] = process.argv.slice(2);
if (connectionString === undefined) throw new Error('say which database');
const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString });
for (;;) {
  // Small steps, so that a kill at any instant is likely to hit one.
  const count = await store.sequence(7, ({ size }) => Promise.resolve(`note of ${String(size)}`));
  if (count === 0) await new Promise((resolve) => setTimeout(resolve, 2));
}
