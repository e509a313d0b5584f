/** A service of its own for scenarios: real database, API and worker in a temporary folder, and a clock that can be set. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openStore, removeEmbedded, startEmbedded } from '#store';
import { checkoutFolder, readPersonalSecret, type Environment } from '../config.js';
import { makeMissingKeys, prepareDataFolder } from '../start/data-folder.js';
import { startNodePart, type NodePart } from '../start/node-part.js';
import { signedIn, type Visitor } from '../demo/visitor.js';
import type { Stage } from './world.js';

/** A scenario runs as fast as it can, and is nobody's attack. */
const UNLIMITED = {
  ...{ ADDRESS_REQUESTS_PER_MINUTE: '1000000', PERSON_REQUESTS_PER_MINUTE: '1000000' },
  ...{ KEY_REQUESTS_PER_MINUTE: '1000000', ATTEMPTS_PER_MINUTE: '1000000' },
  ...{ SIGN_IN_MAILS_PER_ADDRESS: '1000000', SIGN_IN_MAILS_PER_MAILBOX: '1000000' },
  SIGN_IN_MAILS_PER_MAILBOX_DAY: '1000000',
};

/** A stage that is to be struck when the play is over. */
export interface BuiltStage extends Stage {
  stop(): Promise<void>;
}

const ORIGIN = 'http://127.0.0.1';
const OPERATOR = 'operator@scenario.example';

/** Builds the stage; nothing of it outlives `stop`. */
export async function buildStage(environment: Environment): Promise<BuiltStage> {
  const data = await prepareDataFolder(await mkdtemp(join(tmpdir(), 'countersign-scenarios-')));
  const started: { stop(): Promise<unknown> }[] = [
    { stop: () => rm(data.folder, { recursive: true, force: true }) },
    { stop: () => removeEmbedded(data.databaseFolder) },
  ];
  const stop = async (): Promise<void> => {
    for (let part = started.pop(); part !== undefined; part = started.pop()) await part.stop();
  };

  try {
    await makeMissingKeys(data.keysFolder, 'Countersign scenarios');
    const database = await startEmbedded({ folder: data.databaseFolder, port: 'free' });
    started.push(database);
    await migrate(database.connectionString);
    const settings = {
      ...environment,
      DATABASE_URL: database.connectionString,
      BASE_URL: ORIGIN,
      HOST: '127.0.0.1',
      PORT: '0',
      KEYS_DIR: data.keysFolder,
      MAIL_CAPTURE: 'true',
      ...UNLIMITED,
      OPERATOR_EMAILS: OPERATOR,
      CLOCK_FROM_PARENT: 'true',
    };
    const begin = (app: string): NodePart => {
      const main = join(checkoutFolder(), 'dist', 'apps', app, 'src', 'main.js');
      const part = startNodePart({ main, environment: settings, logFile: join(data.logsFolder, `${app}.log`) });
      started.push(part);
      return part;
    };
    begin('worker');
    const api = begin('api');
    const baseUrl = await api.hears(readyAt);
    const clock: { at: string | null } = { at: null };
    const store = openStore({
      personalSecret: readPersonalSecret(settings),
      connectionString: database.connectionString,
      clock: (databaseNow) => clock.at ?? databaseNow,
    });
    started.push({ stop: () => store.close() });
    let operator: Promise<Visitor> | undefined;
    return {
      baseUrl,
      origin: ORIGIN,
      setClock: (at) => {
        clock.at = at;
        return setClock(api, at);
      },
      store,
      operator: () => (operator ??= signedIn(baseUrl, { email: OPERATOR })),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function setClock(api: NodePart, at: string | null): Promise<void> {
  const told = api.hears((message) => (has(message, 'clock') && message.clock === at ? true : undefined));
  api.tell({ clock: at });
  await told;
}

function readyAt(message: unknown): string | undefined {
  return has(message, 'ready') && typeof message.ready === 'string' ? message.ready : undefined;
}

function has<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}
