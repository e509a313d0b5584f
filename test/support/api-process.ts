/**
 * An API in a process of its own, to be killed: its settings, and what is done to it from outside, come as JSON arguments. What it says
 * to the database goes by its own code, rewritten on the way, so that nothing of the service knows how to be without its guard.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { createApi } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { isDecision, unguarded, type Meddling } from './meddling.js';

const settings: Record<string, string> = JSON.parse(process.argv[2] ?? '{}');
const meddling: Meddling = JSON.parse(process.argv[3] ?? '{}');

process.once('disconnect', () => process.exit(0));
meddle(meddling);
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
