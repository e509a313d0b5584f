import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CannotMigrate,
  CannotStart,
  claim,
  explainFolder,
  isHolder,
  migrate,
  sealPlain,
  startEmbedded,
  type Claim,
} from '#store';
import { checkoutFolder, readPersonalSecret, type Environment, type LaunchConfig } from '../config.js';
import { makeMissingKeys, prepareDataFolder, type DataFolder, type MadeKeys } from './data-folder.js';
import { keepRunning, type KeptPart, type Part } from './keep-running.js';
import { startNodePart } from './node-part.js';
import { reasonOf } from '../usage.js';

/** Countersign, running: API and worker, and our own PostgreSQL unless another one was named. */
export interface Launched {
  readonly baseUrl: string;
  readonly data: DataFolder;
  /** Whether any key was missing and is new. */
  readonly madeKeys: MadeKeys;
  /** Resolves, with a sentence, when a part cannot be kept running; everything is to be stopped then. */
  readonly gaveUp: Promise<string>;
  /** Stops every part, the last started first. */
  stop(): Promise<void>;
}

/** Whom the launch tells what it does, and who may call it off. */
export interface Launch {
  readonly config: LaunchConfig;
  readonly say: (text: string) => void;
  readonly calledOff: AbortSignal;
}

const READY_LIMIT_MS = 60_000;
const READY_POLL_MS = 50;
const PORT_LIMIT_MS = 3_000;
const RESTART_DELAY_MS = 200;
const THIS_MACHINE = ['127.0.0.1', '0.0.0.0', '::1', '::'];

/** Starts every part and resolves when they answer. Throws `CannotStart`, with nothing left running, when one does not. */
export async function launch({ config: asked, say, calledOff }: Launch): Promise<Launched> {
  const config = asked.port === 0 ? { ...asked, port: await freePort(asked.host) } : asked;
  const data = await prepareDataFolder(config.dataFolder);
  const address = `http://${hostInAddress(config.host)}:${config.port}`;
  const baseUrl = config.baseUrl ?? addressForPeople(config);
  const lock = await claimOrTell(data, baseUrl);
  const started: { stop(): Promise<void> }[] = [{ stop: () => lock.release() }];
  const stop = async (): Promise<void> => {
    for (let part = started.pop(); part !== undefined; part = started.pop()) await part.stop();
  };

  try {
    await checkPort(config);
    const madeKeys = await makeMissingKeys(data.keysFolder, `Countersign at ${baseUrl}`);
    let isReady = false;
    const keep = (name: string, part: Part, startAgain: () => Promise<Part>): KeptPart => {
      const kept = keepRunning(part, {
        name,
        startAgain,
        mayStartAgain: () => isReady,
        say,
        restartDelayMs: RESTART_DELAY_MS,
      });
      started.push(kept);
      return kept;
    };

    const database = await startDatabase(config, data, keep, say);
    calledOff.throwIfAborted();
    await migrateOrTell(database.url, config, data);
    calledOff.throwIfAborted();
    const environment = environmentOfParts(config, data, database.url, baseUrl);
    const parts = [...database.parts, ...startPrograms(environment, data, keep)];
    const gaveUp = Promise.race(parts.map((part) => part.gaveUp));
    await untilReady(address, gaveUp, calledOff);
    isReady = true;
    return { baseUrl, data, madeKeys, gaveUp, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function claimOrTell(data: DataFolder, baseUrl: string): Promise<Claim> {
  const lock = await claim(data.lockFile, { address: baseUrl }).catch((error: unknown) => {
    throw explainFolder(error, data.folder);
  });
  if (!isHolder(lock)) return lock;
  const where = lock.facts['address'] ?? 'an unknown address';
  throw new CannotStart(
    `Countersign is running already, at ${where} (process ${lock.pid}, data in \`${data.folder}\`); use that one, or stop it`,
  );
}

/**
 * A taken port is found out before anything is started, and said in a sentence. The API of a launcher that was killed a
 * moment ago still closes its connections: it is given some time.
 */
async function checkPort({ host, port }: LaunchConfig): Promise<void> {
  const giveUpAt = Date.now() + PORT_LIMIT_MS;
  for (;;) {
    const why = await whyNotListen(host, port);
    if (why === null) return;
    if (Date.now() > giveUpAt) {
      const way = `name a free port, as in \`npm start -- --port ${port + 1}\` or \`PORT=${port + 1} npm start\``;
      throw new CannotStart(`nothing can listen on port ${port} of \`${host}\` (${why}); ${way}`);
    }
    await pause(READY_POLL_MS);
  }
}

async function freePort(host: string): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port');
  return address.port;
}

async function whyNotListen(host: string, port: number): Promise<string | null> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return null;
  } catch (error) {
    return reasonOf(error);
  } finally {
    probe.close();
  }
}

