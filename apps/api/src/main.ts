/** Starts the API and ends it in order: by a signal, or when the process that started it is gone. */
import { createApi } from './app.js';
import { ConfigError, readConfig } from './config.js';
import { parentClock } from './parent-clock.js';

try {
  const config = readConfig();
  const api = await createApi(config, config.clockFromParent ? { clock: parentClock() } : {});
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= api.close().then(() => {
      process.exitCode = 0;
      if (process.connected) process.disconnect();
    });
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  // Started with a channel, the API ends with its parent: none is left behind after a SIGKILL of the launcher.
  process.once('disconnect', close);
  const url = await api.listen();
  process.send?.({ ready: url });
} catch (error) {
  const known = error instanceof ConfigError || isTakenPort(error);
  process.stderr.write(`${known ? `api: ${error.message}` : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

function isTakenPort(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
