/** What became of it, as the log and the database have it. */
import { Client } from 'pg';
import type { Act } from './history.js';
import type { Race } from './race.js';
import type { RaceWorld } from './world.js';

interface Recorded {
  readonly serial: number;
  readonly transaction: string;
  /** When that began and was about to commit, in seconds. */
  readonly began: number;
  readonly ended: number;
  /** Its place in the tree. */
  readonly index: number | null;
}

interface Decision extends Recorded {
  readonly id: string;
  readonly performer: string;
  readonly isAllowed: boolean;
  readonly part: string;
}

interface Step extends Recorded {
  readonly id: string;
  readonly type: string;
  readonly suspension: string | null;
}

export interface Verdict {
  readonly races: number;
  /** Of these, those whose transactions were open in the database at the same time. */
  readonly overlapping: number;
  /** Pairs of transactions that these were: checks that wait together are recorded together. */
  readonly transactions: number;
  /** Of those that overlapped: the check was recorded first, or the act was. */
  readonly checkFirst: number;
  readonly actFirst: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly decisions: number;
  /** Allows in the log after what forbids them, by serial or by place in the tree. */
  readonly stale: readonly string[];
  /** Whatever else must never be. */
  readonly faults: readonly string[];
}

export async function judge(race: Race, { service }: RaceWorld): Promise<Verdict> {
  const client = new Client({ connectionString: service.databaseUrl, options: '-c search_path=countersign' });
  await client.connect();
  try {
    const { rows: decisions } = await client.query<Decision>(DECISIONS, [race.since]);
    const { rows: steps } = await client.query<Step>(STEPS, [race.since]);
    const found = new Map(decisions.map((each) => [each.id, each]));
    const placed = new Placed(steps);
    return {
      ...tally(race, found, placed),
      decisions: decisions.length,
      stale: staleAmong(decisions, race.acts, placed),
      faults: [...race.broken, ...lost(race, found), ...placed.faultsOf(race.acts), ...untold(race, decisions, placed)],
    };
  } finally {
    await client.end();
  }
}

const RECORDED = `
  e.serial::float8, m.transaction, l.index::float8, extract(epoch FROM m.began)::float8 AS began,
  extract(epoch FROM m.ended)::float8 AS ended`;
const BESIDE = 'JOIN races.marks m ON m.serial = e.serial LEFT JOIN leaves l ON l.entry = e.serial';
const DECISIONS = `
  SELECT d.id, d.performer, d.outcome = 'allow' AS "isAllowed", p.evidence::json #>> '{use,language,0}' AS part, ${RECORDED}
  FROM decisions d JOIN entries e ON e.serial = d.entry JOIN payloads p ON p.entry = d.entry ${BESIDE}
  WHERE e.serial > $1`;
const STEPS = `
  SELECT e.id, e.type, e.refs ->> 'suspension' AS suspension, ${RECORDED} FROM entries e ${BESIDE}
  WHERE e.serial > $1 AND e.type IN ('consent.withdrawn', 'consent.disputed', 'consent.dispute_ended', 'suspension.declared', 'suspension.lifted')`;

/** What was done, by how those who did it know it. */
class Placed {
  private readonly byId: ReadonlyMap<string, Step>;

  constructor(private readonly steps: readonly Step[]) {
    this.byId = new Map(steps.map((step) => [keyOf(step.suspension ?? step.id, step.type), step]));
  }

  of({ kind, recordedAs }: Act): Step | undefined {
    return this.byId.get(keyOf(recordedAs, TYPES[kind]));
  }

  endOf({ kind, undo }: Act): Step | undefined {
    return undo === null ? undefined : this.byId.get(keyOf(undo.recordedAs, ENDS[kind] ?? ''));
  }

  /** Everything that was acknowledged is there, and once. */
  faultsOf(acts: readonly Act[]): string[] {
    const done = acts.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
    const missing = done.filter((act) => this.of(act) === undefined || (act.undo !== null && !this.endOf(act)));
    const count = done.length + done.filter(({ undo }) => undo !== null).length;
    return [
      ...missing.map(({ kind, recordedAs }) => `it was ${kind}, and ${recordedAs} is not in the log`),
      ...(count === this.steps.length ? [] : [`${count} acts were acknowledged, ${this.steps.length} are in the log`]),
    ];
  }
}

