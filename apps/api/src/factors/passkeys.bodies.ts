import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Json, Line } from '../fields.js';
import { invalidInput } from '../validation.js';

/** The answer of an authenticator, as a browser's `toJSON()` gives it. */
export type PasskeyCreation = RegistrationResponseJSON;
export type PasskeyAssertion = AuthenticationResponseJSON;

export interface AnsweredChallenge<Response> {
  readonly challenge: string;
  readonly response: Response;
}

/** No record, and spent by the first answer: an example of one, not its form. */
const CHALLENGE = 'chl_QhVxkWbTzDmRpLsNcYfGjK';

const OPTIONS = { type: 'object', additionalProperties: true } as const;

export class PasskeyOptions {
  @Line('The challenge, to be named with the answer. It counts once, for five minutes.', 64, { example: CHALLENGE })
  readonly challenge!: string;

  @Json(
    'What `navigator.credentials` takes, by `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.',
    OPTIONS,
  )
  readonly options!: object;
}

const EXAMPLE = {
  ...{ id: 'q83vEjRWeJA', rawId: 'q83vEjRWeJA', type: 'public-key' },
  response: { clientDataJSON: 'eyJ0eXBlIjoi…', authenticatorData: 'SZYN5YgO…', signature: 'MEUCIQDx…' },
};

const CREDENTIAL = {
  type: 'object',
  required: ['id', 'rawId', 'type', 'response'],
  properties: {
    ...{ id: { type: 'string', maxLength: 2000 }, rawId: { type: 'string', maxLength: 2000 } },
    ...{ type: { type: 'string', enum: ['public-key'] }, response: OPTIONS },
  },
};

export class NewPasskey {
  @Line('The challenge that this answers.', 64, { example: CHALLENGE })
  readonly challenge!: string;

  @Json('What the browser gave, by `toJSON()`.', CREDENTIAL, { example: EXAMPLE })
  readonly response!: object;

  @Line('What you call it.', 80, { optional: true, example: 'Phone' })
  readonly name?: string;
}

export const SHOWN_EXAMPLE = { challenge: CHALLENGE, response: EXAMPLE };

export class ShowPasskey {
  @Line('The challenge that this answers.', 64, { example: CHALLENGE })
  readonly challenge!: string;

  @Json('What the browser gave, by `toJSON()`.', CREDENTIAL, { example: EXAMPLE })
  readonly response!: object;
}

/** The answer of a browser, as far as the verifier does not look itself: it decodes what is inside, and throws at whatever is no such. */
export function readCreation(response: object): PasskeyCreation {
  // Every member that is read has just been looked at.
  return sound(response, ['clientDataJSON', 'attestationObject']) as PasskeyCreation;
}

export function readShown(response: object): PasskeyAssertion {
  // As above.
  return sound(response, ['clientDataJSON', 'authenticatorData', 'signature']) as PasskeyAssertion;
}

const TEXT_MAX = 16_000;

function sound(value: object, parts: readonly string[]): unknown {
  const inner: unknown = 'response' in value ? value.response : null;
  const texts = [...textsOf(value, ['id', 'rawId']), ...textsOf(inner, parts)];
  const isSound = texts.every((text) => typeof text === 'string' && text.length <= TEXT_MAX) && hasTransports(inner);
  if (!isSound || !('type' in value) || value.type !== 'public-key')
    throw invalidInput([{ path: '/response', message: 'send what the browser gave, by `toJSON()`' }]);
  return { clientExtensionResults: {}, ...value };
}

function textsOf(value: unknown, names: readonly string[]): unknown[] {
  const members: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
  return names.map((name) => members[name]);
}

function hasTransports(value: unknown): boolean {
  const [transports = [], userHandle = ''] = textsOf(value, ['transports', 'userHandle']);
  const isList = Array.isArray(transports) && transports.length <= 10;
  return isList && transports.every((each) => typeof each === 'string' && each.length <= 40) && isText(userHandle);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= TEXT_MAX;
}
