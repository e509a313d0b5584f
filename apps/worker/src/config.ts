/** What the worker is told from outside. The only place of this app that reads the environment. */
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

export interface WorkerConfig {
  readonly databaseUrl: string;
  /** The public address, for links in mail and the issuer of seals. */
  readonly baseUrl: URL;
  /** Where `log.key` and `webhook.secret` lie, and `seal.pem` unless the seal's key is elsewhere. */
  readonly keysDir: string;
  /** Seals the keys of persons. */
  readonly personalSecret: string;
  readonly seal: SealConfig;
  /** The paper of certificates for whoever lives nowhere that is known. */
  readonly paper: 'A4' | 'Letter';
  /** The authority (RFC 3161) that every seal is stamped by. */
  readonly timeStampUrl: URL | null;
  /** Mail goes to an SMTP server, or stays in the database where `/mailbox` shows it. */
  readonly mail: { readonly kind: 'smtp'; readonly url: string } | { readonly kind: 'capture' };
  readonly mailFrom: string;
  /** Where answers go, unless to the sender. */
  readonly mailReplyTo: string | null;
  /** Signs mail with `dkim.pem`, as the domain's DNS states under this selector. */
  readonly dkim: { readonly domain: string; readonly selector: string } | null;
  /** Mail that comes back goes to this domain; `listen` is where this worker takes it, `null` where another one does. */
  readonly bounces: { readonly domain: string; readonly listen: { host: string; port: number } | null } | null;
  /** With it the queue lives in Redis, without it in PostgreSQL. */
  readonly redisUrl: string | null;
  /** How long the next hop may take for one mail; less than a delivery is taken for, so that nobody else sends it meanwhile. */
  readonly mailTimeoutMs: number;
  /** How long evidence is kept of whoever was erased. */
  readonly evidenceYears: number;
  /** Deliveries that are made at a time. */
  readonly concurrency: number;
  /** How long a receiver of webhooks may take to answer. */
  readonly webhookTimeoutMs: number;
  /** Hosts and networks beside the public internet that may be sent to when somebody states them. */
  readonly outboundPermits: readonly Permit[];
  /** Who is asked to cosign checkpoints of the log; `null` for nobody. */
  readonly witnesses: Policy | null;
  readonly logLevel: string;
  /** Where the log goes instead of standard output. */
  readonly logFile: string | null;
  /** What whoever operates this should mend, a sentence each. */
  readonly warnings: readonly string[];
}

/** Where the key that seals documents is. */
export type SealConfig =
  | { readonly kind: 'pem'; readonly path: string }
  | { readonly kind: 'pkcs12'; readonly path: string; readonly passphrase: string }
  | {
      readonly kind: 'pkcs11';
      readonly modulePath: string;
      /** The label of the token; `null` takes the only one there is. */
      readonly token: string | null;
      /** The label of the key. */
      readonly key: string;
      readonly pin: string;
      /** The certificates in PEM, that of the key first. */
      readonly certificatesPath: string;
    };

export class ConfigError extends Error {}

/** What may come as a file, as containers hand it over: `NAME_FILE` names it. */
const SECRETS = ['DATABASE_URL', 'PERSONAL_SECRET', 'SMTP_URL', 'REDIS_URL', 'SEAL_P12_PASSPHRASE', 'SEAL_PKCS11_PIN'];

/** Reads the environment, or throws a `ConfigError` whose message names the variable and what to set it to. */
export function readConfig(given: Environment = process.env): WorkerConfig {
  const env = withFiles(given, [...SECRETS, 'WITNESSES'], (sentence) => new ConfigError(sentence));
  const keysDir = needed(env, 'KEYS_DIR', 'the folder with `log.key`, `seal.pem` and `webhook.secret`');
  return {
    databaseUrl: needed(env, 'DATABASE_URL', 'a PostgreSQL connection string'),
    baseUrl: publicAddress(env, (sentence) => new ConfigError(sentence)),
    keysDir,
    personalSecret: personalSecret(env, keysDir, (sentence) => new ConfigError(sentence)),
    seal: seal(env, keysDir),
    paper: paper(env['PAPER'] ?? 'A4'),
    timeStampUrl: timeStampUrl(env['TSA_URL'] ?? ''),
    mail: mail(env),
    mailFrom: env['MAIL_FROM'] ?? 'Countersign <no-reply@localhost>',
    mailReplyTo: named(env['MAIL_REPLY_TO']),
    dkim: dkim(env),
    bounces: bounces(env),
    redisUrl: env['REDIS_URL'] ?? null,
    mailTimeoutMs: wholeNumber(env, 'MAIL_TIMEOUT_MS', { usual: 60_000, max: 70_000 }),
    evidenceYears: evidenceYears(env, (sentence) => new ConfigError(sentence)),
    concurrency: wholeNumber(env, 'DELIVERY_CONCURRENCY', { usual: 16, max: 200 }),
    webhookTimeoutMs: wholeNumber(env, 'WEBHOOK_TIMEOUT_MS', { usual: 15_000, max: 30_000 }),
    outboundPermits: permitsIn(env['OUTBOUND_ALLOW'], (sentence) => new ConfigError(sentence)),
    witnesses: witnessPolicy(env['WITNESSES'], (sentence) => new ConfigError(sentence)),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    logFile: env['LOG_FILE'] ?? null,
    warnings: warnOfReaders([
      ...SECRETS.map((name) => given[`${name}_FILE`]),
      ...['log.key', 'seal.pem', 'dkim.pem', PERSONAL_SECRET_FILE, 'webhook.secret'].map((name) => join(keysDir, name)),
      given['SEAL_P12'],
    ]),
  };
}

