/** What the worker is told from outside. The only place of this app that reads the environment. */
import { join } from 'node:path';
import { publicAddress, warnOfReaders, withFiles, type Environment } from '#discretion';

export interface WorkerConfig {
  readonly databaseUrl: string;
  /** The public address, for links in mail and the issuer of seals. */
  readonly baseUrl: URL;
  /** Where `log.key` and `seal.pem` lie. */
  readonly keysDir: string;
  /** Mail goes to an SMTP server, or stays in the database where `/mailbox` shows it. */
  readonly mail: { readonly kind: 'smtp'; readonly url: string } | { readonly kind: 'capture' };
  readonly mailFrom: string;
  /** With it the queue lives in Redis, without it in PostgreSQL. */
  readonly redisUrl: string | null;
  /** Deliveries that are made at a time. */
  readonly concurrency: number;
  readonly logLevel: string;
  /** Where the log goes instead of standard output. */
  readonly logFile: string | null;
  /** What whoever operates this should mend, a sentence each. */
  readonly warnings: readonly string[];
}

export class ConfigError extends Error {}

/** What may come as a file, as containers hand it over: `NAME_FILE` names it. */
const SECRETS = ['DATABASE_URL', 'SMTP_URL', 'REDIS_URL'];

/** Reads the environment, or throws a `ConfigError` whose message names the variable and what to set it to. */
export function readConfig(given: Environment = process.env): WorkerConfig {
  const env = withFiles(given, SECRETS, (sentence) => new ConfigError(sentence));
  const keysDir = needed(env, 'KEYS_DIR', 'the folder with `log.key` and `seal.pem`');
  return {
    databaseUrl: needed(env, 'DATABASE_URL', 'a PostgreSQL connection string'),
    baseUrl: publicAddress(env, (sentence) => new ConfigError(sentence)),
    keysDir,
    mail: mail(env),
    mailFrom: env['MAIL_FROM'] ?? 'Countersign <no-reply@localhost>',
    redisUrl: env['REDIS_URL'] ?? null,
    concurrency: concurrency(env),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    logFile: env['LOG_FILE'] ?? null,
    warnings: warnOfReaders([
      ...SECRETS.map((name) => given[`${name}_FILE`]),
      ...['log.key', 'seal.pem'].map((name) => join(keysDir, name)),
    ]),
  };
}

function mail(env: Environment): WorkerConfig['mail'] {
  const url = env['SMTP_URL'];
  if (url !== undefined && url !== '') return { kind: 'smtp', url };
  if (env['MAIL_CAPTURE'] === 'true') return { kind: 'capture' };
  throw new ConfigError('no way to send mail; set `SMTP_URL`, or `MAIL_CAPTURE=true` to keep mail inside the service');
}

const CONCURRENCY = 16;
const CONCURRENCY_MAX = 200;

function concurrency(env: Environment): number {
  const given = env['DELIVERY_CONCURRENCY'] ?? String(CONCURRENCY);
  const count = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (count < 1 || count > CONCURRENCY_MAX)
    throw new ConfigError(`\`DELIVERY_CONCURRENCY\` is \`${given}\`; set it to a number from 1 to ${CONCURRENCY_MAX}`);
  return count;
}

function needed(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new ConfigError(`\`${name}\` is not set; set it to ${what}`);
  return value;
}
