/** Migrates in a process of its own, and prints how many files it applied. */
import { migrate } from '#store';

const [connectionString] = process.argv.slice(2);
if (connectionString === undefined) throw new Error('say which database');
const applied = await migrate(connectionString);
process.stdout.write(String(applied.length));
