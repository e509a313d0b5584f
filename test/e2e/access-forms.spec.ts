/**
 * Addresses written otherwise, and sessions that are less than their person: they open nothing that the plain one keeps shut,
 * and do not tell what is there from nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import { letInAs, parametersOf, PERSONAS } from './access-standing.js';
import { sampleOf, unknownId, type Persona, type Stage } from './api-samples.js';
import { signInByLink, type Service, type Visitor } from './api-service.js';
import { makeStage, openStagedService } from './api-stage.js';
import { differences, openWire, type Answer, type Wire } from './api-wire.js';
import { signedOnBySaml } from './sign-on-browser.js';

let service: Service;
let wire: Wire;
let stage: Stage;
let other: Stage;

beforeAll(async () => {
  service = await openStagedService();
  [stage, other] = [await makeStage(service), await makeStage(service)];
  wire = await openWire(service);
});
afterAll(async () => {
  wire.close();
  await service.close();
});

interface Form {
  readonly method?: string;
  /** The id as it is written, or the whole path. */
  readonly id?: (id: string) => string;
  readonly path?: (path: string) => string;
}

const percent = (text: string) => text.replace(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

const FORMS: Readonly<Record<string, Form>> = {
  'in capital letters': { id: (id) => id.toUpperCase() },
  'in small letters': { id: (id) => id.toLowerCase() },
  'with the prefix of another kind': { id: (id) => id.replace(/^[a-z]+(?=_)/, 'prod') },
  'without its prefix': { id: (id) => id.replace(/^[a-z]+_/, '') },
  'with a letter more': { id: (id) => `${id}x` },
  'with a blank after it': { id: (id) => `${id}%20` },
  'with a zero byte after it': { id: (id) => `${id}%00` },
  'in percent signs': { id: percent },
  'in percent signs twice': { id: (id) => percent(id).replaceAll('%', '%25') },
  'with a wildcard': { id: (id) => `${id.slice(0, -1)}%25` },
  'with a parameter in its segment': { id: (id) => `${id};v=1` },
  'with a slash after it': { path: (path) => `${path}/` },
  'with two slashes before it': { path: (path) => `/${path}` },
  'with two slashes in it': { path: (path) => path.replace('/v1/', '/v1//') },
  'by way of the folder above': { path: (path) => path.replace('/v1/', '/v1/../v1/') },
  'with a query': { path: (path) => `${path}?x=1` },
  'in capital letters but for the id': { path: (path) => path.replace('/v1/', '/V1/') },
  'by HEAD': { method: 'HEAD' },
  'by OPTIONS': { method: 'OPTIONS' },
  'by PUT': { method: 'PUT' },
  'by PATCH': { method: 'PATCH' },
  'by DELETE': { method: 'DELETE' },
};

const RULES: readonly [string, Rule][] = Object.entries(ACCESS);
const ROUTES = RULES.filter(([route]) => parametersOf(route).length > 0);

type Ids = Readonly<Record<string, string>>;

const nothingOf = (route: string): Ids =>
  Object.fromEntries(parametersOf(route).map((name) => [name, unknownId(name)]));

/** As the persona, or in another session of theirs. */
function send(
  form: Form,
  route: string,
  persona: Persona,
  ids: Ids,
  visitor: Visitor = stage.visitors[persona],
): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const written = form.id ?? ((id: string) => id);
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => written(ids[name] ?? name));
  const as = form.method ?? method;
  const body = ['POST', 'PUT', 'PATCH'].includes(as) ? (sampleOf(route)?.body(stage, persona) ?? {}) : undefined;
  return wire.send(visitor, { method: as, path: form.path?.(path) ?? path, body });
}

