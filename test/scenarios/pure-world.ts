/** What a scenario has recorded so far, kept as the records that the pure engine reads. */
import {
  admit,
  applyConsentFact,
  EMPTY_RECORDS,
  letsOptOut,
  missingIn,
  readTerms,
  readUse,
  useHashOf,
  type Admitted,
  type Approval,
  type Authority,
  type Box,
  type Clearance,
  type Command,
  type ConsentFact,
  type ConsentRecord,
  type Decision,
  type DisclosureRecord,
  type ExemptionClaim,
  type PerformerStatement,
  type ProductionStatement,
  type Quantities,
  type QuantityUnit,
  type ReadResult,
  type Records,
  type RefusedRequest,
  type Suspension,
  type Terms,
  type ToolRecord,
  type UsageBalance,
  type Use,
} from '#consent';
import type { EventOf } from '../../apps/cli/src/scenarios/events.js';
import { PureRecalls } from './pure-recalls.js';
import { withIds, type Names } from '../../apps/cli/src/scenarios/names.js';
import {
  BEFORE,
  isQuestion,
  PRODUCER,
  type Asked,
  type Question,
  type Scenario,
} from '../../apps/cli/src/scenarios/scenario-file.js';

/** A decision that was asked for earlier, with what became of what it holds against caps. */
interface Held {
  readonly decision: Decision;
  used: Quantities | null;
  isReleased: boolean;
}

const NO_WORDS = { textHash: '', signedAt: BEFORE } as const;
/** Hers, as those that stand beside it are counted. */
const OWN = { ...NO_WORDS, capacity: 'self' } as const;
const BY_PASSKEY = { method: 'passkey', level: 'advanced' } as const;

export class PureWorld {
  readonly names: Names;
  readonly consents = new Map<string, { readonly performer: string; record: ConsentRecord }>();
  /** Signed by her, and waiting for others. */
  readonly waiting = new Map<
    string,
    { readonly performer: string; readonly record: ConsentRecord; signedAt: string }
  >();
  readonly refused: { readonly performer: string; readonly record: RefusedRequest }[] = [];
  readonly statements = new Map<string, PerformerStatement[]>();
  readonly policies: ProductionStatement[] = [];
  readonly tools = new Map<string, Omit<ToolRecord, 'likenessOf'> & { readonly likenessOf: string | null }>();
  readonly suspensions: Suspension[] = [];
  readonly disclosures: DisclosureRecord[] = [];
  readonly approvals: Approval[] = [];
  readonly claims: (ExemptionClaim & Pick<Question, 'performer' | 'production'>)[] = [];
  readonly clearances: Clearance[] = [];
  readonly authorities: { readonly performer: string; record: Authority }[] = [];
  /** Of each consent the dispute that was opened last. */
  readonly disputes = new Map<string, string>();
  readonly recalls = new PureRecalls();
  readonly held = new Map<string, Held>();
  private readonly paths: Records['productionPaths'];

  constructor(private readonly scenario: Scenario) {
    const { productions, performers, tools, consents, events } = scenario.given;
    this.names = {
      productions: idsOf('prod', productions),
      performers: idsOf('perf', performers),
      tools: idsOf('tool', tools),
      consents: idsOf('cons', consents),
      clearances: new Map(
        events.flatMap((each) => (each.verb === 'clearance' ? [[each.clearance, `clr_${each.clearance}`]] : [])),
      ),
    };
    const pathOf = (name: string): string[] => {
      const parent = productions[name]?.in;
      return [...(parent === undefined ? [] : pathOf(parent)), `prod_${name}`];
    };
    this.paths = Object.fromEntries(Object.keys(productions).map((name) => [`prod_${name}`, pathOf(name)]));
    for (const [name, { policies }] of Object.entries(productions)) {
      if (policies !== undefined) this.policies.push({ ...stated(policies), at: BEFORE, node: `prod_${name}` });
    }
    for (const [name, { details }] of Object.entries(performers)) {
      if (details !== undefined) this.describe(name, details, BEFORE);
    }
    for (const [name, tool] of Object.entries(tools)) {
      const attestations = tool.attestations.map(({ at, ...attested }, index) => ({
        ...{ id: `att_${name}_${index}`, attestedAt: at, withdrawnAt: null },
        ...attested,
      }));
      this.tools.set(name, {
        ...{ id: `tool_${name}`, version: tool.version, tier: tool.tier, registeredAt: BEFORE },
        likenessOf: tool.likenessOf,
        attestations: attestations as ToolRecord['attestations'],
      });
    }
  }

