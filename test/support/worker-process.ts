/** A worker in a process of its own, to be killed. Its settings, and where it dies, come as JSON arguments. */
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker } from '../../apps/worker/src/worker.js';
import { killAt } from './kill-points.js';

const settings: Record<string, string> = JSON.parse(process.argv[2] ?? '{}');
const point = process.argv[3];
if (point !== undefined) killAt(JSON.parse(point));
await startWorker(readConfig(settings));
