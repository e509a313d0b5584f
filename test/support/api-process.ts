/**
 * An API in a process of its own, to be killed: its settings, and what is done to it from outside, come as JSON arguments. What it says
 * to the database goes by its own code, rewritten on the way, so that nothing of the service knows how to be without its guard.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createApi } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { appends, isDecision, unguarded, type Meddling } from './meddling.js';

const settings: Record<string, string> = JSON.parse(process.argv[2] ?? '{}');
const meddling: Meddling = JSON.parse(process.argv[3] ?? '{}');

process.once('disconnect', () => process.exit(0));
meddle(meddling);
if (meddling.diesAfter !== undefined) dieAfter(meddling.diesAfter);
const api = await createApi(readConfig(settings));
process.send?.({ ready: await api.listen() });

function meddle({ isUnguarded = false, pauseMs = 0 }: Meddling): void {
  if (!isUnguarded && pauseMs === 0) return;
  const query = Reflect.get(pg.Client.prototype, 'query');
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, sent: unknown, ...more: unknown[]): unknown {
    const say = (): unknown => Reflect.apply(query, this, [isUnguarded ? unguarded(sent) : sent, ...more]);
    return pauseMs > 0 && isDecision(sent) ? delay(pauseMs).then(say) : say();
  });
}

/** Once the database has said that it is committed, and before anybody else hears of it. */
function dieAfter(type: string): void {
  const written = new WeakSet<pg.Client>();
  const query = Reflect.get(pg.Client.prototype, 'query');
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, sent: unknown, ...more: unknown[]): unknown {
    if (appends(sent, type)) written.add(this);
    const said: unknown = Reflect.apply(query, this, [sent, ...more]);
    if (sent !== 'COMMIT' || !written.has(this)) return said;
    return Promise.resolve(said).then(() => process.kill(process.pid, 'SIGKILL'));
  });
}
