/**
 * The scope of records, written a third time: as policies of Cedar, whose engine then decides point by point. Each
 * permission is a `permit`, each prohibition a `forbid`, a withdrawal the `unless` of its own consent's permits. What
 * contains what is told to Cedar as the parents of entities.
 */
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import type { EntityJson, EntityUidJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Box, ConsentRecord, Records, Use } from '#consent';
import { groupsOfCountry } from './consent-oracle.js';
import type { Point } from './consent-oracle.js';

const STAGES = ['ideation', 'temp', 'internal_review', 'final'];
/** Every production with a place in a tree; the others can be granted nothing. */
const KNOWN = 'known';

/** Dimensions of a point that Cedar sees as entities of these types, in its context. */
const TYPES = {
  purpose: 'Purpose',
  media: 'Media',
  content: 'Content',
  tool: 'Tool',
  territory: 'Territory',
  language: 'Language',
} as const;

/** Gives Cedar the policies of these records, under a name. */
export function preparse(name: string, records: Records): void {
  const policies = [
    ...records.consents.flatMap((consent) => consent.terms.permissions.map(({ box }) => permitOf(consent, box))),
    ...records.consents.flatMap((consent) =>
      consent.terms.prohibitions.map(({ box }) => forbidOf(consent, box, records)),
    ),
    ...records.standing.map(({ box, from, until }) =>
      forbid([
        `context.now >= ${moment(from)}`,
        ...(until === null ? [] : [`context.now < ${moment(until)}`]),
        ...barring(box, records),
      ]),
    ),
  ];
  const parsed = preparsePolicySet(name, { staticPolicies: policies.join('\n') });
  if (parsed.type === 'failure') throw new Error(JSON.stringify(parsed.errors));

  function permitOf(consent: ConsentRecord, box: Box): string {
    const from = box.from ?? consent.givenAt;
    const all = [
      ...['context.related', `context.now >= ${moment(consent.givenAt)}`, `context.now >= ${moment(from)}`],
      `context.from >= ${moment(from)}`,
      // Without an end a permission was never asked for in words.
      ...(box.until === undefined
        ? ['false']
        : [`context.now < ${moment(box.until)}`, `context.until <= ${moment(box.until)}`]),
      ...[`principal in Production::"${KNOWN}"`, isIn('principal', 'Production', box.production)],
      isIn('action', 'Action', box.act),
      ...Object.entries(TYPES).map(([dimension, type]) => isIn(`context.${dimension}`, type, valuesOf(box, dimension))),
      `(!(context has advertiser) || ${isIn('context.advertiser', 'Advertiser', box.advertiser)})`,
      box.stage === undefined ? 'false' : `context.stage <= ${STAGES.indexOf(box.stage)}`,
    ];
    const withdrawn = consent.events.flatMap((event) =>
      event.kind === 'withdrawn'
        ? [
            [
              `context.now >= ${moment(event.at)}`,
              `context.now >= ${moment(event.effectiveAt)}`,
              ...barring(event.scope ?? {}, records),
            ],
          ]
        : [],
    );
    const unless = withdrawn.map((conditions) => `unless { ${conditions.join(' && ')} }`).join(' ');
    return `permit (principal, action, resource) when { ${all.join(' && ')} } ${unless};`;
  }
}

/** A consent's prohibitions bind its own tree; where nobody knows its tree, every tree. */
function forbidOf(consent: ConsentRecord, box: Box, records: Records): string {
  const root = records.productionPaths[consent.production]?.[0];
  const tree = root === undefined ? [] : [`principal in Production::"${root}"`];
  return forbid([`context.now >= ${moment(consent.givenAt)}`, ...tree, ...barring(box, records)]);
}

function forbid(conditions: readonly string[]): string {
  return `forbid (principal, action, resource) when { ${conditions.join(' && ')} };`;
}

