/**
 * What the mirror must hold, worked out from what was answered and from nothing that the service says of itself: which
 * records stand in an answer, whose they are, and in whose name they were asked for.
 */
import type { Response } from 'supertest';
import type { ACCESS } from '../../apps/api/src/access.js';
import type { Who } from '../../apps/api/src/access/roles.js';
import type { Visitor } from './api-service.js';

export type Kind =
  'profile' | 'authority' | 'request' | 'consent' | 'check' | 'disclosure' | 'claim' | 'recall' | 'usage_report';

/** A record as it was made. */
export interface Fact {
  readonly kind: Kind;
  readonly id: string;
  readonly performer: string | null;
  readonly production: string | null;
  readonly organization: string;
  /** Nobody was asked yet. */
  readonly isDraft?: boolean;
}

/** Somebody who reads, with the one organization that they read for; none for who reads for themselves. */
export interface Reader {
  readonly name: string;
  readonly visitor: Visitor;
  /** As entries name them; `null` for nobody. */
  readonly actor: string | null;
  /** As what they are let in. */
  readonly role: Who | null;
  readonly organization: string | null;
  /** Their own profiles. */
  readonly profiles: readonly string[];
  readonly isUnion?: boolean;
}

/** A route that reads performers' records. */
export interface Reading {
  readonly route: keyof typeof ACCESS;
  readonly kind: Kind;
  readonly how: string;
  /** The parameter in its path names the record; without, it is a list. */
  readonly of: Kind | null;
}

export const READINGS: readonly Reading[] = [
  { route: 'GET /v1/performers', kind: 'profile', how: 'list', of: null },
  { route: 'GET /v1/performers/:performer', kind: 'profile', how: 'record', of: 'profile' },
  { route: 'GET /v1/performers/:performer/authorities', kind: 'authority', how: 'list', of: 'profile' },
  { route: 'GET /v1/authorities', kind: 'authority', how: 'list', of: null },
  { route: 'GET /v1/activity', kind: 'profile', how: 'activity', of: null },
  { route: 'GET /v1/events', kind: 'profile', how: 'activity', of: null },
  { route: 'GET /v1/requests', kind: 'request', how: 'list', of: null },
  { route: 'GET /v1/requests/:request', kind: 'request', how: 'record', of: 'request' },
  { route: 'GET /v1/consents', kind: 'consent', how: 'list', of: null },
  { route: 'GET /v1/findings', kind: 'consent', how: 'list', of: null },
  { route: 'GET /v1/consents/:consent', kind: 'consent', how: 'record', of: 'consent' },
  { route: 'GET /v1/consents/:consent/proof', kind: 'consent', how: 'proof', of: 'consent' },
  { route: 'GET /v1/consents/:consent/evidence', kind: 'consent', how: 'proof', of: 'consent' },
  { route: 'GET /v1/consents/:consent/certificate', kind: 'consent', how: 'certificate', of: 'consent' },
  { route: 'GET /v1/consents/:consent/disputes', kind: 'consent', how: 'disputes', of: 'consent' },
  { route: 'GET /v1/consents/:consent/notes', kind: 'consent', how: 'notes', of: 'consent' },
  { route: 'GET /v1/checks', kind: 'check', how: 'list', of: null },
  { route: 'GET /v1/usage', kind: 'check', how: 'list', of: null },
  { route: 'GET /v1/checks/:check', kind: 'check', how: 'record', of: 'check' },
  { route: 'GET /v1/checks/:check/certificate', kind: 'check', how: 'certificate', of: 'check' },
  { route: 'GET /v1/checks/:check/usage', kind: 'check', how: 'usage', of: 'check' },
  { route: 'GET /v1/checks/:check/replay', kind: 'check', how: 'replay', of: 'check' },
  { route: 'GET /v1/disclosures', kind: 'disclosure', how: 'list', of: null },
  { route: 'GET /v1/disclosures/:disclosure', kind: 'disclosure', how: 'record', of: 'disclosure' },
  { route: 'GET /v1/recalls', kind: 'recall', how: 'list', of: null },
  { route: 'GET /v1/recalls/:recall', kind: 'recall', how: 'record', of: 'recall' },
  { route: 'GET /v1/recalls/:recall/certificate', kind: 'recall', how: 'certificate', of: 'recall' },
  { route: 'GET /v1/usage-reports', kind: 'usage_report', how: 'list', of: null },
  { route: 'GET /v1/usage-reports/:usageReport', kind: 'usage_report', how: 'record', of: 'usage_report' },
  {
    route: 'GET /v1/usage-reports/:usageReport/certificate',
    kind: 'usage_report',
    how: 'certificate',
    of: 'usage_report',
  },
  { route: 'GET /v1/claims', kind: 'claim', how: 'list', of: null },
  { route: 'GET /v1/claims/:claim', kind: 'claim', how: 'record', of: 'claim' },
];

