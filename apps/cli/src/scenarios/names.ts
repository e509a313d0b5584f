/** The ids that a played scenario has for its own names. */
import { isObject } from './place.js';

/** Names of each kind, with their ids. */
export interface Names {
  readonly productions: ReadonlyMap<string, string>;
  readonly performers: ReadonlyMap<string, string>;
  readonly tools: ReadonlyMap<string, string>;
  readonly consents: ReadonlyMap<string, string>;
  readonly clearances: ReadonlyMap<string, string>;
}

/** The same JSON with names replaced wherever an id stands; what is no name of the scenario stays. */
export function withIds(value: unknown, names: Names, member?: string): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withIds(each, names, member));
  if (typeof value === 'string')
    return (member === undefined ? undefined : namesOf(member, names)?.get(value)) ?? value;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withIds(each, names, name)]));
}

function namesOf(member: string, names: Names): ReadonlyMap<string, string> | undefined {
  const byMember: Readonly<Record<string, ReadonlyMap<string, string>>> = {
    ...{ production: names.productions, tool: names.tools, pipeline: names.tools, clearance: names.clearances },
    ...{ consent: names.consents, performer: names.performers },
  };
  return byMember[member];
}
