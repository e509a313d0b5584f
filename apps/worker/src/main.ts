/** Starts the worker and ends it in order: by a signal, or when the process that started it is gone. */
import { ConfigError, readConfig } from './config.js';
import { startWorker } from './worker.js';

const giveUp = (): never => process.exit(1);
// While it starts there is nothing to finish: a worker whose parent is gone ends at once.
process.once('disconnect', giveUp);
try {
  const worker = await startWorker(readConfig());
  process.off('disconnect', giveUp);
  let closing: Promise<void> | undefined;
  const close = (): void => {
    closing ??= worker.close().then(() => {
      process.exitCode = 0;
      if (process.connected) process.disconnect();
    });
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  // Started with a channel, the worker ends with its parent: none is left behind after a SIGKILL of the launcher.
  process.once('disconnect', close);
  process.send?.({ ready: true });
} catch (error) {
  const known = error instanceof ConfigError;
  process.stderr.write(
    `${known ? `worker: ${error.message}` : String(error instanceof Error ? error.stack : error)}\n`,
  );
  // Half of it may be running, with connections that would keep it alive and doing nothing: whoever started it must see.
  giveUp();
}
