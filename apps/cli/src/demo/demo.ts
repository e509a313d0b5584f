import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart, removeEmbedded, temporaryDatabase } from '#store';
import { readLaunchConfig, serviceUrl, type Environment } from '../config.js';
import { launch } from '../start/launch.js';
import { stopSignal } from '../start/stop-signal.js';
import { line, type Terminal } from '../terminal.js';
import { CommandError, EXIT_ERROR, readArguments } from '../usage.js';
import { Differs, narrator } from './narrator.js';
import { playOffline, playOnline } from './story.js';
import { Refused, stranger } from './visitor.js';

const HELP = `countersign demo: tells the whole story of one consent, against the running parts

  --url ADDRESS  a service that runs already, with captured mail; without it, one is started for the story alone

Everything goes over the public HTTP API. Exit code: 0 all of it went as it must, 1 something differs, 3 an error.
`;

const EXIT_DIFFERS = 1;

/** Tells the story, and resolves with the exit code when everything that was started for it is gone. */
export async function demo(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values } = readArguments('demo', args, {
    url: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) {
    terminal.out(HELP);
    return 0;
  }
  const say = (text: string): void => {
    terminal.err(`   ${line(text)}`);
  };
  const calledOff = stopSignal(say);
  try {
    const service = values.url === undefined ? await ownService(environment, say, calledOff) : running(values.url);
    return await told(service, terminal, calledOff).finally(() => service.clear());
  } catch (error) {
    if (calledOff.aborted) return EXIT_ERROR;
    throw error instanceof CannotStart ? new CommandError(error.message) : error;
  }
}

/** A service to tell the story on. */
interface Service {
  readonly baseUrl: string;
  /** Null where it is somebody else's, and goes on running. */
  readonly stop: (() => Promise<void>) | null;
  /** Removes every trace of it. */
  clear(): Promise<void>;
}

function running(address: string): Service {
  return { baseUrl: serviceUrl(address), stop: null, clear: () => Promise.resolve() };
}

/** Starts one on a free port with data of its own; a server that `DATABASE_URL` names gives it a database of its own. */
async function ownService(
  environment: Environment,
  say: (text: string) => void,
  calledOff: AbortSignal,
): Promise<Service> {
  const { databaseUrl } = readLaunchConfig(environment);
  const dataFolder = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
  // Entered by the user that PostgreSQL runs as when we are root; what is secret in it is closed by itself.
  await chmod(dataFolder, 0o711);
  const database = databaseUrl === null ? null : await temporaryDatabase(databaseUrl);
  const clear = async (): Promise<void> => {
    await database?.drop();
    await removeEmbedded(join(dataFolder, 'postgresql'));
    await rm(dataFolder, { recursive: true, force: true });
  };
  try {
    const config = {
      ...{ dataFolder, databaseUrl: database?.connectionString ?? null, baseUrl: null },
      ...{ host: '127.0.0.1', port: 0, mailLeaves: false },
      // No mail of the story leaves, and no job of it lands in a queue that others work on.
      environment: { ...environment, SMTP_URL: undefined, REDIS_URL: undefined },
    };
    const launched = await launch({ config, say, calledOff });
    return {
      baseUrl: launched.baseUrl,
      stop: () => launched.stop(),
      clear: async () => {
        await launched.stop();
        await clear();
      },
    };
  } catch (error) {
    await clear();
    throw error;
  }
}

async function told(service: Service, terminal: Terminal, calledOff: AbortSignal): Promise<number> {
  const { baseUrl } = service;
  const beganAt = performance.now();
  const isStyled = process.stdout.isTTY && process.stdout.hasColors();
  const tale = narrator(terminal, isStyled);
  const folder = await mkdtemp(join(tmpdir(), 'countersign-files-'));
  const scene = { baseUrl, narrator: tale, folder, anyone: stranger(baseUrl), run: randomUUID() };
  try {
    tale.headline('Countersign: one consent, from request to proof', `over the public HTTP API of ${baseUrl}`);
    const kept = await Promise.race([playOnline(scene), failedBy(calledOff)]);
    await service.stop?.();
    await playOffline(scene, kept, service.stop !== null);
    tale.headline(`All of it went as it must: ${tale.heldCount()} things held, in ${seconds(beganAt)} seconds.`);
    terminal.out('\n');
    return 0;
  } catch (error) {
    if (!(error instanceof Differs || error instanceof Refused)) throw error;
    terminal.err(`\n   ${line(`✗ ${error.message}`)}`);
    return EXIT_DIFFERS;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function seconds(beganAt: number): number {
  return Math.round((performance.now() - beganAt) / 1000);
}

function failedBy(calledOff: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    calledOff.addEventListener('abort', () => {
      reject(new Error('called off'));
    });
  });
}