  describe(performer: string, details: object, at: string): void {
    const statement = { ...stated(details), at } as PerformerStatement;
    const unions = statement.unions && { unions: statement.unions.map((union) => `org_${union}`) };
    this.statements.set(performer, [...(this.statements.get(performer) ?? []), { ...statement, ...unions }]);
  }

  give(name: string, { performer, production, at, terms, signedAs, under, imported, passkey, ...asked }: Asked): void {
    const { supersedes, descriptionReview } = asked;
    const onPaper = imported;
    const record: ConsentRecord = {
      ...{ id: `cons_${name}`, version: 1, request: `req_${name}`, production: `prod_${production}` },
      ...{
        terms: this.termsOf(terms),
        signature: {
          ...(passkey ? BY_PASSKEY : { method: onPaper ? 'imported' : 'email_code' }),
          capacity: signedAs ?? 'self',
        },
        givenAt: at,
        events: [],
      },
      ...(under !== undefined && { authority: `auth_${under}` }),
      ...(descriptionReview && { descriptionReview }),
    };
    const own = signedAs ? { ...NO_WORDS, capacity: signedAs, authority: signedAs } : OWN;
    if (missingIn(record.terms, [own], signersAs(signedAs)).length > 0) {
      this.waiting.set(name, { performer, record, signedAt: at });
      return;
    }
    this.consents.set(name, { performer, record });
    if (supersedes !== undefined)
      this.change(supersedes, { type: 'consent.superseded', evidence: { by: record.id } }, at);
  }

  /** Whoever signs beside her; the last of them makes the consent. */
  cosign({ at, cosign: name, as, under }: EventOf<'cosign'>): void {
    const found = this.waiting.get(name);
    if (found === undefined) throw new Error(`\`${name}\` waits for no signature`);
    const by = as === 'production' ? { organization: 'org_producer' } : { authority: `auth_${under ?? ''}` };
    const own = { ...NO_WORDS, ...by, capacity: as === 'counsel' ? 'attorney' : as, signedAt: at } as const;
    const cosigned = [...(found.record.cosigned ?? []), own];
    const signed = { ...found, record: { ...found.record, cosigned, givenAt: at } };
    const isGiven = missingIn(signed.record.terms, [OWN, ...cosigned]).length === 0;
    if (!isGiven) this.waiting.set(name, signed);
    else if (this.waiting.delete(name)) this.consents.set(name, { performer: found.performer, record: signed.record });
  }

  decline({ performer, at, terms }: Asked): void {
    const id = `req_declined_${this.refused.length}`;
    this.refused.push({ performer, record: { id, terms: this.termsOf(terms), declinedAt: at } });
  }

  withdraw(name: string, scope: object | null, at: string): void {
    const dispute = `dsp_${at}`;
    const command = { kind: 'consent.withdraw', scope: withIds(scope, this.names) as null, dispute } as const;
    if (this.take(name, command, at).effect?.kind === 'asked') this.disputes.set(name, dispute);
  }

  agree(name: string, at: string): void {
    this.take(name, { kind: 'consent.agree_to_withdrawal', dispute: this.disputes.get(name) ?? '' }, at);
  }

  private take(name: string, command: Command, at: string): Admitted {
    const kept = this.kept(name);
    const names = { producer: '', productions: {}, tools: {}, paths: this.paths, zone: 'UTC' };
    const path = this.paths[kept.record.production] ?? [];
    const isFree = letsOptOut(this.policies, path, at);
    const allows = [...this.held].map(([title, { decision }]) => {
      const question = this.question(title);
      const house = this.scenario.given.productions[question.production]?.house ?? PRODUCER;
      return { title, house, use: this.useOf(question), decision };
    });
    const done = admit(command, { at, request: null, consent: kept.record, names, letsOptOut: isFree });
    if (done.kind === 'refused' || done.consent === null)
      throw new Error(`\`${command.kind}\` of \`${name}\` is refused`);
    kept.record = done.consent;
    if (done.effect !== null)
      this.recalls.open(name, { effect: done.effect, scope: scopeIn(done), at }, { allows, paths: this.paths });
    return done;
  }