/** What else is read: nothing of it is of a performer's record. */
export const OF_NO_PERFORMER = [
  /^GET \/v1\/(session|sessions|copy|erasure|memberships|organizations|productions|packs|participations|tools|clearances|suspensions|log|health|mailbox)\b/,
  /^GET \/v1\/sso\//,
  // A table of the very pages that `GET /v1/usage` shows.
  /^GET \/v1\/usage\/csv$/,
  // By ids of their own, which a union is shown with the records: `api-findings` holds that she reads of it.
  /^GET \/v1\/(findings|union-reports)\/:/,
  /^GET \/v1\/(union-reports|unions\/statistics)$/,
  /^GET \/(?!v1\/)/,
];

/** One request that reads. */
export interface Asked {
  readonly reading: Reading;
  readonly reader: Reader;
  readonly id: string | null;
  readonly query: Readonly<Record<string, string>>;
}

/** One look as it must stand in her activity. */
export interface Told {
  readonly performer: string;
  readonly who: string;
  readonly organization: string | null;
  readonly production: string | null;
  readonly how: string;
  readonly purpose: string | null;
  readonly reason: string | null;
  readonly records: readonly string[];
}

/** What somebody says and asks themselves shows them nothing new of her. */
const MADE: readonly Kind[] = ['check', 'disclosure', 'claim', 'usage_report'];

/** The looks that an answer was, one for each performer. */
export function looksOf(asked: Asked, { status, body }: Response, facts: ReadonlyMap<string, Fact>): Told[] {
  const { reading, reader, query } = asked;
  if (status !== 200 || reader.actor === null) return [];
  const representing = query['representing'];
  const shown = shownIn(asked, body).map((each) => facts.get(each) ?? fail(each));
  const others = shown.filter(({ performer, kind, organization, isDraft = false }) => {
    if (performer === null || isDraft || reader.profiles.includes(performer)) return false;
    return !(MADE.includes(kind) && organization === reader.organization && representing === undefined);
  });
  const performers = [...new Set(others.map(({ performer }) => performer ?? ''))];
  const byUnion = reader.isUnion === true && reading.how === 'disputes' && query['purpose'] === undefined;
  return performers.map((performer) => {
    const hers = others.filter((each) => each.performer === performer);
    const [only, another] = new Set(hers.map(({ production }) => production));
    return {
      ...{ performer, who: reader.actor ?? '', how: reading.how },
      organization: representing === undefined && reading.route !== 'GET /v1/authorities' ? reader.organization : null,
      production: another === undefined ? (only ?? null) : null,
      purpose: byUnion ? 'dispute' : (query['purpose'] ?? null),
      reason: query['reason'] ?? null,
      records: hers.map((each) => `${each.kind} ${each.id} ${each.production ?? ''}`),
    };
  });
}

/** The ids of the records that an answer shows. */
function shownIn(
  { reading, id, query }: Asked,
  body: { items?: readonly { id: string; check?: string; record?: { id: string } }[] },
): string[] {
  const items = [
    ...new Set(
      (body.items ?? []).map(
        (each) => each.record?.id ?? (reading.kind === 'check' ? each.check : undefined) ?? each.id,
      ),
    ),
  ];
  // Of an organization, events are told as by mail: what they are about is read elsewhere.
  if (reading.how === 'activity') return query['representing'] === undefined ? [] : [query['representing']];
  if (reading.of === null) return items;
  if (id === null) throw new Error('a single record is read by its id');
  // Who may act for her is shown with her profile.
  return reading.kind === 'authority' ? [id, ...items] : [id];
}

function fail(id: string): never {
  throw new Error(`\`${id}\` is shown and was not made here`);
}
