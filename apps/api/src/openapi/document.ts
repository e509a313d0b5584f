/** The OpenAPI document: what the controllers say of themselves, completed from the tables of access and errors. */
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { ruleOf } from '../access.js';
import { rolesIn, type Rule } from '../access/roles.js';
import { ACCESS_ROUTES } from '../authzen/dialect.js';
import type { ErrorCode } from '../errors/codes.js';
import { STATUS } from '../errors/errors.filter.js';
import { WebhookMessageView } from '../webhooks/webhooks.bodies.js';
import { SEEN } from '../writing/seen.js';
import { ProblemView } from './problem.schema.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'post', 'delete'] as const;

const TAGS: readonly (readonly [name: string, description: string])[] = [
  ['Checks', 'May this be done? The answer is recorded, explained and signed.'],
  ['AuthZEN', 'The same checks in the words of the OpenID AuthZEN Authorization API 1.0.'],
  ['Requests', 'What a production asks, and what the performer answers.'],
  ['Consents', 'What was signed, what became of it, and how it ends.'],
  ['Usage', 'What was allowed, made, reported and paid, and what of it does not add up.'],
  ['Disclosures', 'The uses that a production intends, triaged.'],
  ['Approvals', 'A written go-ahead of a named kind, for one exact use.'],
  ['Recalls', 'What follows from a withdrawal: who relied on it is told, answers, and states what was erased.'],
  ['Claims', 'That a use needs no consent: claimed, reviewed, questioned.'],
  ['Performers', 'People whose voice, face, body, movement or name is concerned.'],
  ['Activity', 'Every check, look and change, for the performer whose record it is.'],
  ['Events', 'What happened in productions, in the order of the log: fetched, or sent to webhooks.'],
  ['Productions', 'Titles in a tree.'],
  ['Factors', 'What people show beside a mailed link, or in its place.'],
  ['Participations', 'Who takes part in a production.'],
  ['Policies', 'Which rules a production is under, and what they say.'],
  ['Tools', 'AI tools by version and licence tier, and what is attested of them.'],
  ['Authorities', 'Who may act for a performer.'],
  ['Clearances', 'Licences and releases for what lies outside the ledger.'],
  ['Findings', 'What a union finds in records of its members, and what it does about that.'],
  ['Suspensions', 'Strikes: they pause what needs consent, and end nothing.'],
  ['Organizations', 'Production companies, studios, vendors, agencies, unions, and their members.'],
  ['Erasure', 'What is erased of whoever asks, what stays and why, and the act.'],
  ['Memberships', "Which addresses a union calls its members', whoever has them."],
  ['Keys', 'API keys for machines.'],
  ['Webhooks', 'Where events are sent, and how that went.'],
  ['Single sign-on', 'How people sign in by the provider of identities of their organization.'],
  ['Session', 'Signing in by a mailed link, and who one is.'],
  ['Log', 'The append-only log: its signed head, its tiles, proofs.'],
  ['Trust', 'What a verifier believes.'],
  ['Health', 'Whether the service runs.'],
  ['Mailbox', 'Mail that was captured instead of sent, for demonstrations.'],
];

export function openApiDocument(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Countersign')
    .setDescription('The consent and likeness-rights ledger for digital replicas and synthetic voices.')
    .setVersion('1')
    .setContact('Countersign', 'https://countersign.example', 'api@countersign.example')
    .setLicense('Unlicensed', 'https://countersign.example/license')
    .addServer('/', 'This service')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, `csk_…`.' }, 'key')
    .addCookieAuth(
      'countersign.session_token',
      { type: 'apiKey', description: 'The session that a mailed link opened.' },
      'session',
    );
  for (const [name, description] of TAGS) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${method}${controller.replace(/Controller$/, '')}`,
    extraModels: [ProblemView, WebhookMessageView],
  });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) complete(operation, method, path);
    }
  }
  // Named by the specification, and by no type of the generator.
  return Object.assign(document, { webhooks: { event: EVENT_SENT } });
}

const signed = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
});

/** What receivers of webhooks are sent, each by a request to the address that their organization stated. */
const EVENT_SENT = {
  post: {
    operationId: 'receiveEvent',
    tags: ['Webhooks'],
    summary: 'An event, signed as Standard Webhooks has it',
    description: 'Ten tries over about three days; 410 ends them and disables the webhook.',
    parameters: [
      signed('webhook-id', 'The id of the event, the same at every attempt.'),
      signed('webhook-timestamp', 'When it was signed, in seconds.'),
      signed('webhook-signature', 'With a space between: of each key that counts a `v1,…` and a `v1a,…`.'),
    ],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookMessageView' } } },
    },
    responses: { '2XX': { description: 'Taken' }, '410': { description: 'Never again' } },
  },
};

function complete(operation: Operation, method: (typeof METHODS)[number], path: string): void {
  const route = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
  const rule = ruleOf(route) ?? ruleOf(route.replace(/:path$/, '*'));
  if (rule === undefined) throw new Error(`the route \`${route}\` is not in the table of access`);
  operation.description = [operation.description, saidOf(rule)].filter(Boolean).join('\n\n');
  operation.security = securityOf(rule);
  // The rest of a tile's path is one parameter to its reader, and has no name of its own in the router.
  operation.parameters = (operation.parameters ?? []).filter(
    (parameter) => !('name' in parameter && parameter.name === '*'),
  );
  const isWrite =
    method !== 'get' &&
    !path.endsWith('/preview') &&
    !path.startsWith(`${ACCESS_ROUTES}search/`) &&
    rule.takesForeign === undefined;
  if (isWrite) operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_KEY];
  const isClosed = rule.may.anyone === undefined;
  if (isClosed) operation.parameters = [...(operation.parameters ?? []), SEEN_PARAMETER];
  if (isClosed && isWrite) tellSeen(operation.responses);
  const codes = codesOf(rule, { isWrite, path, operation });
  Object.assign(operation.responses, problems(path.startsWith(ACCESS_ROUTES) ? codes.filter(isOfAuthzen) : codes));
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'Your own name for this request, such as a UUID: sent again within 24 hours, it is answered again and done once.',
  schema: { type: 'string' as const, minLength: 1, maxLength: 255 },
};

