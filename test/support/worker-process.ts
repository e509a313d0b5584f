/** A worker in a process of its own, to be killed. Its settings come as one JSON argument. */
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';

const settings: Record<string, string> = JSON.parse(process.argv[2] ?? '{}');
await startWorker(readConfig(settings));