describe('an address that is written otherwise', () => {
  it.each(ROUTES)('%s: tells nobody whether there is a record of a stranger', async (route, rule) => {
    const persona = PERSONAS.find((each) => letInAs(rule, each).length > 0);
    if (persona === undefined) throw new Error('nobody is let in');
    const unknown = nothingOf(route);
    const faults: string[] = [];
    for (const [name, form] of Object.entries(FORMS)) {
      const [real, nothing] = [await send(form, route, persona, other.ids), await send(form, route, persona, unknown)];
      faults.push(...differences(real, nothing).map((each) => `${name}: ${each}`));
      if (real.status < 400) faults.push(`${name}: is answered ${real.status} ${real.text}`);
    }
    // What is no id at all is answered as an id that nothing has, but costs less.
    const [malformed, nothing] = [
      await send({ id: () => 'nonsense' }, route, persona, other.ids),
      await send({}, route, persona, unknown),
    ];
    faults.push(...differences({ ...malformed, statements: nothing.statements }, nothing));
    expect(faults).toEqual([]);
  });

  it.each(ROUTES)('%s: lets in nobody whom the plain one keeps out', async (route, rule) => {
    const refused = PERSONAS.filter((each) => letInAs(rule, each).length === 0);
    const faults: string[] = [];
    // Nobody, and the first of those who are somebody else.
    for (const persona of refused.slice(0, 2)) {
      for (const [name, form] of Object.entries(FORMS)) {
        // Another method may be another route, with a row of its own.
        if (form.method !== undefined && form.method !== 'HEAD') continue;
        const { status, text } = await send(form, route, persona, stage.ids);
        if (status < 400) faults.push(`${persona}, ${name}: is answered ${status} ${text}`);
      }
    }
    expect(faults).toEqual([]);
  });
});

describe('a session', () => {
  /** What is one person's own is hers in every session. */
  const isOnesOwn = (route: string) => parametersOf(route).some((name) => ['factor', 'session'].includes(name));

  it('by a link alone, of who needs a factor, tells nothing but that it is needed', async () => {
    const owner = await signInByLink(service, stage.world.denizEmail);
    const faults: string[] = [];
    let count = 0;
    for (const [route, { may }] of ROUTES) {
      if (may.anyone !== undefined || isOnesOwn(route)) continue;
      count += 1;
      const real = await send({}, route, 'owner', stage.ids, owner);
      const unknown = await send({}, route, 'owner', nothingOf(route), owner);
      faults.push(...differences(real, unknown).map((each) => `${route}: ${each}`));
      const isTold = real.status === 403 && real.text.includes('second_factor_needed');
      if (!isTold) faults.push(`${route}: is answered ${real.status} ${real.text}`);
    }
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(60);
  });

  it('of single sign-on reads what its organization reads, and tells nothing of what is a stranger’s or its person’s', async () => {
    const { vendorOrganization: organization, visitors } = stage;
    const vouched = await signedOnBySaml(visitors.vendor, { organization, email: 'vouched@example.com' });
    const faults: string[] = [];
    let shown = 0;
    for (const [route, { may, signOn }] of ROUTES) {
      if (may.anyone !== undefined) continue;
      const [strange, unknown] = [
        await send({}, route, 'vendor', other.ids, vouched),
        await send({}, route, 'vendor', nothingOf(route), vouched),
      ];
      faults.push(...differences(strange, unknown).map((each) => `${route}: ${each}`));
      if (strange.status < 400) faults.push(`${route}: is answered ${strange.status} ${strange.text}`);
      const isOpen = signOn !== 'proven' && may.member === 'participant';
      if (!route.startsWith('GET ') || isOnesOwn(route)) continue;
      const own = await send({}, route, 'vendor', stage.ids, vouched);
      if (isOpen) shown += own.status === 200 ? 1 : 0;
      else if (own.status < 400) faults.push(`${route}: shows what is not a participant's: ${own.text}`);
      else faults.push(...differences(own, unknown).map((each) => `${route}, own: ${each}`));
    }
    expect(faults).toEqual([]);
    expect(shown).toBeGreaterThan(6);
  });
});
