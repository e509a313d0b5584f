import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isAgreement, nearestPacks, packNamed, policiesAt, type Policies } from '#consent';
import type { ProductionRow, StatedOfProduction, Store, Tx } from '#store';
import { organizationOf } from '../asking/acting-for.js';
import { Asked, type Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { Sight } from '../asking/sight.js';
import { AppError, notFound, type InputError } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { placeFault } from '../place.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { invalidInput } from '../validation.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { lockForStating, statementsOn } from './dropping.js';
import { packSummary } from './packs.controller.js';
import { POLICIES, PoliciesView, StatePolicies } from './policies.bodies.js';

/** Beyond it a node says no more, for a check reads all that it says. */
const STATEMENTS_MAX = 1000;

@ApiTags('Policies')
@Controller('v1/productions/:production/policies')
export class PoliciesController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers(
    'State which rules a production is under',
    PoliciesView,
    200,
    'It holds for all below. Agreements, places and packs of a node below come beside it, and its platform stays. What is ' +
      'left out stays as it was. Only a person drops an agreement, a pack, a place or the platform or changes the day of ' +
      'photography, and nobody drops an agreement that is under a strike. What is stated already is not recorded again.',
  )
  async state(
    @RecordId('production', 'prod') production: string,
    @Body() body: StatePolicies,
    @Asked() asker: Party,
    @Acting() { tx }: Act,
  ): Promise<PoliciesView> {
    const row = await tx.find('productions', production);
    if (row === null) throw notFound();
    // Only the owner states them; before the lock, which checks wait for.
    const organization = organizationOf(asker, row.organization);
    const faults = faultsOf(body);
    if (faults.length > 0) throw invalidInput(faults);
    await lockForStating(tx, { asker, row, stated: body });
    if (!(await isNews(tx, production, body))) return policiesOf(tx, row);
    await tx.append([
      {
        type: 'production.policies_stated',
        refs: { actor: actorOf(asker), organization, production },
        evidence: { ...body },
        personal: null,
      },
    ]);
    return policiesOf(tx, row);
  }

  @Get()
  @Answers('Which rules a production is under', PoliciesView, 200, 'What it and the nodes above it state together.')
  async read(@RecordId('production', 'prod') id: string, @Asked() asker: Party): Promise<PoliciesView> {
    const row = await this.sight.one(asker, 'productions', id);
    return this.store.transaction((tx) => policiesOf(tx, row));
  }
}

/**
 * Whether a statement says anything that the node does not say already. Throws where the node has said all that it may:
 * every check reads all of it.
 */
async function isNews(tx: Tx, production: string, stated: StatePolicies): Promise<boolean> {
  const { statements } = await tx.get('productions', production);
  const isSaid = POLICIES.every((policy) => {
    if (stated[policy] === undefined) return true;
    const last = statements.findLast((each) => each[policy] !== undefined);
    return last !== undefined && sameAs(last[policy], stated[policy]);
  });
  if (isSaid) return false;
  if (statements.length < STATEMENTS_MAX) return true;
  throw new AppError('state_conflict', `a node takes ${STATEMENTS_MAX} statements; state it on a node below`);
}

/** The order of a list says nothing. */
function sameAs(one: Policies[keyof Policies], other: Policies[keyof Policies]): boolean {
  const written = (each: typeof one): string => JSON.stringify(typeof each === 'object' ? each?.toSorted() : each);
  return written(one) === written(other);
}

function faultsOf({ platform, agreements, places, principalPhotographyAt, packs }: StatePolicies): InputError[] {
  if ([platform, agreements, places, principalPhotographyAt, packs].every((stated) => stated === undefined)) {
    return [{ path: '', message: 'state at least one of platform, agreements, places, principalPhotographyAt, packs' }];
  }
  return [
    ...(agreements ?? []).flatMap((name, index) => agreementFault(name, `/agreements/${index}`)),
    ...(packs ?? []).flatMap((name, index) => packFault(name, `/packs/${index}`)),
    ...(places ?? []).flatMap((place, index) => placeFault(place, `/places/${index}`)),
  ];
}

function agreementFault(name: string, path: string): InputError[] {
  const unknown = nameFault(name, path);
  if (unknown.length > 0 || isAgreement(name)) return unknown;
  return [{ path, message: `\`${name}\` is no collective agreement; name it in \`packs\`` }];
}

/** An agreement among the packs would bind without being one: no strike under it, and no union to see what is disclosed. */
function packFault(name: string, path: string): InputError[] {
  if (!isAgreement(name)) return nameFault(name, path);
  return [{ path, message: `\`${name}\` is a collective agreement; name it in \`agreements\`` }];
}

function nameFault(name: string, path: string): InputError[] {
  if (packNamed(name) !== null) return [];
  const suggestions = nearestPacks(name);
  const message = `\`${name}\` is no released pack; see \`/v1/packs\``;
  return [{ path, message, ...(suggestions.length > 0 && { suggestions }) }];
}

async function policiesOf(tx: Tx, row: ProductionRow): Promise<PoliciesView> {
  const statements = await statementsOn(tx, row);
  const { policies, packs } = policiesAt(statements, row.path, await tx.at());
  const { platform = null, agreements = [], places = [], principalPhotographyAt = null } = policies;
  const known = packs.map(({ pack, why }) => ({ ...packSummary(pack), why }));
  const stated = await statersOf(tx, row, statements);
  return { platform, agreements, places, principalPhotographyAt, packs: known, stated };
}

/** Who stated each policy last, node by node. Only the owner states any: a person of it, or its key. */
async function statersOf(
  tx: Tx,
  { path, organization }: ProductionRow,
  statements: readonly StatedOfProduction[],
): Promise<PoliciesView['stated']> {
  const people = await tx.memberNames(organization);
  const found: PoliciesView['stated'][number][] = [];
  for (const node of path) {
    for (const policy of POLICIES) {
      const last = statements.findLast((each) => each.node === node && each[policy] !== undefined);
      if (last === undefined) continue;
      const { actor, at } = last;
      const isPerson = actor.startsWith('user:');
      const name = isPerson ? people.get(actor.slice('user:'.length)) : (await tx.find('keys', actor))?.name;
      found.push({ policy, node, by: isPerson ? 'person' : 'key', name: name ?? null, at });
    }
  }
  return found;
}