/** A box that is meant throughout what it does not mention, and that touches what lies above what it names. */
function barring(box: Box, { productionPaths }: Records): readonly string[] {
  const said = (
    path: string,
    type: string,
    values: readonly string[] | undefined,
    above: (value: string) => readonly string[],
  ): string[] => {
    if (values === undefined) return [];
    const touched = [...new Set(values.flatMap(above))].map((value) => `${type}::"${value}"`);
    return [`(${isIn(path, type, values)} || [${touched.join(', ')}].contains(${path}))`];
  };
  const itself = (value: string): readonly string[] => [value];
  return [
    ...said('principal', 'Production', box.production, (id) => productionPaths[id] ?? [id]),
    ...said('action', 'Action', box.act, itself),
    ...Object.entries(TYPES).flatMap(([dimension, type]) =>
      said(`context.${dimension}`, type, valuesOf(box, dimension), dimension === 'language' ? rangesOf : itself),
    ),
    ...(box.advertiser === undefined
      ? []
      : ['context has advertiser', ...said('context.advertiser', 'Advertiser', box.advertiser, itself)]),
    ...(box.stage === undefined ? [] : [`context.stage >= ${STAGES.indexOf(box.stage)}`]),
    ...(box.from === undefined ? [] : [`context.from >= ${moment(box.from)}`]),
    ...(box.until === undefined ? [] : [`context.until <= ${moment(box.until)}`]),
    'true',
  ];
}

function valuesOf(box: Box, dimension: string): readonly string[] | undefined {
  return Object.entries(box).flatMap(([name, values]) =>
    name === dimension && Array.isArray(values) ? [values] : [],
  )[0];
}

function isIn(path: string, type: string, values: readonly string[] = []): string {
  return values.length === 0 ? 'false' : `${path} in [${values.map((value) => `${type}::"${value}"`).join(', ')}]`;
}

function moment(instant: string): number {
  return Date.parse(instant);
}

/** Whether Cedar permits this point of a use under the policies of that name. */
export function permits(
  name: string,
  point: Point,
  use: Use,
  { related, productionPaths }: Records,
  at: string,
): boolean {
  const entities: EntityJson[] = [];
  const entity = (type: string, id: string, above: readonly string[]): EntityUidJson => {
    const parents = above.map((parent) => ({ type, id: parent }));
    entities.push({ uid: { type, id }, attrs: {}, parents });
    return { type, id };
  };
  const value = (
    type: string,
    id: string,
    above: readonly string[] = [],
  ): { __entity: { type: string; id: string } } => {
    entity(type, id, above);
    return { __entity: { type, id } };
  };
  const path = productionPaths[use.production];
  const above = path === undefined ? [] : [...path.filter((id) => id !== use.production), KNOWN];
  const answer = statefulIsAuthorized({
    preparsedPolicySetId: name,
    principal: entity('Production', use.production, above),
    action: entity('Action', point.act, pathsAbove(point.act)),
    resource: { type: 'Performer', id: 'performer' },
    context: {
      purpose: value('Purpose', point.purpose),
      media: value('Media', point.media, pathsAbove(point.media)),
      content: value('Content', point.content),
      tool: value('Tool', point.tool, ['any']),
      territory: value('Territory', point.territory, groupsOfCountry(point.territory)),
      language: value(
        'Language',
        point.language,
        rangesOf(point.language).filter((range) => range !== point.language),
      ),
      ...(point.advertiser !== null && { advertiser: value('Advertiser', point.advertiser, ['any']) }),
      stage: STAGES.indexOf(use.stage),
      now: moment(at),
      from: moment(point.from),
      until: moment(point.until),
      related,
    },
    entities,
  });
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  if (answer.response.diagnostics.errors.length > 0)
    throw new Error(JSON.stringify(answer.response.diagnostics.errors));
  return answer.response.decision === 'allow';
}

/** `generate.voice` and `generate` for `generate.voice.adr_line`. */
function pathsAbove(word: string): readonly string[] {
  const parts = word.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** `es-MX`, `es` and `*` for `es-MX`. */
function rangesOf(tag: string): readonly string[] {
  const parts = tag.split('-');
  return [...new Set([...parts.map((_, index) => parts.slice(0, parts.length - index).join('-')), '*'])];
}
