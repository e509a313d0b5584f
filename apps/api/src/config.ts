/** What the environment says, read once. Everything else takes the typed value. */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { witnessPolicy } from '#evidence';
import type { Policy } from '#ledger';
import { permitsIn, type Permit } from '#outbound';
import {
  PERSONAL_SECRET_FILE,
  evidenceYears,
  personalSecret,
  publicAddress,
  warnOfReaders,
  withFiles,
  type Environment,
} from '#discretion';

/** The settings of one API process. */
export interface Config {
  readonly databaseUrl: string;
  /** The address people and machines use, without a trailing slash; links in mail and the issuer of proofs. */
  readonly baseUrl: string;
  readonly host: string;
  readonly port: number;
  /** The folder with the keys that API and worker share. */
  readonly keysDir: string;
  /** Signs session cookies. */
  readonly authSecret: string;
  /** Seals the keys of persons. */
  readonly personalSecret: string;
  /** Mail is kept in the database and shown at `/mailbox` instead of leaving the machine. */
  readonly mailCapture: boolean;
  /** Verified addresses of the people who operate the service, in lower case. */
  readonly operatorEmails: readonly string[];
  /** Addresses or networks whose `X-Forwarded-For` tells who the client is; without any, nobody's does. */
  readonly trustedProxies: readonly string[];
  readonly limits: {
    /** Requests of one address, person or key in a minute; and `attempts` at a secret, by an address or a person. */
    readonly perMinute: Readonly<Record<'address' | 'person' | 'key' | 'attempts', number>>;
    /** Sign-in mails that one address of a network may ask for, and that go to one mailbox, while a link counts. */
    readonly mailsPerAddressMax: number;
    readonly mailsPerMailboxMax: number;
    readonly mailsPerMailboxDayMax: number;
  };
  /** Hosts and networks beside the public internet that may be sent to when somebody states them. */
  readonly outboundPermits: readonly Permit[];
  /** How long evidence is kept of whoever was erased: they are told. */
  readonly evidenceYears: number;
  /** Who cosigns checkpoints of the log, and how many of them must; `null` for nobody. */
  readonly witnesses: Policy | null;
  /** How long a request may take to arrive: its headers, and all of it; and how long what is under way may take at the end. */
  readonly times: { readonly headersMs: number; readonly requestMs: number; readonly endingMs: number };
  readonly logLevel: LogLevel;
  /** Where the log goes instead of standard output. */
  readonly logFile: string | null;
  /** What whoever operates this should mend, a sentence each. */
  readonly warnings: readonly string[];
  /** The process that started this one sets the clock: for scenario runs. */
  readonly clockFromParent: boolean;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** A setting is missing or unusable: the process says so in one sentence and stops. */
export class ConfigError extends Error {}

/** What may come as a file, as containers hand it over: `NAME_FILE` names it. */
const SECRETS = ['DATABASE_URL', 'AUTH_SECRET', 'PERSONAL_SECRET'];
const SECRET_FILES = ['auth.secret', PERSONAL_SECRET_FILE, 'webhook.secret', 'receipt.key', 'seal.pem'];

export function readConfig(given: Environment = process.env): Config {
  const env = withFiles(given, [...SECRETS, 'WITNESSES'], (sentence) => new ConfigError(sentence));
  const keysDir = required(env, 'KEYS_DIR', 'the folder that holds `receipt.key` and `log.pub`');
  return {
    databaseUrl: postgresUrl(
      required(env, 'DATABASE_URL', 'an address such as `postgres://user:password@127.0.0.1:5432/countersign`'),
    ),
    baseUrl: publicAddress(env, (sentence) => new ConfigError(sentence)).origin,
    host: env['HOST'] ?? '127.0.0.1',
    port: wholeNumber(env['PORT'] ?? '3000', 'PORT', 0, 65_535),
    keysDir,
    authSecret: env['AUTH_SECRET'] === undefined ? secretFile(keysDir) : longSecret(env['AUTH_SECRET'], 'AUTH_SECRET'),
    personalSecret: personalSecret(env, keysDir, (sentence) => new ConfigError(sentence)),
    mailCapture: yesOrNo(env['MAIL_CAPTURE'] ?? 'false', 'MAIL_CAPTURE'),
    operatorEmails: list(env['OPERATOR_EMAILS']).map((address) => address.toLowerCase()),
    trustedProxies: networks(list(env['TRUSTED_PROXIES'])),
    limits: limits(env),
    outboundPermits: permitsIn(env['OUTBOUND_ALLOW'], (sentence) => new ConfigError(sentence)),
    evidenceYears: evidenceYears(env, (sentence) => new ConfigError(sentence)),
    witnesses: witnessPolicy(env['WITNESSES'], (sentence) => new ConfigError(sentence)),
    times: {
      headersMs: wholeNumber(env['HEADERS_TIMEOUT_MS'] ?? '15000', 'HEADERS_TIMEOUT_MS', 50, 600_000),
      requestMs: wholeNumber(env['REQUEST_TIMEOUT_MS'] ?? '60000', 'REQUEST_TIMEOUT_MS', 50, 600_000),
      endingMs: wholeNumber(env['ENDING_TIMEOUT_MS'] ?? '15000', 'ENDING_TIMEOUT_MS', 50, 600_000),
    },
    logLevel: logLevel(env['LOG_LEVEL'] ?? 'info'),
    logFile: env['LOG_FILE'] ?? null,
    warnings: warnOfReaders([
      ...SECRETS.map((name) => given[`${name}_FILE`]),
      ...SECRET_FILES.map((name) => join(keysDir, name)),
    ]),
    clockFromParent: yesOrNo(env['CLOCK_FROM_PARENT'] ?? 'false', 'CLOCK_FROM_PARENT'),
  };
}

function limits(env: Environment): Config['limits'] {
  const most = (name: string, usual: number) => wholeNumber(env[name] ?? String(usual), name, 1, 100_000_000);
  return {
    perMinute: {
      address: most('ADDRESS_REQUESTS_PER_MINUTE', 6000),
      person: most('PERSON_REQUESTS_PER_MINUTE', 1200),
      key: most('KEY_REQUESTS_PER_MINUTE', 60_000),
      attempts: most('ATTEMPTS_PER_MINUTE', 60),
    },
    mailsPerAddressMax: most('SIGN_IN_MAILS_PER_ADDRESS', 200),
    mailsPerMailboxMax: most('SIGN_IN_MAILS_PER_MAILBOX', 5),
    mailsPerMailboxDayMax: most('SIGN_IN_MAILS_PER_MAILBOX_DAY', 40),
  };
}

function list(value = ''): string[] {
  return value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function networks(items: readonly string[]): readonly string[] {
  const wrong = items.find((item) => isIP(item.split('/', 1)[0] ?? '') === 0);
  if (wrong === undefined) return items;
  throw new ConfigError(`\`TRUSTED_PROXIES\` has \`${wrong}\`; list addresses or networks such as \`10.0.0.0/8\``);
}

function required(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new ConfigError(`\`${name}\` is not set; set it to ${what}`);
  return value;
}

function postgresUrl(value: string): string {
  const protocol = URL.canParse(value) ? new URL(value).protocol : '';
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    // The value itself stays out of the message: it holds a password.
    throw new ConfigError('`DATABASE_URL` is not a PostgreSQL address; it starts with `postgres://`');
  }
  return value;
}

function wholeNumber(value: string, name: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most)) {
    throw new ConfigError(`\`${name}\` is \`${value}\`; set it to a whole number from ${least} to ${most}`);
  }
  return number;
}

function yesOrNo(value: string, name: string): boolean {
  if (value !== 'true' && value !== 'false')
    throw new ConfigError(`\`${name}\` is \`${value}\`; set it to \`true\` or \`false\``);
  return value === 'true';
}

function logLevel(value: string): LogLevel {
  const level = LOG_LEVELS.find((name) => name === value);
  if (level === undefined)
    throw new ConfigError(`\`LOG_LEVEL\` is \`${value}\`; set it to one of ${LOG_LEVELS.join(', ')}`);
  return level;
}

function longSecret(value: string, where: string): string {
  if (value.length < 32) throw new ConfigError(`\`${where}\` is too short; make it 32 characters or more`);
  return value;
}

function secretFile(keysDir: string): string {
  const file = join(keysDir, 'auth.secret');
  try {
    return longSecret(readFileSync(file, 'utf8').trim(), file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`\`AUTH_SECRET\` is not set and \`${file}\` cannot be read; provide one of them`);
  }
}
