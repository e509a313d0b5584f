/** Reads the facts of a use from JSON, and tells of facts that came another way whether each is one. */
import { FACTS } from './facts.js';
import type { FactKind, Facts } from './facts.js';
import { member, readFlag, readInstant, readName, readObject, readText } from './read-json.js';
import type { Place } from './read-json.js';

const KINDS: ReadonlyMap<string, FactKind> = new Map(Object.entries(FACTS));
const NAMES: readonly string[] = [...KINDS.keys()];
const TEXT_MAX = 500;

/** Facts by their names, each of its own kind; `null` where the place holds none. */
export function readFacts(place: Place): Facts | null {
  if (place.json === undefined) return null;
  const object = readObject(place, [], NAMES);
  if (object === null) return null;
  const facts = Object.keys(object).flatMap((name): [string, boolean | string][] => {
    const kind = KINDS.get(name);
    const value = kind === undefined ? null : readFact(member(place, object, name), kind);
    return value === null ? [] : [[name, value]];
  });
  return Object.fromEntries(facts);
}

function readFact(place: Place, kind: FactKind): boolean | string | null {
  switch (kind.kind) {
    case 'flag':
      return readFlag(place);
    case 'instant':
      return readInstant(place);
    case 'text':
      return readText(place, TEXT_MAX);
    case 'choice':
      return readName(place, kind.words);
  }
}

/**
 * The names under which these facts state what no reader would give: a decision on them would rest on words that nobody
 * knows.
 */
export function unknownFactsIn(facts: Facts): readonly string[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const kind = KINDS.get(name);
    const problems: Place['problems'] = [];
    const read = kind === undefined ? null : readFact({ json: value, path: '', problems }, kind);
    return problems.length === 0 && read === value ? [] : [name];
  });
}
