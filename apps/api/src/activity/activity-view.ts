import type { Happening, JsonObject, Named, StoredEntry } from '#store';
import { userOf } from '../asking/asker.js';
import type { ActivityItem, RecordTouched, WhoActed } from './activity.bodies.js';

/** What happened, for the person whose record it is: who, for which production, when and why. */
export function itemOf({ kind, entry, count, since }: Happening, named: Named, her: string | null): ActivityItem {
  const { id, type, at, refs, evidence } = entry;
  const { performer, production } = refs;
  if (performer === undefined) throw new Error(`\`${id}\` is about nobody`);
  const said = TOLD.includes(type) ? entry.personal : null;
  const title = production === undefined ? null : { id: production, title: named.names.get(production) ?? null };
  return {
    ...{ entry: id, kind, type, at, since, count, performer, who: whoOf(entry, named, her), production: title },
    why: {
      purpose: textIn(evidence, 'purpose'),
      reason: textIn(said, 'reason') ?? textIn(said, 'description') ?? textIn(said, 'text'),
      reference: textIn(said, 'reference'),
    },
    outcome: type === 'decision.made' ? textIn(evidence, 'outcome') : null,
    how: type === 'record.viewed' ? textIn(evidence, 'how') : null,
    records: type === 'record.viewed' ? viewedIn(evidence) : touchedBy(entry),
  };
}

const FINDINGS = ['finding.annotated', 'finding.resolved'] as const;

/** Whose words are for her to read here; those of others stand where the record itself is read, for whom they are meant. */
const TOLD: readonly StoredEntry['type'][] = [
  'decision.made',
  'record.viewed',
  'claim.made',
  'consent.noted',
  ...FINDINGS,
];

function whoOf({ refs }: StoredEntry, { names, capacities }: Named, her: string | null): WhoActed {
  const { actor, organization, performer = '' } = refs;
  const user = userOf(actor);
  const isHer = user !== null && user === her;
  const acting = organization === undefined && !isHer ? `${actor} ${performer}` : '';
  const kind = isHer ? 'self' : user !== null ? 'person' : actor.startsWith('key_') ? 'key' : 'service';
  return {
    ...{ kind, id: actor },
    name: names.get(acting) ?? names.get(`${actor} ${organization ?? ''}`) ?? names.get(actor) ?? null,
    organization: organization === undefined ? null : { id: organization, name: names.get(organization) ?? null },
    capacity: capacities.get(acting) ?? null,
  };
}

/** The records that an entry's refs name, the narrowest first. */
const BY_REF = {
  decision: 'check',
  usage: 'usage',
  recall: 'recall',
  usageReport: 'usage_report',
  dispute: 'dispute',
  consent: 'consent',
  request: 'request',
  approval: 'approval',
  disclosure: 'disclosure',
  claim: 'claim',
  authority: 'authority',
  instruction: 'instruction',
} as const satisfies Partial<Record<keyof StoredEntry['refs'], string>>;

function touchedBy({ refs, type, evidence }: StoredEntry): RecordTouched[] {
  const { performer = '', production = null } = refs;
  const named: Readonly<Record<string, string | undefined>> = refs;
  const touched = Object.entries(BY_REF).flatMap(([name, kind]) => {
    const id = named[name];
    return id === undefined ? [] : [{ kind, id, production }];
  });
  const noted = type === 'consent.noted' ? textIn(evidence, 'consent') : null;
  if (noted !== null) return [{ kind: 'consent', id: noted, production }];
  const [kind, found] = [textIn(evidence, 'kind'), textIn(evidence, 'record')];
  if (type.startsWith('finding.') && kind !== null && found !== null) return [{ kind, id: found, production }];
  return touched.length > 0 ? touched : [{ kind: 'profile', id: performer, production: null }];
}

function viewedIn({ records }: JsonObject): RecordTouched[] {
  if (!Array.isArray(records)) throw new Error('a look without what was looked at');
  // As `record.viewed` holds them.
  return (records as readonly { kind: string; id: string; production?: string }[]).map(
    ({ kind, id, production = null }: { kind: string; id: string; production?: string | null }) => ({
      ...{ kind, id, production },
    }),
  );
}

function textIn(json: JsonObject | null, name: string): string | null {
  const value = json?.[name];
  return typeof value === 'string' ? value : null;
}
