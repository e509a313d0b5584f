/** Ctrl-C, a polite kill and a terminal that closes all mean the same: stop in order. A second one changes nothing. */
export function stopSignal(say: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) say('stopping');
      controller.abort();
    });
  }
  // A terminal that is gone takes no more output; stopping in order matters more than saying so.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return controller.signal;
}
