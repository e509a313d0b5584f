/** The organization, productions and people of one scenario on a running service: its own, so that none sees another's. */
import { newId, type Store } from '#store';
import { newAuthenticator, type Authenticator } from '../demo/authenticator.js';
import { addPasskey } from '../demo/cast.js';
import { newPasskey, type Passkey } from '../demo/passkey.js';
import { signedIn, textAt, valueAt, type Visitor } from '../demo/visitor.js';
import { CommandError } from '../usage.js';
import type { Details } from './events.js';
import { withIds, type Names } from './names.js';
import { BEFORE, housesIn, isQuestion, PRODUCER, type Given, type Question, type Scenario } from './scenario-file.js';

/** A service whose clock can be set; `null` lets it run again. */
export interface Stage {
  readonly baseUrl: string;
  /** Where its pages are, as it says itself: passkeys are of that site. */
  readonly origin: string;
  setClock(at: string | null): Promise<void>;
  /** Whoever runs the service: unions are made by nobody else. */
  operator(): Promise<Visitor>;
  /** Its log, by the same clock, for what no route takes yet. */
  readonly store: Store;
}

interface Person {
  readonly name: string;
  readonly email: string;
}

const UNIONS_WORD = 'union_verified';
/** The hash of a document that nobody reads here. */
export const DOCUMENT = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** Everybody who may sign in, and the ids of all that was made. Nobody signs in before there is something to do. */
export class World {
  readonly names = {
    productions: new Map<string, string>(),
    performers: new Map<string, string>(),
    tools: new Map<string, string>(),
    consents: new Map<string, string>(),
    clearances: new Map<string, string>(),
  } satisfies Names;
  readonly unions = new Map<string, string>();
  /** Of whatever else events made, the ids: each under the kind, and the name or question that it belongs to. */
  readonly made = new Map<string, string>();
  /** Of each consent what withdrawing it last did. */
  readonly effects = new Map<string, unknown>();
  /** The production companies, by their names here. */
  readonly houses = new Map<string, string>();
  /** The organization that asks. */
  organization = '';
  private readonly scene = newId('part').slice(-10).toLowerCase();
  private readonly passkeys = new Map<string, Passkey>();
  private readonly visitors = new Map<string, Promise<Visitor>>();

  constructor(
    readonly stage: Stage,
    readonly scenario: Scenario,
  ) {}

  /** Makes what is given before anything happens. */
  async make(): Promise<void> {
    const { given } = this.scenario;
    await this.stage.setClock(BEFORE);
    for (const house of housesIn(given)) {
      const company = { kind: 'production_company', name: house === PRODUCER ? 'Scenario Pictures' : house };
      const id = textAt(await (await this.producer(house)).post('/v1/organizations', company), 'id');
      this.houses.set(house, id);
      if (house === PRODUCER) this.organization = id;
    }
    for (const name of parentsFirst(given.productions)) {
      const { title, kind, in: parent } = given.productions[name] ?? { title: name, kind: 'film' };
      const body = { title, kind, ...(parent !== undefined && { parent: this.idOf('productions', parent) }) };
      const producer = await this.producerOf(name);
      this.names.productions.set(name, textAt(await producer.post('/v1/productions', body), 'id'));
    }
    for (const [key, { name, recorded, house }] of Object.entries(given.performers)) {
      const body = { name, email: this.emailOf(key) };
      const producer = await this.producer(house);
      const id = recorded ? textAt(await producer.post('/v1/performers', body), 'id') : newId('perf');
      this.names.performers.set(key, id);
    }
    for (const [key, { name }] of Object.entries(given.unions)) {
      const operator = await this.stage.operator();
      this.unions.set(key, textAt(await operator.post('/v1/organizations', { kind: 'union', name }), 'id'));
    }
    await this.state(given);
  }

  private async state({ productions, performers, tools }: Given): Promise<void> {
    const producer = await this.producer();
    for (const [name, { policies }] of Object.entries(productions)) {
      if (policies === undefined) continue;
      const owner = await this.producerOf(name);
      await owner.post(`/v1/productions/${this.idOf('productions', name)}/policies`, policies);
    }
    for (const [name, { details }] of Object.entries(performers)) {
      if (details !== undefined) await this.describe(name, details);
    }
    for (const [key, { attestations, likenessOf, ...tool }] of Object.entries(tools)) {
      await this.stage.setClock(BEFORE);
      const likeness = likenessOf === null ? null : this.idOf('performers', likenessOf);
      const id = textAt(await producer.post('/v1/tools', { ...tool, likenessOf: likeness }), 'id');
      this.names.tools.set(key, id);
      for (const { at, ...attested } of attestations) {
        await this.stage.setClock(at);
        this.made.set(
          `attestation ${key}`,
          textAt(await producer.post(`/v1/tools/${id}/attestations`, attested), 'id'),
        );
      }
    }
  }

  /** By the production, but for what only a union says: there the union says it, if its agreements cover her. */
  async describe(performer: string, { identity, ...details }: Partial<Details>): Promise<void> {
    const unions = details.unions?.map((name) => this.unions.get(name) ?? missing('union', name));
    for (const union of unions ?? []) await this.callMember(union, performer);
    const producer = await this.producer(this.scenario.given.performers[performer]?.house);
    const path = `/v1/performers/${this.idOf('performers', performer)}/details`;
    const shown = identity === 'document' ? { identity, documentHash: DOCUMENT } : { identity };
    const body = { ...details, ...(unions && { unions }), ...(identity !== UNIONS_WORD && shown) };
    if (Object.values(body).some((each) => each !== undefined)) await producer.post(path, body);
    if (identity === UNIONS_WORD) await (await this.stage.operator()).post(path, { identity });
  }

