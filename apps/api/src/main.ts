/** Starts the API and ends it in order: by a signal, or when the process that started it is gone. */
import { createApi, type Api } from './app.js';
import { ConfigError, readConfig } from './config.js';
import { parentClock } from './parent-clock.js';

let api: Api | undefined;
let closing: Promise<void> | undefined;

// Heard from the first moment on: whoever started this may be gone before it is ready. Started with a channel, the API
// ends with its parent, so that a SIGKILL of the launcher leaves none behind.
for (const end of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(end, close);

try {
  const config = readConfig();
  api = await createApi(config, config.clockFromParent ? { clock: parentClock() } : {});
  // A channel can have closed before the first line of this ran.
  const isLeftAlone = process.send !== undefined && !process.connected;
  if (closing !== undefined || isLeftAlone) {
    await api.close();
  } else {
    const ready = await api.listen();
    process.send?.({ ready });
  }
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

function close(): void {
  closing ??= Promise.resolve(api?.close()).then(() => {
    if (process.connected) process.disconnect();
  });
}

function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError) return `api: ${error.message}`;
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return 'api: the port is taken; set `PORT` to a free one, or stop what listens there';
  }
  return String(error instanceof Error ? error.stack : error);
}
