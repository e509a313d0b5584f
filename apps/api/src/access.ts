/**
 * Who may call what: every route, once. The application does not start when a route is missing here or a row has no
 * route. A row decides who gets in at all, and in which relation the record must stand to them; that is decided where the
 * record is read: another's record answers like one that does not exist. `test/e2e/access-matrix.spec.ts` tries every cell.
 */
import { CHECKS } from './access/checks.js';
import { CONSENTS } from './access/consents.js';
import { PEOPLE } from './access/people.js';
import { PRODUCTIONS } from './access/productions.js';
import type { Rule } from './access/roles.js';
import { SERVICE } from './access/service.js';

export const ACCESS = { ...SERVICE, ...PEOPLE, ...PRODUCTIONS, ...CONSENTS, ...CHECKS };

/** The row of a route, such as `GET /v1/session`; none for what is no route. */
export function ruleOf(route: string): Rule | undefined {
  const rules: Readonly<Record<string, Rule | undefined>> = ACCESS;
  return rules[route];
}

/** The methods that some route takes at an address: what `method_not_allowed` answers with. */
export function methodsAt(path: string): readonly string[] {
  const methods = ROUTES.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

/** The wildcard of the portal's files is left out: it would make every address known. */
const ROUTES = Object.keys(ACCESS)
  .filter((route) => route !== 'GET /*')
  .map((route) => {
    const [method = '', path = ''] = route.split(' ');
    const pattern = path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+').replace('*', '.+');
    return { method, pattern: new RegExp(`^${pattern}$`) };
  });

/** INVARIANT: the table and the routes served are one and the same set. */
export function refuseUnlistedRoutes(served: ReadonlySet<string>, table: object = ACCESS): void {
  const listed = Object.keys(table);
  const unlisted = [...served].filter((route) => !listed.includes(route));
  const unserved = listed.filter((route) => !served.has(route));
  if (unlisted.length + unserved.length === 0) return;
  const found = `not in the table: ${unlisted.join(', ') || 'none'}; without a route: ${unserved.join(', ') || 'none'}`;
  throw new Error(`the routes and the table of access differ; ${found}`);
}
