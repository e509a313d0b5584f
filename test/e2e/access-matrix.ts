/**
 * Tries every cell of the table of access: each route by each persona, on the own records and on those of a stranger.
 *
 * Who has no role that a route is for is told which roles it is for. Whom the record concerns as the table says is let in.
 * To everybody else it does not exist: the answer is that for an id which nothing has, byte by byte, header by header,
 * and after the same statements to the database.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS } from '../../apps/api/src/access.js';
import { rolesIn, type Rule } from '../../apps/api/src/access/roles.js';
import { concernsRecords, isOpenTo, letInAs, parametersOf, PERSONAS } from './access-standing.js';
import { readingOf, sampleOf, unknownId, withoutRecords, type Persona, type Stage } from './api-samples.js';
import { undocumented } from '../support/documented.js';
import type { Service } from './api-service.js';
import { addNobodys, makeStage, openStagedService } from './api-stage.js';
import { differences, openWire, type Answer, type Wire } from './api-wire.js';
import { AUDIT } from './api-world.js';

const RULES: readonly [string, Rule][] = Object.entries(ACCESS);

/** One test for each route of a kind; `what` says of which. */
export function tryMatrix(what: string, isTried: (route: string) => boolean): void {
  const tried = RULES.filter(([route]) => isTried(route)).sort(([one], [two]) => rankOf(one) - rankOf(two));
  let service: Service;
  let wire: Wire;
  let stage: Stage;
  let other: Stage;
  let cells = 0;

  beforeAll(async () => {
    service = await openStagedService();
    [stage, other] = [await makeStage(service), await makeStage(service)];
    wire = await openWire(service);
    await addNobodys(stage);
  });
  afterAll(async () => {
    wire.close();
    await service.close();
    const counted = `${cells} cells over ${tried.length} routes x ${PERSONAS.length} personas`;
    process.stdout.write(`access matrix: ${counted} (routes that ${what})\n`);
  });

  describe(`a route that ${what} answers everybody as the table says`, () => {
    it.each(tried)('%s', async (route, rule) => {
      const faults: string[] = [];
      let isSound = (sampleOf(route) ?? readingOf(route))?.refused !== undefined;
      for (const persona of PERSONAS) {
        for (const target of targetsOf(route)) {
          const tried = await tryCell({ wire, stage, other, route, rule, persona, target });
          cells += 1;
          isSound ||= tried.succeeded;
          faults.push(...tried.faults.map((fault) => `${persona}, ${target}: ${fault}`));
        }
      }
      if (!isSound) faults.push('no request of this row succeeds: mend its sample');
      expect(faults).toEqual([]);
    });
  });
}

function targetsOf(route: string): readonly Target[] {
  if (!concernsRecords(route)) return ['own'];
  return parametersOf(route).length > 1 ? ['own', 'strange', 'nested'] : ['own', 'strange'];
}

function rankOf(route: string): number {
  if (route === 'DELETE /v1/session') return 2;
  return sampleOf(route)?.isLast ? 1 : 0;
}

interface Cell {
  readonly wire: Wire;
  readonly stage: Stage;
  readonly other: Stage;
  readonly route: string;
  readonly rule: Rule;
  readonly persona: Persona;
  /** `nested` is a strange record under an own one: another's member of the own organization. */
  readonly target: Target;
}
type Target = 'own' | 'strange' | 'nested';

interface Tried {
  readonly faults: readonly string[];
  /** Something was done or shown. */
  readonly succeeded: boolean;
}

async function tryCell(cell: Cell): Promise<Tried> {
  const { route, rule, persona, target } = cell;
  const letIn = letInAs(rule, persona);
  // To strangers only what is nobody's is open.
  if (isOpenTo(route, rule, persona) && (target === 'own' || !concernsRecords(route))) return tryOpen(cell);

  const named = realOf(cell);
  const real = await ask(cell, named);
  const unknown = await ask(cell, unknownOf(cell, named));
  const faults = letIn.length === 0 ? refusalFaults(cell, real) : strangerFaults(cell, real);
  // Who sees a record and may not change it is told so, and who has no role at all.
  const isTold = target === 'own' && real.status === 403;
  return { faults: [...faults, ...(isTold ? [] : differences(real, unknown))], succeeded: false };
}

