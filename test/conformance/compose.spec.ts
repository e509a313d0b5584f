import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig as readApiConfig } from '../../apps/api/src/config.js';
import { readConfig as readWorkerConfig } from '../../apps/worker/src/config.js';

/** Checks the deployment as far as that is possible without an engine: that its parts fit the programs and each other. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly unknown[] };
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
}

const file = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, null>>;
};
/** What has a file of its own, does not fit real people, or is set by hand in `countersign.env` where it is wanted at all. */
const ELSEWHERE: readonly string[] = [
  ...['ADDRESS_REQUESTS_PER_MINUTE', 'ATTEMPTS_PER_MINUTE', 'AUTH_SECRET', 'DELIVERY_CONCURRENCY', 'ENDING_TIMEOUT_MS'],
  ...['HEADERS_TIMEOUT_MS', 'KEY_REQUESTS_PER_MINUTE', 'LOG_FILE', 'MAIL_CAPTURE', 'MAIL_TIMEOUT_MS'],
  ...[
    'PERSONAL_SECRET',
    'PERSON_REQUESTS_PER_MINUTE',
    'PLAIN_HTTP',
    'REQUEST_TIMEOUT_MS',
    'SEAL_P12',
    'SEAL_PKCS11_MODULE',
  ],
  ...['SIGN_IN_MAILS_PER_ADDRESS', 'SIGN_IN_MAILS_PER_MAILBOX', 'SIGN_IN_MAILS_PER_MAILBOX_DAY', 'WEBHOOK_TIMEOUT_MS'],
];
const services = Object.entries(file.services);
const programs = services.filter(([, { command }]) => command?.[0] === 'node');
const guide = read('docs/operate.md');

