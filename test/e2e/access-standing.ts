/** Who the personas of a stage are, as the table of access would say: what the tests of access expect of it. */
import { rolesIn, type Relation, type Rule, type Who } from '../../apps/api/src/access/roles.js';
import { KINDS, readingOf, sampleOf, type Persona } from './api-samples.js';

interface Standing {
  readonly roles: readonly Who[];
  /** To the records of the own stage; to those of the other there is none. */
  readonly relations: readonly Relation[];
}

const STANDINGS: Readonly<Record<Persona, Standing>> = {
  anonymous: { roles: [], relations: [] },
  nobody: { roles: ['person'], relations: [] },
  performer: { roles: ['person', 'performer'], relations: ['self'] },
  representative: { roles: ['person', 'representative'], relations: ['represented'] },
  owner: { roles: ['person', 'member'], relations: ['own', 'participant'] },
  vendor: { roles: ['person', 'member'], relations: ['participant'] },
  studio: { roles: ['person', 'member'], relations: ['participant'] },
  union: { roles: ['person', 'union'], relations: ['covered'] },
  otherUnion: { roles: ['person', 'union'], relations: [] },
  operator: { roles: ['person', 'operator'], relations: [] },
  keyCheck: { roles: ['key:check'], relations: ['own', 'participant'] },
  keyRequests: { roles: ['key:requests'], relations: ['own', 'participant'] },
  keyRead: { roles: ['key:read'], relations: ['own', 'participant'] },
  keyMonitor: { roles: ['key:monitor'], relations: [] },
  keyVendor: { roles: ['key:read'], relations: ['participant'] },
};
// The keys of a table of personas are personas.
export const PERSONAS = Object.keys(STANDINGS) as Persona[];

/** The parameters of a path that name somebody's records. */
export function parametersOf(route: string): string[] {
  const named = [...route.matchAll(/:(\w+)/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return named.filter((name) => KINDS[name] !== null);
}

/** Whether a route is about a record at all: by its path, or by its body. */
export function concernsRecords(route: string): boolean {
  return parametersOf(route).length > 0 || sampleOf(route)?.isNamed === true;
}

/** Those of this persona's roles that the route is for. */
export function letInAs(rule: Rule, persona: Persona): readonly Who[] {
  return rolesIn(rule).filter((role) => role === 'anyone' || STANDINGS[persona].roles.includes(role));
}

/** Whether this persona reaches the records of the own stage by this route. */
export function isOpenTo(route: string, rule: Rule, persona: Persona): boolean {
  const letIn = letInAs(rule, persona);
  const reached = (sampleOf(route) ?? readingOf(route))?.of?.[persona] ?? STANDINGS[persona].relations;
  const isReached = letIn.some((role) => {
    const relation = rule.may[role];
    return relation === 'none' || (relation !== undefined && reached.includes(relation));
  });
  return letIn.length > 0 && (!concernsRecords(route) || isReached);
}
