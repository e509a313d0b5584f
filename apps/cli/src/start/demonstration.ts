import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { COMPANY, deAgingTerms, DENIZ, dialogueTerms, makeHarbor, MARA, signAsMara } from '../demo/cast.js';
import { Refused, signedIn, stranger, textAt, valueAt, type Visitor } from '../demo/visitor.js';
import { writePrivately } from './data-folder.js';

/** What the screen tells of the demonstration data. */
export interface Demonstration {
  /** What the authenticator program of the production's contact holds. */
  readonly secret: string;
  readonly apiKey: string;
  readonly performer: string;
  readonly production: string;
}

interface Kept {
  /** Names the idempotency keys of the seeding, so that one that was cut short goes on and makes nothing twice. */
  readonly run: string;
  /** When it began: what is sent again must be the same to the byte. */
  readonly beganAt: string;
  readonly secret: string | null;
  readonly made: Omit<Demonstration, 'secret'> | null;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Makes the demonstration over the public API, unless it is there. A service that holds anything else gets none: what
 * somebody works with is never mixed with invented data.
 */
export async function seedDemonstration(baseUrl: string, file: string): Promise<Demonstration | null> {
  const found = await readKept(file);
  if (found?.made && found.secret !== null) return { ...found.made, secret: found.secret };
  if (found === null && !(await isNew(baseUrl))) return null;
  const begun: Kept = found ?? { run: randomUUID(), beganAt: new Date().toISOString(), secret: null, made: null };
  await writePrivately(file, JSON.stringify(begun));
  let { secret } = begun;
  const keep = (given: string): Promise<void> => {
    secret = given;
    return writePrivately(file, JSON.stringify({ ...begun, secret } satisfies Kept));
  };
  const deniz = await signedIn(baseUrl, DENIZ, { secret, keep });
  const made = begun.made ?? (await seed(baseUrl, begun, deniz));
  await writePrivately(file, JSON.stringify({ ...begun, secret, made } satisfies Kept));
  return { ...made, secret: secret ?? '' };
}

/** What the authenticator program of the demonstration holds, kept beside its data; `null` where there is none. */
export async function demonstrationSecret(file: string): Promise<string | null> {
  return (await readKept(file))?.secret ?? null;
}

async function seed(baseUrl: string, { run, beganAt }: Kept, deniz: Visitor): Promise<Omit<Demonstration, 'secret'>> {
  const keyed = (step: string): string => `demonstration-${run}-${step}`;
  const company = { kind: 'production_company', name: COMPANY };
  const organization = textAt(await deniz.post('/v1/organizations', company, keyed('organization')), 'id');
  const { season } = await makeHarbor(deniz, keyed);
  const performer = textAt(await deniz.post('/v1/performers', MARA, keyed('performer')), 'id');

  const ask = async (step: string, terms: object): Promise<string> => {
    const body = { performer, production: season, terms };
    const request = textAt(await deniz.post('/v1/requests', body, keyed(step)), 'id');
    await deniz.post(`/v1/requests/${request}/send`, {}, keyed(`${step}-send`));
    return request;
  };
  const until = new Date(Date.parse(beganAt) + 2 * YEAR_MS).toISOString();
  const dialogue = await ask('dialogue', dialogueTerms(season, beganAt, until));
  const mara = await signedIn(baseUrl, MARA);
  if (textAt(await mara.get(`/v1/requests/${dialogue}`), 'state') === 'sent') {
    await signAsMara(baseUrl, mara, dialogue);
  }
  await ask('de-aging', deAgingTerms(season, beganAt, until));
  // A key is never shown twice: a seeding that goes on makes a new one.
  const key = { name: 'Demonstration', scopes: ['check', 'requests', 'read'] };
  const apiKey = textAt(await deniz.post(`/v1/organizations/${organization}/keys`, key), 'secret');
  return { apiKey, performer, production: season };
}

/** A service in which nothing was ever recorded: its log is empty. */
async function isNew(baseUrl: string): Promise<boolean> {
  const checkpoint = await stranger(baseUrl)
    .bytes('/log/checkpoint')
    .catch((error: unknown) => {
      if (error instanceof Refused && error.status === 404) return null;
      throw error;
    });
  return checkpoint === null || new TextDecoder().decode(checkpoint).split('\n')[1] === '0';
}

async function readKept(file: string): Promise<Kept | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const kept: unknown = JSON.parse(text);
  const made = valueAt(kept, 'made');
  return {
    secret: secretOf(kept),
    run: textAt(kept, 'run'),
    beganAt: textAt(kept, 'beganAt'),
    made:
      made === null
        ? null
        : {
            apiKey: textAt(made, 'apiKey'),
            performer: textAt(made, 'performer'),
            production: textAt(made, 'production'),
          },
  };
}

/** One that an earlier version wrote has none. */
function secretOf(kept: unknown): string | null {
  const has = typeof kept === 'object' && kept !== null && 'secret' in kept;
  return has && typeof kept.secret === 'string' ? kept.secret : null;
}
