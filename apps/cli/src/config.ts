/** What the command line is told from outside. The only place of this app that reads the environment. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { personalSecret, withFiles, type Environment } from '#discretion';

/** What `countersign start` goes by. */
export interface LaunchConfig {
  /** The database, the keys and the logs are kept here. */
  readonly dataFolder: string;
  /** A PostgreSQL to use in place of our own. */
  readonly databaseUrl: string | null;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address people use, when it differs from `http://HOST:PORT`. */
  readonly baseUrl: string | null;
  /** Mail leaves by SMTP; otherwise it stays in the service, which shows it at `/mailbox`. */
  readonly mailLeaves: boolean;
  /** Passed on to the parts, with what the launcher decides laid over it. */
  readonly environment: Environment;
}

export type { Environment };

/** A setting is unusable: the message says which, and how to set it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** What may come as a file: `NAME_FILE` names it. What the launcher starts is handed the secret itself. */
const SECRETS = ['DATABASE_URL', 'SMTP_URL', 'REDIS_URL', 'AUTH_SECRET', 'PERSONAL_SECRET', 'COUNTERSIGN_API_KEY'];

export function withSecrets(environment: Environment): Environment {
  return withFiles(environment, SECRETS, (sentence) => new ConfigError(sentence));
}

/** The environment of this process. */
export const environment: Environment = process.env;

const DEFAULT_PORT = 4310;

export function readLaunchConfig(environment: Environment): LaunchConfig {
  const value = (name: string): string | null => {
    const found = environment[name];
    return found === undefined || found === '' ? null : found;
  };
  return {
    dataFolder: resolve(value('COUNTERSIGN_DATA') ?? join(checkoutFolder(), '.countersign')),
    databaseUrl: value('DATABASE_URL'),
    host: value('HOST') ?? '127.0.0.1',
    port: portNumber(value('PORT') ?? String(DEFAULT_PORT)),
    baseUrl: value('BASE_URL'),
    mailLeaves: value('SMTP_URL') !== null,
    environment,
  };
}

/** What seals the keys of persons in the database that the commands work on: given, or beside the other keys. */
export function readPersonalSecret(environment: Environment): string {
  const { KEYS_DIR: given = '' } = environment;
  const keysDir = given === '' ? keysFolderOf(readLaunchConfig(environment).dataFolder) : given;
  return personalSecret(environment, keysDir, (sentence) => new ConfigError(sentence));
}

/** Where a data folder holds the keys. */
export function keysFolderOf(dataFolder: string): string {
  return join(dataFolder, 'keys');
}

/** What the commands that ask a running service go by. */
export interface ClientConfig {
  /** The address of the service, without a slash at its end. */
  readonly url: string;
  readonly apiKey: string | null;
}

export function readClientConfig(environment: Environment): ClientConfig {
  const url = environment['COUNTERSIGN_URL'] ?? '';
  const apiKey = environment['COUNTERSIGN_API_KEY'] ?? '';
  return {
    url: serviceUrl(url === '' ? `http://localhost:${DEFAULT_PORT}` : url),
    apiKey: apiKey === '' ? null : apiKey,
  };
}

/** The address of a service as people type it, in the one form to which paths are added. */
export function serviceUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(`\`${text}\` is not an address; write one such as \`https://countersign.example\``);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** The folder that holds package.json, from the sources and from what is built of them alike. */
export function checkoutFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above \`${here}\``);
  }
}

export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new ConfigError(`port \`${text}\` is none; set \`PORT\` or \`--port\` to a number from 1 to 65535`);
}