/** Nothing is said against who asks. */
async function tryOpen(cell: Cell): Promise<Tried> {
  const fresh = await sampleOf(cell.route)?.ids?.(cell.stage, cell.persona);
  const { status, text } = await ask(cell, {
    ids: { ...cell.stage.ids, ...fresh },
    body: sampleOf(cell.route)?.body(cell.stage, cell.persona),
  });
  if (isAgainstAsker(cell.route, status) || status >= 500)
    return { faults: [`is answered ${status} ${text}`], succeeded: false };
  const succeeded = status < 400;
  return { faults: succeeded ? undocumented(cell.route, { status, text }) : [], succeeded };
}

function isAgainstAsker(route: string, status: number): boolean {
  return [401, 404].includes(status) || (status === 403 && !isForbidden(route));
}

/** Refused in the words of a role, whoever asks. */
function isForbidden(route: string): boolean {
  return (sampleOf(route) ?? readingOf(route))?.isForbidden === true;
}

function refusalFaults({ persona, rule }: Cell, { status, text }: Answer): string[] {
  if (persona === 'anonymous') return status === 401 ? [] : [`is answered ${status} ${text}`];
  const named = rolesIn(rule).map((role) => `\`${role}\``);
  const isTold = status === 403 && text.includes(`this route is for ${named.join(', ')}`);
  return isTold ? [] : [`is answered ${status} ${text}`];
}

function strangerFaults({ route, target }: Cell, { status, text }: Answer): string[] {
  const sample = sampleOf(route);
  const expected = sample?.answersAll
    ? [200, 404]
    : sample?.isNamed
      ? [404, 422, ...(target === 'own' ? [403] : [])]
      : [404, ...(target === 'own' || isForbidden(route) ? [403] : [])];
  return expected.includes(status) ? [] : [`is answered ${status} ${text}`];
}

interface Named {
  readonly ids: Readonly<Record<string, string>>;
  readonly body: object | undefined;
}

function ask({ wire, stage, route, rule, persona }: Cell, { ids, body }: Named): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = readingOf(route)?.path?.(stage) ?? pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'x');
  // A union says what it looks for, or is shown nothing.
  const isLook = method === 'GET' && rule.may.union === 'covered' && ['union', 'otherUnion'].includes(persona);
  const why = isLook ? `${path.includes('?') ? '&' : '?'}${AUDIT}` : '';
  return wire.send(stage.visitors[persona], { method, path: `${path}${why}`, body });
}

function realOf({ stage, other, target, route, persona }: Cell): Named {
  const isNamed = sampleOf(route)?.isNamed;
  const body = sampleOf(route)?.body(isNamed && target === 'strange' ? other : stage, persona);
  if (target === 'own') return { ids: stage.ids, body };
  if (target === 'strange') return { ids: other.ids, body };
  const last = parametersOf(route).at(-1) ?? '';
  return { ids: { ...stage.ids, [last]: other.ids[last] ?? '' }, body };
}

/** The same with ids that nothing has. */
function unknownOf({ route, target, stage, other }: Cell, real: Named): Named {
  const parameters = parametersOf(route);
  const exchanged = target === 'nested' ? parameters.slice(-1) : parameters;
  const unknown = Object.fromEntries(exchanged.map((name) => [name, unknownId(name)]));
  const isNamed = sampleOf(route)?.isNamed;
  return {
    ids: { ...real.ids, ...unknown },
    body: isNamed ? withoutRecords(real.body, target === 'own' ? stage : other) : real.body,
  };
}
