/** The words of the table of access: who asks, and in which relation they must stand to the record. */

/** What an API key may be made for. A key acts for one organization, and only within its scopes. */
export const SCOPES = ['check', 'requests', 'read', 'monitor'] as const;
export type Scope = (typeof SCOPES)[number];

/** Everybody whom a row can let in, with who that is: the columns of `docs/access.md`. */
export const ROLES = {
  anyone: 'needs no name',
  person: 'anyone signed in',
  performer: 'has claimed a profile',
  representative: 'acts for a performer under an authority that holds now',
  member: 'is in a production company, studio, vendor or agency',
  union: 'is in a union',
  operator: 'is named by the configuration',
  'key:check': 'a machine of one organization that asks checks',
  'key:requests': 'a machine of one organization that invites and asks performers',
  'key:read': 'a machine of one organization that reads its records',
  'key:monitor': 'a machine of a union that follows the log',
} as const satisfies Readonly<Record<string, string>>;
export type Who = keyof typeof ROLES;

/** Those that a person can have. */
export const PERSON_ROLES = ['person', 'performer', 'representative', 'member', 'union', 'operator'] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** How a record must concern whoever asks. One that does not answers like one that does not exist. */
export const RELATIONS = {
  none: 'no record is concerned',
  self: 'it is about the person who asks, or was sent to her',
  represented: 'it is about a performer for whom the asker acts under an authority that covers it',
  own: 'it is of an organization of the asker, or becomes so',
  participant: 'it belongs to a production in which an organization of the asker takes part',
  covered: "it is about a member of the asker's union, under an agreement of that union",
} as const satisfies Readonly<Record<string, string>>;
export type Relation = keyof typeof RELATIONS;

export interface Rule {
  /** Who gets in, and which records they then reach. */
  readonly may: Readonly<Partial<Record<Who, Relation>>>;
  /** What the relations leave open. */
  readonly sees?: string;
  /** Tries a secret, or asks for `mail` to whatever address it names: counted exactly, and a few times a minute at most. */
  readonly limited?: true | 'mail';
  /** Asks as many questions as this list of its body has, and counts as many times. */
  readonly batch?: 'checks' | 'evaluations';
  /** Not counted at all: what watches over the service asks all the time. */
  readonly uncounted?: true;
  /**
   * How far the word of an organization's provider of identities goes here. By itself it gives the roles `member` and `union`
   * and never `person`. `vouched` lets it count where a row says `person`; `proven` lets nothing count but a factor that the
   * person herself has shown, because what is done here counts by who does it.
   */
  readonly signOn?: 'vouched' | 'proven';
  /** Pages of other sites send it, since providers of identities do; it knows nobody by a cookie. */
  readonly takesForeign?: true;
  /** A key is verified inside the transaction that answers, so that revoking it takes effect at once. */
  readonly keyReadInside?: true;
}
export type Rules = Readonly<Record<`${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /${string}`, Rule>>;

/** Who reads what was asked of a performer, what she gave, and what is said of it: a list and a single read alike. */
export const PARTIES = {
  performer: 'self',
  representative: 'represented',
  member: 'participant',
  union: 'covered',
  'key:read': 'participant',
} as const satisfies Rule['may'];

export function rolesIn({ may }: Rule): readonly Who[] {
  // The keys of a row are roles, which its type says and `Object.keys` forgets.
  return Object.keys(may) as Who[];
}
