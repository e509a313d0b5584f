import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { COMPANY, deAgingTerms, DENIZ, dialogueTerms, makeHarbor, MARA, signAsMara } from '../demo/cast.js';
import { Refused, signedIn, stranger, textAt, valueAt } from '../demo/visitor.js';
import { writePrivately } from './data-folder.js';

/** What the screen tells of the demonstration data. */
export interface Demonstration {
  readonly apiKey: string;
  readonly performer: string;
  readonly production: string;
}

interface Kept {
  /** Names the idempotency keys of the seeding, so that one that was cut short goes on and makes nothing twice. */
  readonly run: string;
  /** When it began: what is sent again must be the same to the byte. */
  readonly beganAt: string;
  readonly made: Demonstration | null;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/**
 * Makes the demonstration over the public API, unless it is there. A service that holds anything else gets none: what
 * somebody works with is never mixed with invented data.
 */
export async function seedDemonstration(baseUrl: string, file: string): Promise<Demonstration | null> {
  const found = await readKept(file);
  if (found?.made) return found.made;
  if (found === null && !(await isNew(baseUrl))) return null;
  const begun = found ?? { run: randomUUID(), beganAt: new Date().toISOString(), made: null };
  await writePrivately(file, JSON.stringify(begun));
  const made = await seed(baseUrl, begun);
  await writePrivately(file, JSON.stringify({ ...begun, made } satisfies Kept));
  return made;
}

async function seed(baseUrl: string, { run, beganAt }: Kept): Promise<Demonstration> {
  const keyed = (step: string): string => `demonstration-${run}-${step}`;
  const deniz = await signedIn(baseUrl, DENIZ);
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