describe('docker-compose.yml', () => {
  it('runs PostgreSQL, Redis, two APIs and a worker, after one migration', () => {
    expect(Object.keys(file.services)).toEqual(['postgres', 'redis', 'migrate', 'api-1', 'api-2', 'worker']);
  });

  it.each(programs)('%s runs a program that is built', (_name, { command }) => {
    const main = command?.find((word) => word.startsWith('dist/')) ?? '';
    expect(main).toMatch(/^dist\/apps\/\w+\/src\/main[.]js$/);
    expect(existsSync(join(root, main.replace('dist/', '').replace(/js$/, 'ts')))).toBe(true);
  });

  it.each([
    ['api-1', readApiConfig],
    ['api-2', readApiConfig],
    ['worker', readWorkerConfig],
  ] as const)('%s is given what its configuration reads, and nothing else', (name, readConfig) => {
    const asked = new Set<string>();
    // The secrets that it reads from files are checked below; this machine has no such files.
    const given: Record<string, string | undefined> = {
      ...environmentOf(name),
      ...settings(guide),
      ...{ AUTH_SECRET: 'x'.repeat(32), PERSONAL_SECRET: 'x'.repeat(32) },
    };
    readConfig(new Proxy(given, { get: (values, key: string) => (asked.add(key), values[key]) }));
    expect(Object.keys(environmentOf(name)).filter((key) => !asked.has(key))).toEqual([]);
  });

  it('lets a worker end what it may be at before it kills it', () => {
    const graceSeconds = Number(file.services['worker']?.stop_grace_period?.replace(/s$/, ''));
    const given = { ...environmentOf('worker'), ...settings(guide), PERSONAL_SECRET: 'x'.repeat(32) };
    const reading = (mailTimeoutMs: number) => () =>
      readWorkerConfig({ ...given, MAIL_TIMEOUT_MS: String(mailTimeoutMs) });
    expect(reading(70_000)).not.toThrow();
    expect(reading((graceSeconds - 4) * 1000)).toThrow('MAIL_TIMEOUT_MS');
  });

  it('hides no line of countersign.env behind an empty value', () => {
    // What a container finds in its environment wins over the file, an empty text too.
    for (const [, { environment }] of services)
      for (const value of Object.values(environment ?? {})) expect(value ?? '').not.toMatch(/:-\}$/);
  });

  it('waits only for services that can be waited for', () => {
    const waits = services.flatMap(([, { depends_on }]) => Object.entries(depends_on ?? {}));
    for (const [name, { condition }] of waits) {
      const service = file.services[name];
      expect(service).toBeDefined();
      if (condition === 'service_healthy') expect(service?.healthcheck).toBeDefined();
      if (condition === 'service_completed_successfully') expect(service?.restart).toBe('no');
    }
  });

  it.each(services.filter(([, { healthcheck }]) => healthcheck))(
    '%s is asked for its health in words',
    (_, service) => {
      // A YAML surprise, such as a colon in an unquoted word, would make an object of one.
      expect(service.healthcheck?.test.every((word) => typeof word === 'string')).toBe(true);
      expect(service.healthcheck?.test[0]).toBe('CMD');
    },
  );

  it('asks the API for its health at a path that the API has', () => {
    const paths = Object.keys((JSON.parse(read('docs/openapi.json')) as { paths: object }).paths);
    const asked = services.flatMap(([, { healthcheck }]) => {
      const path = /http:\/\/127[.]0[.]0[.]1:3000(\/[^'"]*)/.exec(healthcheck?.test.join(' ') ?? '')?.[1];
      return path === undefined ? [] : [path];
    });
    expect(asked).toHaveLength(2);
    for (const path of asked) expect(paths).toContain(path);
  });

  it('holds no secret, and puts none into the environment', () => {
    for (const [, { environment }] of services) {
      for (const [name, value] of Object.entries(environment ?? {})) {
        if (/PASSWORD|SECRET|TOKEN/.test(name)) expect(name).toMatch(/_FILE$/);
        expect(value ?? '').not.toMatch(/:\/\/[^/]*:[^/]*@/);
      }
    }
  });

  it('takes every secret from a file that the guide makes and that neither git nor an image takes up', () => {
    const used = new Set(services.flatMap(([, { secrets }]) => secrets ?? []));
    expect([...used].sort()).toEqual(Object.keys(file.secrets).sort());
    for (const [name, { file: path }] of Object.entries(file.secrets)) {
      expect(path).toBe(`./secrets/${name}`);
      expect(guide).toMatch(new RegExp(`(> |-out |-keyout )${name.replace('.', '[.]')}\\b`));
    }
    expect(read('.gitignore').split('\n')).toContain('secrets/');
    expect(read('.dockerignore').split('\n')[0]).toBe('*');
    expect(read('.dockerignore')).not.toMatch(/secrets/);
  });

  it('keeps what must last in volumes, at the places where the images keep it', () => {
    expect(file.services['postgres']?.volumes).toEqual(['database:/var/lib/postgresql']);
    expect(file.services['redis']?.volumes).toEqual(['queue:/data']);
    expect(Object.keys(file.volumes)).toEqual(['database', 'queue']);
  });

  it('lets only the machine itself reach the APIs, and nobody the databases', () => {
    const open = services.flatMap(([name, { ports }]) => (ports ?? []).map((port) => `${name} ${port}`));
    expect(open).toEqual(['api-1 127.0.0.1:${API_1_PORT:-3001}:3000', 'api-2 127.0.0.1:${API_2_PORT:-3002}:3000']);
  });

  it('has every variable that it asks for in the guide', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name ?? '');
    for (const name of asked) expect(guide).toContain(name);
  });

  it('can be given every setting of the guide, unless it needs another file or another place', () => {
    const rows = [...guide.matchAll(/^[|] (`[A-Z_`, 0-9]+`) [|] ([^|]+) [|]/gm)].map(([, names = '', who = '']) => ({
      names: [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
      who,
    }));
    const given = { worker: environmentOf('worker'), API: environmentOf('api-1') };
    const missing = Object.entries(given).flatMap(([who, environment]) => {
      const asked = rows.filter((row) => row.who.includes(who)).flatMap(({ names }) => names);
      return asked.filter((name) => !(name in environment) && !(name in settings(guide)));
    });
    expect([...new Set(missing)].sort()).toEqual(ELSEWHERE);
  });

  it('lets our programs change nothing in their container', () => {
    expect(programs).toHaveLength(4);
    for (const [, service] of programs) expect(service.read_only).toBe(true);
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile').split('\n');

  it('copies only what the tree has and .dockerignore lets in', () => {
    const copied = lines.flatMap((line) => /^COPY (?!--from)(.*) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const path of copied) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(allowed.some((name) => path === name || path.startsWith(`${name}/`))).toBe(true);
    }
  });

  it('runs as an ordinary user', () => {
    expect(lines.findLast((line) => line.startsWith('USER'))).toBe('USER node');
  });
});

/** What a service finds in its environment, `undefined` where nobody set it, with a sample for each variable that the caller of compose must set. */
function environmentOf(service: string): Record<string, string | undefined> {
  const samples: Record<string, string> = {
    BASE_URL: 'https://countersign.example',
    MAIL_FROM: 'a@countersign.example',
  };
  const filled = (value: string): string =>
    value.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, text: string) =>
      kind === '-' ? text : (samples[name] ?? ''),
    );
  const environment = file.services[service]?.environment ?? {};
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value === null ? undefined : filled(value)]),
  );
}

/** The lines of `countersign.env` as the guide writes them. */
function settings(text: string): Record<string, string> {
  const [, written = ''] = /> countersign[.]env <<END\n([^]*?)\nEND\n/.exec(text) ?? [];
  return Object.fromEntries(
    written.split('\n').map((line) => line.replace('$(cat database-password)', 'x').split(/=(.*)/)),
  );
}
