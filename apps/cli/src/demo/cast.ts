/** The people, the production and the terms of the demonstration. All of it is invented, and says so by its name. */
import type { Passkey } from './passkey.js';
import { mailAfter, stranger, textAt, listAt, valueAt, type Visitor } from './visitor.js';

export const DENIZ = { name: 'Deniz Kaya', email: 'deniz@harbor-lane.example' } as const;
export const MARA = { name: 'Mara Velloso', email: 'mara@performer.example' } as const;
export const COMPANY = 'Harbor Lane Pictures (demonstration)';

/** Terms that let the production speak missing lines with a copy of her voice, and use them in trailers; never ads. */
export function dialogueTerms(production: string, from: string, until: string): object {
  const scope = {
    act: ['generate.voice.adr_line'],
    purpose: ['production'],
    production: [production],
    territory: ['world'],
    language: ['en', 'es'],
    stage: 'final',
    content: ['none'],
    tool: ['any'],
    from,
    until,
  };
  return {
    description:
      'Lines of Harbor that you recorded and that the microphone missed, spoken again by a copy of your voice.',
    permissions: [
      { id: 'lines', box: { ...scope, media: ['programme'] } },
      { id: 'trailers', box: { ...scope, media: ['promo.trailer'] } },
    ],
    prohibitions: [
      { id: 'no-emotion', box: { act: ['alter.emotion'] } },
      { id: 'no-training', box: { act: ['train'] } },
    ],
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
  };
}

/** Terms that let the production make her look younger in the scenes of 1998. */
export function deAgingTerms(production: string, from: string, until: string): object {
  const box = {
    act: ['generate.face.de_age'],
    purpose: ['production'],
    production: [production],
    media: ['programme'],
    territory: ['world'],
    language: ['en'],
    stage: 'final',
    content: ['none'],
    tool: ['any'],
    from,
    until,
  };
  return {
    description: 'Your face made to look as it did in 1998, in the scenes of Harbor that are set then.',
    permissions: [{ id: 'younger', box }],
    prohibitions: [{ id: 'no-training', box: { act: ['train'] } }],
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
  };
}

/** One season's worth of a title, made by the company: the ids from the series down. */
export interface Harbor {
  readonly series: string;
  readonly season: string;
  readonly episodes: readonly string[];
}

/** Makes the series, its season and two episodes. `keyed` gives each step its idempotency key. */
export async function makeHarbor(deniz: Visitor, keyed: (step: string) => string): Promise<Harbor> {
  const make = async (step: string, kind: string, title: string, parent?: string): Promise<string> => {
    const body = { kind, title, ...(parent === undefined ? {} : { parent }) };
    return textAt(await deniz.post('/v1/productions', body, keyed(step)), 'id');
  };
  const series = await make('series', 'series', 'Harbor');
  const season = await make('season', 'season', 'Harbor, season 1', series);
  const first = await make('episode-1', 'episode', 'Harbor 101: Low Water', season);
  const second = await make('episode-2', 'episode', 'Harbor 102: The Pilot', season);
  return { series, season, episodes: [first, second] };
}

/** What signing gave. */
export interface Signed {
  readonly consent: string;
  readonly entry: string;
  readonly leafHash: string;
}

export function signAsMara(baseUrl: string, mara: Visitor, request: string): Promise<unknown> {
  return signAs(baseUrl, mara, MARA, request);
}

/** A performer reads a request, asks for a code, and signs each clause apart by the hash of the words she was shown. */
export async function signAs(
  baseUrl: string,
  performer: Visitor,
  { name, email }: { readonly name: string; readonly email: string },
  request: string,
): Promise<unknown> {
  const shown = await performer.get(`/v1/requests/${request}`);
  const mail = await mailAfter(
    stranger(baseUrl),
    email,
    () => performer.post(`/v1/requests/${request}/code`, {}),
    /code is \d{6}/,
  );
  const code = /code is (\d{6})/.exec(mail.text)?.[1] ?? '';
  const proof = { code, typedName: name };
  return performer.post(`/v1/requests/${request}/sign`, { ...answersTo(shown), ...proof });
}

/** Adds a passkey to a person's account. The session is renewed by it. */
export async function addPasskey(visitor: Visitor, passkey: Passkey, name: string): Promise<Visitor> {
  const begun = await visitor.post('/v1/factors/passkey', undefined);
  const response = passkey.create(valueAt(begun, 'options'));
  return visitor.renewedBy('/v1/factors/passkey/confirm', { challenge: textAt(begun, 'challenge'), response, name });
}

/** Signs as `signAs` does, but with a passkey, which is asked to sign the very answers. */
export async function signWithPasskey(signer: Visitor, passkey: Passkey, request: string): Promise<unknown> {
  const answers = answersTo(await signer.get(`/v1/requests/${request}`));
  const begun = await signer.post(`/v1/requests/${request}/challenge`, answers);
  const proof = { challenge: textAt(begun, 'challenge'), response: passkey.show(valueAt(begun, 'options')) };
  return signer.post(`/v1/requests/${request}/sign`, { ...answers, passkey: proof });
}

/** A yes to every clause, by the hash of the words that were shown. */
function answersTo(shown: unknown): object {
  return {
    version: valueAt(shown, 'version'),
    clauses: listAt(shown, 'rendered', 'clauses').map((clause) => ({
      id: textAt(clause, 'id'),
      textHash: textAt(clause, 'textHash'),
      confirmed: true,
    })),
    textHash: textAt(shown, 'rendered', 'hash'),
    electronicBusiness: true,
  };
}

/** What a signature gave that completed a consent. */
export function signedBy(answer: unknown): Signed {
  return {
    consent: textAt(answer, 'consent'),
    entry: textAt(answer, 'entry'),
    leafHash: textAt(answer, 'leafHash'),
  };
}
