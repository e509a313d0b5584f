/** The contestants. Each is started afresh for every round, as a process of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The yardstick: Fastify and `pg`, one row by its primary key, a named statement, a pool of 8. Nothing is recorded. */
export const bareRead = {
  name: 'bare indexed read',
  async start(world) {
    const { ready, pid, stop } = await spawn('bare-read.js', { DATABASE_URL: world.databaseUrl });
    return {
      pid,
      stop,
      url: ready,
      headers: { 'content-type': 'application/json' },
      bodyOf: (index) => JSON.stringify({ id: index % world.rowCount }),
    };
  },
};

/** The whole check: key verified, decided on a fresh read, receipt signed, decision durably recorded. */
export const countersign = {
  name: 'POST /v1/checks',
  async start(world) {
    const { ready, pid, stop } = await spawn('../../dist/apps/api/src/main.js', {
      DATABASE_URL: world.databaseUrl,
      BASE_URL: 'http://127.0.0.1',
      HOST: '127.0.0.1',
      PORT: '0',
      KEYS_DIR: world.keysFolder,
      LOG_LEVEL: 'silent',
      // The farm of this benchmark asks faster than any that a service would allow; each request is counted all the same.
      KEY_REQUESTS_PER_MINUTE: '100000000',
    });
    await firstAnswerAllows(`${ready}/v1/checks`, world);
    return {
      pid,
      stop,
      url: `${ready}/v1/checks`,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${world.key}` },
      bodyOf: (index) => world.checkBodies[(index * 7919) % world.checkBodies.length],
    };
  },
};

/** A benchmark of denials would be one of something else. */
async function firstAnswerAllows(url, world) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.key}` },
    body: world.checkBodies[0],
  });
  const text = await answer.text();
  if (!answer.ok || JSON.parse(text).outcome !== 'allow') throw new Error(`the first check answered ${text}`);
}

async function spawn(program, environment) {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(([code]) => {
    throw new Error(`\`${program}\` ended with ${code} before it was ready`);
  });
  const [message] = await Promise.race([once(child, 'message'), gone]);
  gone.catch(() => undefined);
  return {
    ready: message.ready,
    pid: child.pid,
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}