type Keep = (name: string, part: Part, startAgain: () => Promise<Part>) => KeptPart;

async function startDatabase(
  config: LaunchConfig,
  data: DataFolder,
  keep: Keep,
  say: (text: string) => void,
): Promise<{ url: string; parts: KeptPart[] }> {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, parts: [] };
  const begin = async (port: 'free' | number): Promise<Part & { url: string }> => {
    const server = await startEmbedded({ folder: data.databaseFolder, port });
    server.notes.forEach(say);
    const ended = server.ended.then(() => `its log is in \`${data.databaseFolder}\``);
    return { ended, url: server.connectionString, stop: () => server.stop() };
  };
  const first = await begin('free');
  // Started again, it takes the same port, where API and worker look for it.
  const port = Number(new URL(first.url).port);
  return { url: first.url, parts: [keep('PostgreSQL', first, () => begin(port))] };
}

/** Somebody else's server may be down, too old, or keep its tables from us: that is said, not thrown. */
async function migrateOrTell(url: string, config: LaunchConfig, { keysFolder }: DataFolder): Promise<void> {
  const isTheirs = config.databaseUrl !== null;
  try {
    await migrate(url);
    await sealPlain(url, () => readPersonalSecret({ ...config.environment, KEYS_DIR: keysFolder }));
  } catch (error) {
    if (!isTheirs && !(error instanceof CannotMigrate)) throw error;
    const what = isTheirs
      ? 'the database of `DATABASE_URL` cannot be used'
      : 'the database cannot be brought up to date';
    throw new CannotStart(`${what}: ${reasonOf(error)}`);
  }
}

function environmentOfParts(config: LaunchConfig, data: DataFolder, databaseUrl: string, baseUrl: string): Environment {
  return {
    ...config.environment,
    DATABASE_URL: databaseUrl,
    BASE_URL: baseUrl,
    HOST: config.host,
    PORT: String(config.port),
    KEYS_DIR: data.keysFolder,
    MAIL_CAPTURE: String(!config.mailLeaves),
  };
}

function startPrograms(environment: Environment, data: DataFolder, keep: Keep): KeptPart[] {
  return ['worker', 'api'].map((app) => {
    const begin = (): Part =>
      startNodePart({
        main: join(checkoutFolder(), 'dist', 'apps', app, 'src', 'main.js'),
        environment,
        logFile: join(data.logsFolder, `${app}.log`),
      });
    return keep(app === 'api' ? 'the API' : 'the worker', begin(), () => Promise.resolve(begin()));
  });
}

async function untilReady(address: string, gaveUp: Promise<string>, calledOff: AbortSignal): Promise<void> {
  const failed = new AbortController();
  void gaveUp.then((why) => {
    failed.abort(new CannotStart(why));
  });
  const late = AbortSignal.timeout(READY_LIMIT_MS);
  const signal = AbortSignal.any([calledOff, failed.signal, late]);
  for (;;) {
    if (late.aborted) throw new CannotStart(`the API was not ready after ${READY_LIMIT_MS / 1000} seconds`);
    signal.throwIfAborted();
    const answer = await fetch(`${address}/v1/health/ready`, { signal }).catch(() => null);
    await answer?.arrayBuffer().catch(() => null);
    if (answer?.ok === true) return;
    await pause(READY_POLL_MS, null, { signal }).catch(() => null);
  }
}

/** A browser makes passkeys for a site that has a name, and for none that is an IP address: this machine goes by its name. */
function addressForPeople({ host, port }: LaunchConfig): string {
  return `http://${THIS_MACHINE.includes(host) ? 'localhost' : hostInAddress(host)}:${port}`;
}

/** An API that listens everywhere is asked here; an IPv6 address stands in brackets. */
function hostInAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
