/**
 * What keeps scenario files short: a scenario may start from what another file gives, and an object that is `like` a
 * shape of that name is the shape, with the members that it states in their place.
 */
import { CommandError } from '../usage.js';
import { isObject, type JsonObject } from './place.js';

/** Gives the JSON of a file that a scenario names; a relative path is one from the folder of the scenario. */
export type Open = (path: string) => unknown;

/** The scenario with everything filled in that it takes from elsewhere. */
export function filledIn(scenario: unknown, file: string, open: Open): unknown {
  if (!isObject(scenario) || !isObject(scenario['given'])) return scenario;
  const { shapes, ...given } = extended(scenario['given'], file, open, []);
  if (shapes !== undefined && !isObject(shapes)) throw new CommandError(`${file} at \`/given/shapes\`: is no object`);
  const shaped = (value: unknown): unknown => withShapes(value, shapes ?? {}, file, []);
  return { ...scenario, given: shaped(given), ...('when' in scenario && { when: shaped(scenario['when']) }) };
}

/** Members that hold things by name are put together, lists follow each other, all else is replaced. */
function extended(given: JsonObject, file: string, open: Open, within: readonly string[]): JsonObject {
  const { extends: base, ...own } = given;
  if (base === undefined) return own;
  if (typeof base !== 'string') throw new CommandError(`${file} at \`/given/extends\`: is no text`);
  if (within.includes(base)) throw new CommandError(`${file}: \`${base}\` extends itself`);
  const found = open(base);
  if (!isObject(found)) throw new CommandError(`\`${base}\` is no object`);
  return merged(extended(found, file, open, [...within, base]), own);
}

function merged(base: JsonObject, own: JsonObject): JsonObject {
  const members = Object.entries(own).map(([name, value]): [string, unknown] => {
    const under = base[name];
    if (isObject(under) && isObject(value)) return [name, withoutNulls({ ...under, ...value })];
    if (Array.isArray(under) && Array.isArray(value)) return [name, under.concat(value)];
    return [name, value];
  });
  return { ...base, ...Object.fromEntries(members) };
}

function withShapes(value: unknown, shapes: JsonObject, file: string, within: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => withShapes(each, shapes, file, within));
  if (!isObject(value)) return value;
  const { like, ...own } = value;
  const filled = Object.fromEntries(
    Object.entries(own).map(([name, each]) => [name, withShapes(each, shapes, file, within)]),
  );
  if (like === undefined) return filled;
  if (typeof like !== 'string') throw new CommandError(`${file}: \`like\` takes the name of a shape`);
  const shape = shapes[like];
  if (shape === undefined) throw new CommandError(`${file}: no shape \`${like}\` is given`);
  if (within.includes(like)) throw new CommandError(`${file}: shape \`${like}\` is like itself`);
  const under = withShapes(shape, shapes, file, [...within, like]);
  if (!isObject(under)) throw new CommandError(`${file}: shape \`${like}\` is no object`);
  return withoutNulls({ ...under, ...filled });
}

/** A member that is `null` beside `like` or under `extends` is left out. */
function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null));
}
