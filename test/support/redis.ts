/** Where a queue can be: in the PostgreSQL of a test file, or in a real Redis of its own, where the machine has Debian's. */
import { Redis } from 'ioredis';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.js';
import { hasProgram } from './programs.js';

export interface RedisServer {
  readonly url: string;
  /** Ends it without a word, with all that it held, and starts an empty one in its place. */
  lose(): Promise<void>;
  stop(): Promise<void>;
}

/** The places that the same tests run on. */
export const QUEUES: readonly { readonly name: string; readonly open: () => Promise<RedisServer | null> }[] = [
  { name: 'PostgreSQL', open: () => Promise.resolve(null) },
  ...(hasProgram('redis-server', 'the queue in Redis') ? [{ name: 'Redis', open: startRedis }] : []),
];

async function startRedis(): Promise<RedisServer> {
  const port = await freePort();
  let server = await open(port);
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    stop,
    async lose() {
      await stop();
      server = await open(port);
    },
  };
}

async function open(port: number): Promise<ChildProcess> {
  // Nothing on disk: what it holds is gone with it.
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  for await (const chunk of server.stdout) {
    said += String(chunk);
    if (said.includes('Ready to accept connections')) break;
  }
  server.stdout.resume();
  return server;
}

/** Every key of a Redis with all that it holds, as text. */
export async function everythingIn({ url }: RedisServer): Promise<string> {
  const redis = new Redis(url);
  try {
    const texts: string[] = [];
    for (const key of await redis.keys('*')) texts.push(`${key} ${JSON.stringify(await heldBy(redis, key))}`);
    return texts.join('\n');
  } finally {
    redis.disconnect();
  }
}

async function heldBy(redis: Redis, key: string): Promise<unknown> {
  const held: Readonly<Record<string, () => Promise<unknown>>> = {
    // Gone since its name was read.
    none: () => Promise.resolve(null),
    string: () => redis.get(key),
    hash: () => redis.hgetall(key),
    list: () => redis.lrange(key, 0, -1),
    set: () => redis.smembers(key),
    zset: () => redis.zrange(key, '0', '-1'),
    stream: () => redis.xrange(key, '-', '+'),
  };
  const kind = await redis.type(key);
  const read = held[kind];
  if (read === undefined) throw new Error(`nobody looks into a \`${kind}\` of Redis`);
  return read();
}