const SEEN_PARAMETER = {
  name: SEEN,
  in: 'header' as const,
  required: false,
  description:
    'As an answer of this service gave it: this one is made with that write or a later one in sight, or is `write_not_seen`.',
  schema: { type: 'string' as const, maxLength: 64 },
};

/** A write without an entry of the log, such as one that was made before, has nothing to be seen. */
function tellSeen(responses: Responses): void {
  const description = 'Names what was recorded. Send it along where an answer must have that write in sight.';
  for (const [status, answer] of Object.entries(responses)) {
    if (!/^2\d\d$/.test(status) || answer === undefined || '$ref' in answer) continue;
    answer.headers = { ...answer.headers, [SEEN]: { description, schema: { type: 'string' } } };
  }
}

function saidOf(rule: Rule): string {
  const who = rolesIn(rule).map((role) => {
    const relation = rule.may[role];
    return relation === 'none' ? `\`${role}\`` : `\`${role}\` (${relation})`;
  });
  return `For ${who.join(', ')}${rule.sees === undefined ? '' : `: ${rule.sees}`}.`;
}

function securityOf(rule: Rule): Record<string, string[]>[] {
  const roles = rolesIn(rule);
  const keys = roles.some((each) => each.startsWith('key:')) ? [{ key: [] }] : [];
  const people = roles.some((each) => each !== 'anyone' && !each.startsWith('key:')) ? [{ session: [] }] : [];
  return [...(roles.includes('anyone') ? [{}] : []), ...keys, ...people];
}

function codesOf(
  rule: Rule,
  { isWrite, path, operation }: { isWrite: boolean; path: string; operation: Operation },
): ErrorCode[] {
  const isClosed = rule.may.anyone === undefined;
  return [
    ...(operation.requestBody === undefined
      ? []
      : (['malformed_request', 'body_too_large', 'media_type_unsupported'] as const)),
    ...(isClosed ? (['not_signed_in', 'not_allowed'] as const) : []),
    ...(path.includes('{') || operation.requestBody !== undefined ? (['not_found'] as const) : []),
    ...(isWrite ? (['state_conflict'] as const) : []),
    ...(isWrite || (operation.parameters ?? []).length > 0 ? (['invalid_input'] as const) : []),
    ...(path.endsWith('/sign') ? (['code_ended', 'challenge_ended', 'passkey_refused'] as const) : []),
    ...(path === '/v1/session' ? (['code_ended'] as const) : []),
    ...(rule.uncounted ? [] : (['too_many_requests'] as const)),
    ...(['internal', 'unavailable'] as const),
  ];
}

/** There what is wrong with a request is 400, and what is nobody's is a denial; 422 is a reused key's alone. */
function isOfAuthzen(code: ErrorCode): boolean {
  return !['media_type_unsupported', 'not_found'].includes(code);
}

function problems(codes: readonly ErrorCode[]): Responses {
  return Object.fromEntries(
    codes.map((code) => [
      String(STATUS[code]),
      { description: DESCRIPTIONS[STATUS[code]] ?? 'A problem', content: PROBLEM },
    ]),
  );
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemView' } } };

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Nobody is signed in, or the key does not count',
  403: 'The role may not do this',
  404: 'No such record, or not yours',
  409: 'The state, the version or the idempotency key forbids it',
  410: 'The code or link no longer counts',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'Something in the request is not valid',
  429: 'Too many requests',
  500: 'The service failed',
  503: 'The database cannot be reached, or does not have the write that the request names',
};