const TYPES: Readonly<Record<Act['kind'], string>> = {
  'part withdrawn': 'consent.withdrawn',
  'all withdrawn': 'consent.withdrawn',
  disputed: 'consent.disputed',
  struck: 'suspension.declared',
};
const ENDS: Readonly<Partial<Record<Act['kind'], string>>> = {
  disputed: 'consent.dispute_ended',
  struck: 'suspension.lifted',
};

function keyOf(id: string, type: string): string {
  return `${id} ${type}`;
}

function tally({ pairs }: Race, decisions: ReadonlyMap<string, Decision>, placed: Placed) {
  let [overlapping, checkFirst] = [0, 0];
  const transactions = new Set<string>();
  const byKind: Record<string, number> = {};
  for (const [act, { check }] of pairs) {
    byKind[act.kind] = (byKind[act.kind] ?? 0) + 1;
    const [decision, step] = [decisions.get(check), placed.of(act)];
    if (decision === undefined || step === undefined) continue;
    if (decision.began >= step.ended || step.began >= decision.ended) continue;
    overlapping += 1;
    transactions.add(`${step.transaction} ${decision.transaction}`);
    if (decision.serial < step.serial) checkFirst += 1;
  }
  const actFirst = overlapping - checkFirst;
  return { races: pairs.length, overlapping, transactions: transactions.size, checkFirst, actFirst, byKind };
}

/** Allows of what an act covers, between it and its end, in the order of serials or in that of the tree. */
function staleAmong(decisions: readonly Decision[], acts: readonly Act[], placed: Placed): string[] {
  const byPerformer = new Map<string | null, Act[]>();
  for (const act of acts) {
    const whose = act.life?.performer ?? null;
    byPerformer.set(whose, [...(byPerformer.get(whose) ?? []), act]);
  }
  const found: string[] = [];
  for (const decision of decisions) {
    if (!decision.isAllowed) continue;
    for (const act of [...(byPerformer.get(decision.performer) ?? []), ...(byPerformer.get(null) ?? [])]) {
      const [step, end] = [placed.of(act), placed.endOf(act)];
      if (step === undefined || (act.part !== null && act.part !== decision.part)) continue;
      const isAfter = decision.serial > step.serial && (end === undefined || decision.serial < end.serial);
      const isBehind = inTree(decision, step) && (end === undefined || inTree(end, decision));
      if (isAfter || isBehind) found.push(`${decision.id} is an allow after it was ${act.kind} by ${step.id}`);
    }
  }
  return found;
}

/** Whether one stands behind another in the tree; what is not there yet stands behind what is. */
function inTree(behind: Recorded, before: Recorded): boolean {
  return (behind.index ?? Infinity) > (before.index ?? Infinity);
}

/** Whatever was answered is in the log as it was answered. */
function lost({ answered }: Race, decisions: ReadonlyMap<string, Decision>): string[] {
  return [...answered].flatMap(([check, isAllowed]) =>
    decisions.get(check)?.isAllowed === isAllowed ? [] : [`${check} was answered, and is not so in the log`],
  );
}

/** Promise 2: a withdrawal takes back every allow that was recorded before it, the one that raced it included. */
function untold({ acts }: Race, decisions: readonly Decision[], placed: Placed): string[] {
  const allows = new Map<string, Decision[]>();
  for (const each of decisions)
    if (each.isAllowed) allows.set(each.performer, [...(allows.get(each.performer) ?? []), each]);
  return acts.flatMap((act) => {
    const step = placed.of(act);
    if (step === undefined || act.life === null || act.tookBack === null) return [];
    const before = (allows.get(act.life.performer) ?? []).filter(
      ({ serial, part }) => serial < step.serial && (act.part === null || act.part === part),
    );
    return before.length === act.tookBack ? [] : [`${step.id} took back ${act.tookBack} allows of ${before.length}`];
  });
}