  /** One more fact about a consent. */
  change(name: string, fact: { readonly type: ConsentFact['type']; readonly evidence: object }, at: string): void {
    const kept = this.kept(name);
    const { id: consent, request, production, version } = kept.record;
    const whole = {
      type: fact.type,
      refs: { consent, request, production },
      evidence: { version: version + 1, ...fact.evidence },
    };
    kept.record = applyConsentFact(kept.record, whole as ConsentFact, at);
  }

  question(title: string): Question {
    const found = this.scenario.when.find((each) => each.title === title);
    if (found === undefined || !isQuestion(found)) throw new Error(`no question \`${title}\` is asked`);
    return found;
  }

  useOf({ use, production }: Question): Use {
    const whole = { ...(withIds(use, this.names) as object), production: `prod_${production}` };
    return read(readUse(whole));
  }

  useHashOf(title: string): string {
    return useHashOf(this.useOf(this.question(title)));
  }

  /** The records that a question may be decided on. */
  recordsOf({ performer, production }: Question, use: Use, at: string): Records {
    const of = <T>(list: Iterable<{ readonly performer: string; readonly record: T }>): T[] =>
      [...list].filter((each) => each.performer === performer).map(({ record }) => record);
    const consents = of(this.consents.values());
    const refused = of(this.refused);
    const waiting = [...this.waiting.values()].filter((each) => each.performer === performer).map(waitingOf);
    return {
      ...EMPTY_RECORDS,
      related: consents.length + refused.length + waiting.length > 0,
      performer: performer === null ? null : (this.statements.get(performer) ?? []),
      ...{ consents, refused, waiting },
      productionPaths: this.paths,
      productionStatements: this.policies.filter(({ node }) => this.paths[`prod_${production}`]?.includes(node)),
      employer: 'org_producer',
      suspensions: this.suspensions,
      ...{ approvals: this.approvals, disclosures: this.disclosures },
      claims: this.claims.filter((each) => each.performer === performer && each.production === production),
      tools: [...this.tools.values()]
        .filter(({ id }) => use.pipeline.includes(id))
        .map(({ likenessOf, ...tool }) => ({
          ...tool,
          likenessOf: likenessOf === null ? null : likenessOf === performer ? 'this' : 'other',
        })),
      clearances: this.clearances,
      authorities: of(this.authorities),
      usage: this.usageAt(at),
    };
  }

  private usageAt(at: string): UsageBalance[] {
    return [...this.held.values()].flatMap(({ decision, used, isReleased }) => {
      if (decision.outcome !== 'allow') return [];
      const isHeld = !isReleased && decision.validUntil > at;
      return decision.reserved.map(({ consent, clause, unit, amount }) => ({
        ...{ consent, clause, unit },
        amount: used === null ? (isHeld ? amount : 0) : amountOf(used, unit),
      }));
    });
  }

  private termsOf(terms: object): Terms {
    return read(readTerms(withIds(terms, this.names)));
  }

  private kept(name: string): { record: ConsentRecord } {
    const kept = this.consents.get(name);
    if (kept === undefined) throw new Error(`no consent \`${name}\` is given yet`);
    return kept;
  }
}

/** What was withdrawn; `null` is all. */
function scopeIn({ facts }: Admitted): Box | null {
  const [scope] = facts.flatMap((fact) => (fact.type === 'consent.withdrawn' ? [fact.evidence.scope] : []));
  return scope ?? null;
}

/** Of a scenario whoever signs in her name does it in a life in which they do. */
function signersAs(capacity: string | undefined) {
  const isMinor = capacity === 'guardian';
  return { isMinor, hasDied: capacity === 'estate', guardians: isMinor ? [capacity] : [], ended: [] };
}

function waitingOf({ record, signedAt }: { readonly record: ConsentRecord; readonly signedAt: string }) {
  const { request: id, terms, cosigned = [] } = record;
  return { id, terms, signedAt, respondBy: null, waitsFor: missingIn(terms, [OWN, ...cosigned]) };
}

function amountOf(used: Quantities, unit: QuantityUnit): number {
  return used[unit] ?? 0;
}

/** Without what was not stated. */
function stated(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function idsOf(prefix: string, given: object): Map<string, string> {
  return new Map(Object.keys(given).map((name) => [name, `${prefix}_${name}`]));
}

function read<T>(result: ReadResult<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}