  /** Each union says once that she is a member, as it would of whoever names it. */
  private async callMember(union: string, performer: string): Promise<void> {
    const email = this.emailOf(performer);
    const member = `${union} of ${email}`;
    if (this.made.has(member)) return;
    const body = { email, organization: union };
    this.made.set(member, textAt(await (await this.stage.operator()).post('/v1/memberships', body), 'id'));
  }

  producer(house = PRODUCER): Promise<Visitor> {
    return this.visitor(house, newAuthenticator());
  }

  /** Whoever makes a production. */
  producerOf(production: string): Promise<Visitor> {
    return this.producer(this.scenario.given.productions[production]?.house);
  }

  /** A representative of a union, who is of no other. */
  async representative(union: string): Promise<Visitor> {
    const key = `rep-of-${union}`;
    if (!this.made.has(key)) {
      const body = { name: 'A representative', email: this.emailOf(key), role: 'union_rep' };
      const id = this.unions.get(union) ?? missing('union', union);
      await (await this.stage.operator()).post(`/v1/organizations/${id}/members`, body);
      this.made.set(key, id);
    }
    return this.visitor(key, newAuthenticator());
  }

  /** The performer, or somebody who acts for her, signed in; who administers an organization has an authenticator. */
  visitor(key: string, authenticator?: Authenticator): Promise<Visitor> {
    const found = this.visitors.get(key) ?? signedIn(this.stage.baseUrl, { email: this.emailOf(key) }, authenticator);
    this.visitors.set(key, found);
    return found;
  }

  /** A person of the production company other than the producer, who takes part from the first time on. */
  async colleague(key: string): Promise<Visitor> {
    if (!this.made.has(`colleague ${key}`)) {
      const body = { name: key, email: this.emailOf(key), role: 'member' };
      await (await this.producer()).post(`/v1/organizations/${this.organization}/members`, body);
      this.made.set(`colleague ${key}`, key);
    }
    return this.visitor(key);
  }

  /** The studio's contact; the studio takes part in the whole tree of a production. */
  async contact(production: string): Promise<Visitor> {
    const root = rootOf(production, this.scenario.given.productions);
    const contact = await this.visitor('contact', newAuthenticator());
    if (!this.made.has('studio')) {
      const studio = textAt(await contact.post('/v1/organizations', { kind: 'studio', name: 'Scenario Studio' }), 'id');
      this.made.set('studio', studio);
    }
    if (!this.made.has(`studio of ${root}`)) {
      const body = { role: 'studio', email: this.emailOf('contact') };
      const path = `/v1/productions/${this.idOf('productions', root)}/participations`;
      const part = textAt(await (await this.producer()).post(path, body), 'id');
      await contact.post(`/v1/participations/${part}/accept`, {});
      this.made.set(`studio of ${root}`, part);
    }
    return contact;
  }

  person(performer: string): Person {
    const { name } = this.scenario.given.performers[performer] ?? missing('performer', performer);
    return { name, email: this.emailOf(performer) };
  }

  emailOf(key: string): string {
    return `${this.scenario.given.performers[key]?.is ?? key}-${this.scene}@scenario.example`;
  }

  idOf(kind: keyof Names, name: string): string {
    return this.names[kind].get(name) ?? missing(kind, name);
  }

  madeFor(kind: string, name: string): string {
    return this.made.get(`${kind} ${name}`) ?? missing(kind, name);
  }

  question(title: string): Question {
    const found = this.scenario.when.find((each) => each.title === title);
    return found === undefined || !isQuestion(found) ? missing('question', title) : found;
  }

  /** The body that names a question's performer, production and use. */
  bodyOf({ performer, production, use }: Question): object {
    return {
      performer: performer === null ? null : this.idOf('performers', performer),
      production: this.idOf('productions', production),
      use: this.named(use),
    };
  }

  /** The same JSON with names replaced by ids. */
  named(value: unknown): unknown {
    return withIds(value, this.names);
  }

  /** Remembers the consent that a signature made; one that waits for others makes none. */
  signed(name: string, answer: unknown): void {
    const consent = valueAt(answer, 'consent');
    if (typeof consent === 'string') this.names.consents.set(name, consent);
  }

  /** The passkey of a person, and them signed in with it: it is added when it is first asked for. */
  async withPasskey(key: string): Promise<{ readonly visitor: Visitor; readonly passkey: Passkey }> {
    const passkey = this.passkeys.get(key) ?? newPasskey(this.stage.origin);
    if (!this.passkeys.has(key)) this.visitors.set(key, addPasskey(await this.visitor(key), passkey, 'Phone'));
    this.passkeys.set(key, passkey);
    return { visitor: await this.visitor(key), passkey };
  }

  /** Remembers the id of what an answer says was made. */
  remember(kind: string, name: string, answer: unknown): void {
    this.made.set(`${kind} ${name}`, textAt(answer, 'id'));
  }
}

function missing(what: string, name: string): never {
  throw new CommandError(`no ${what} \`${name}\` is there yet`);
}

function rootOf(name: string, productions: Given['productions']): string {
  const parent = productions[name]?.in;
  return parent === undefined ? name : rootOf(parent, productions);
}

function parentsFirst(productions: Given['productions']): string[] {
  const depth = (name: string, seen: readonly string[] = []): number => {
    const parent = productions[name]?.in;
    if (parent === undefined) return 0;
    if (!(parent in productions)) return missing('production', parent);
    if (seen.includes(name)) throw new CommandError(`production \`${name}\` lies within itself`);
    return 1 + depth(parent, [...seen, name]);
  };
  return Object.keys(productions).sort((a, b) => depth(a) - depth(b));
}
