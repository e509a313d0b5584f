/**
 * A clock that the process which started us sets, over the channel that it opened: for scenario runs, which ask on days
 * of their own. Nothing that comes over the network can reach it.
 */
export function parentClock(): (databaseNow: string) => string {
  let fixed: string | null = null;
  process.on('message', (message: unknown) => {
    if (typeof message !== 'object' || message === null || !('clock' in message)) return;
    const { clock } = message;
    if (clock !== null && typeof clock !== 'string') return;
    fixed = clock;
    // Told back, so that no question is sent before its day has come.
    process.send?.({ clock });
  });
  return (databaseNow) => fixed ?? databaseNow;
}