/** Deployments hand over an empty text for what they leave out. */
function named(given = ''): string | null {
  return given === '' ? null : given;
}

function dkim(env: Environment): WorkerConfig['dkim'] {
  const { DKIM_SELECTOR: selector = '', DKIM_DOMAIN: domain = '' } = env;
  if (selector === '' && domain === '') return null;
  if (selector === '' || domain === '')
    throw new ConfigError('`DKIM_SELECTOR` and `DKIM_DOMAIN` go together; set both, or neither');
  return { selector, domain };
}

function bounces(env: Environment): WorkerConfig['bounces'] {
  const { BOUNCE_DOMAIN: domain = '', BOUNCE_LISTEN: listen = '' } = env;
  if (domain === '' && listen === '') return null;
  if (domain === '')
    throw new ConfigError('`BOUNCE_LISTEN` needs `BOUNCE_DOMAIN`; set it to the domain that mail comes back to');
  if (listen === '') return { domain, listen: null };
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(listen) ?? [];
  if (host === '' || Number(port) > 65_535)
    throw new ConfigError(`\`BOUNCE_LISTEN\` is \`${listen}\`; set it to a host and a port, such as \`0.0.0.0:2525\``);
  return { domain, listen: { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) } };
}

function mail(env: Environment): WorkerConfig['mail'] {
  const url = env['SMTP_URL'];
  if (url !== undefined && url !== '') return { kind: 'smtp', url };
  if (env['MAIL_CAPTURE'] === 'true') return { kind: 'capture' };
  throw new ConfigError('no way to send mail; set `SMTP_URL`, or `MAIL_CAPTURE=true` to keep mail inside the service');
}

function wholeNumber(env: Environment, name: string, { usual, max }: { usual: number; max: number }): number {
  const given = env[name] ?? String(usual);
  const count = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= max) return count;
  throw new ConfigError(`\`${name}\` is \`${given}\`; set it to a number from 1 to ${max}`);
}

function seal(env: Environment, keysDir: string): SealConfig {
  const { SEAL_P12: pkcs12 = '', SEAL_PKCS11_MODULE: modulePath = '', SEAL_PKCS11_TOKEN: token = '' } = env;
  if (pkcs12 !== '' && modulePath !== '')
    throw new ConfigError(
      '`SEAL_P12` and `SEAL_PKCS11_MODULE` are both set; set the one that holds the key of the seal',
    );
  // No passphrase is one too.
  if (pkcs12 !== '') return { kind: 'pkcs12', path: pkcs12, passphrase: env['SEAL_P12_PASSPHRASE'] ?? '' };
  if (modulePath === '') return { kind: 'pem', path: join(keysDir, 'seal.pem') };
  return {
    ...{ kind: 'pkcs11', modulePath, token: token === '' ? null : token },
    key: needed(env, 'SEAL_PKCS11_KEY', 'the label of the key in the token'),
    pin: needed(env, 'SEAL_PKCS11_PIN', "the token's PIN, or `SEAL_PKCS11_PIN_FILE` to a file that holds it"),
    certificatesPath: join(keysDir, 'seal.crt'),
  };
}

function paper(given: string): WorkerConfig['paper'] {
  if (given === 'A4' || given === 'Letter') return given;
  throw new ConfigError(`\`PAPER\` is \`${given}\`; set it to \`A4\` or \`Letter\``);
}

function timeStampUrl(given: string): URL | null {
  if (given === '') return null;
  const url = URL.canParse(given) ? new URL(given) : null;
  // Plain HTTP is what most authorities have: what they answer is signed.
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new ConfigError('`TSA_URL` is no `http:` or `https:` address; set it to that of an RFC 3161 authority');
}

function needed(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new ConfigError(`\`${name}\` is not set; set it to ${what}`);
  return value;
}
