/** Operations as pages have them: a link or a form for each, and what was filled into a form as a request of the API again. */
import type { Json } from './operations.js';
import { pathOf, placesOf, type Target } from './targets.js';

/** A part of the path, in the name of a field; parts of the body are named by their JSON pointers. */
const PLACE = 'path:';

/** How many parts of a request of it can be anything: of its path, its query and its body. */
export function parameterCountOf(target: Target): number {
  return placesOf(target).length + Object.keys(target.query).length + leavesOf(target.body ?? {}).length;
}

/** A link for each operation without a body, and a form for each other one. `addressOf` says where. */
export function pageOf(targets: readonly Target[], addressOf: (target: Target) => string): string {
  const isLink = ({ method }: Target) => method === 'GET';
  return `<!doctype html><title>Countersign</title>
    ${targets
      .filter(isLink)
      .map((target) => linkOf(addressOf(target), placed(target, Object.entries(target.query))))
      .join('\n')}
    ${targets
      .filter((target) => !isLink(target))
      .map((target) => formOf(addressOf(target), placed(target, leavesOf(target.body ?? {}))))
      .join('\n')}`;
}

type Field = readonly [name: string, text: string];

function placed(target: Target, fields: readonly Field[]): readonly Field[] {
  return [...placesOf(target).map((name): Field => [`${PLACE}${name}`, target.ids[name] ?? name]), ...fields];
}

function linkOf(address: string, fields: readonly Field[]): string {
  const query = new URLSearchParams(fields.map(([name, text]) => [name, text])).toString();
  return `<a href="${escaped(query === '' ? address : `${address}?${query}`)}">${escaped(address)}</a>`;
}

function formOf(address: string, fields: readonly Field[]): string {
  const inputs = fields.map(([name, text]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(text)}">`);
  return `<form method="post" action="${escaped(address)}">${inputs.join('')}<input type="submit"></form>`;
}

const escaped = (text: string) => text.replace(/[&"<>]/g, (character) => `&#${String(character.codePointAt(0))};`);

interface Filled {
  readonly path: string;
  readonly body: Json | undefined;
}

/** The request that these fields make of the target; those that are of neither path nor body stay in the query. */
export function filled(target: Target, fields: readonly Field[]): Filled {
  const [places, members, query] = [
    fields.filter(([name]) => name.startsWith(PLACE)),
    fields.filter(([name]) => name.startsWith('/')),
    fields.filter(([name]) => !name.startsWith(PLACE) && !name.startsWith('/')),
  ];
  const inPath = places.map(([name, text]): Field => [name.slice(PLACE.length), encodeURIComponent(text)]);
  const path = pathOf(target, { ...target.ids, ...Object.fromEntries(inPath) });
  const search = new URLSearchParams(query.map(([name, text]) => [name, text])).toString();
  const { body } = target;
  return {
    path: search === '' ? path : `${path}?${search}`,
    body:
      body === undefined
        ? undefined
        : members.reduce((whole, [pointer, text]) => withText(whole, pointer.split('/').slice(1), text), body),
  };
}

function leavesOf(body: Json, pointer = ''): readonly Field[] {
  if (typeof body !== 'object' || body === null) return [[pointer, String(body)]];
  return Object.entries(body).flatMap(([name, part]: [string, Json]) => leavesOf(part, `${pointer}/${name}`));
}

/** A text in the place of a leaf; what the form left as it was keeps its type. */
function withText(body: Json, [name, ...rest]: readonly string[], text: string): Json {
  if (name === undefined) return typeof body !== 'object' && String(body) === text ? body : text;
  const entries: [string, Json][] = Object.entries(Object(body));
  const changed = entries.map(([each, part]): [string, Json] => [
    each,
    each === name ? withText(part, rest, text) : part,
  ]);
  return Array.isArray(body) ? changed.map(([, part]) => part) : Object.fromEntries(changed);
}
