/** Acts that race checks over two API processes, of which one is killed now and then, and so is a process of the database. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { sequence, sql, type Visitor } from '../../e2e/api-service.js';
import { binds, covers, raced, type Act, type Answered, type Asked } from './history.js';
import type { Processes } from './processes.js';
import type { Life, Owner, RaceWorld } from './world.js';

export interface RaceSettings {
  /** How many pairs of an act and a check that were under way at the same time. */
  readonly races: number;
  /** How many ask about each of the consents that are raced at once. */
  readonly askers: number;
  /** After so many races a process is killed: in turn one of the API and one of the database. */
  readonly racesPerKill: number;
}

/** Where one performer after the other lives. */
interface Lane {
  readonly owner: Owner;
  life: Life;
  /** The part that is withdrawn next. */
  target: string;
  /** The one that was withdrawn last. */
  last: string;
  /** Of the newest act that was acknowledged. */
  token: string | null;
  /** A check that was sent under a key, to be sent again. */
  keyed: Sent | null;
}

interface Sent {
  readonly path: string;
  readonly body: object;
  readonly asked: readonly Asked[];
  readonly key: string | null;
}

interface Answer {
  readonly status: number;
  readonly isReplay: boolean;
  readonly token: string | null;
  readonly body: ReturnType<typeof JSON.parse>;
}

/** So many parts of each consent are withdrawn alone before all the rest is at once. */
const PARTS_ALONE = 12;
/** Strikes that are over cannot race what is asked now. */
const STRIKES_REMEMBERED = 4;

export class Race {
  readonly acts: Act[] = [];
  /** Every pair of an act and the id of a check that was under way at the same time and that it covers. */
  readonly pairs: (readonly [Act, Answered])[] = [];
  /** Ids of all checks that were answered. */
  readonly answered = new Map<string, boolean>();
  /** What no client may ever see. */
  readonly broken: string[] = [];
  readonly counts = {
    ...{ requests: 0, allows: 0, others: 0, replays: 0, superseded: 0, refused: 0, withToken: 0, afterAcknowledged: 0 },
    ...{ checksLost: 0, actsLost: 0, actsFoundDone: 0, databaseKills: 0 },
  };

  /** The serial of the last entry before it. */
  since = 0;

  private readonly agent = new Agent({ connections: 64 });
  private readonly byLife = new Map<Life, Act[]>();
  private strikes: Act[] = [];
  private isOver = false;

  constructor(
    private readonly world: RaceWorld,
    private readonly processes: Processes,
    private readonly settings: RaceSettings,
  ) {}

  async run(): Promise<void> {
    const [newest] = await sql(this.world.service, 'SELECT max(serial)::int AS serial FROM countersign.entries');
    this.since = Number(Object(newest).serial);
    const lanes = await Promise.all(this.world.owners.map((owner) => this.laneOf(owner)));
    const asking = lanes.flatMap((lane) => Array.from({ length: this.settings.askers }, () => this.ask(lane, lanes)));
    const work = [...lanes.map((lane) => this.live(lane)), ...asking, this.strike(), this.kill(), this.sequence()];
    // Whoever fails stops all others: a race with half of them gone would go on for ever.
    await Promise.all(work.map((each) => each.finally(() => (this.isOver = true))));
    await this.agent.close();
    await sequence(this.world.service);
  }

  private async laneOf(owner: Owner): Promise<Lane> {
    const life = await this.world.live(owner);
    return { owner, life, target: life.parts[0] ?? '', last: life.parts[0] ?? '', token: null, keyed: null };
  }

  /** One consent after the other is taken back, part by part and then whole, and disputed in between. */
  private async live(lane: Lane): Promise<void> {
    for (;;) {
      const { life, owner } = lane;
      const consent = `/v1/consents/${life.consent}`;
      const [rest = '', ...parts] = life.parts.toSorted(() => Math.random() - 0.5);
      for (const part of parts.slice(0, PARTS_ALONE)) {
        lane.target = part;
        await pause(15);
        if (Math.random() < 0.4) await this.dispute(lane, consent);
        if (this.isOver) return;
        const scope = { language: [part] };
        await this.act({ kind: 'part withdrawn', life, part }, lane, [
          owner.visitor,
          `${consent}/withdrawals`,
          { scope },
        ]);
        lane.last = part;
        await pause(15);
      }
      lane.target = rest;
      await pause(15);
      const all = { scope: null };
      await this.act({ kind: 'all withdrawn', life, part: null }, lane, [owner.visitor, `${consent}/withdrawals`, all]);
      await pause(15);
      lane.life = await again(() => this.world.live(owner));
    }
  }

  private async dispute(lane: Lane, consent: string): Promise<void> {
    const { life, owner } = lane;
    const disputes = `${consent}/disputes`;
    const said = { reason: 'To be raced.' };
    const [act, { body }] = await this.act({ kind: 'disputed', life, part: null }, lane, [
      owner.visitor,
      disputes,
      said,
    ]);
    await pause(20);
    await this.undo(act, [owner.visitor, `${disputes}/${body.id}/end`, {}]);
    await pause(15);
  }

  private async strike(): Promise<void> {
    const { rep } = this.world;
    while (!this.isOver) {
      const [act, { body }] = await this.act({ kind: 'struck', life: null, part: null }, null, [
        ...([rep, '/v1/suspensions', this.world.strike()] as const),
      ]);
      await pause(60);
      await this.undo(act, [rep, `/v1/suspensions/${body.id}/lift`, {}]);
      await pause(3000);
    }
  }

  private async act(
    what: Pick<Act, 'kind' | 'life' | 'part'>,
    lane: Lane | null,
    sent: readonly [Visitor, string, object],
  ): Promise<[Act, Answer]> {
    const open = { settledAt: null, acknowledgedAt: null, recordedAs: '', tookBack: null, undo: null };
    const act: Act = { ...what, sentAt: performance.now(), ...open };
    this.remember(act);
    const answer = await this.insist(sent, () => (act.settledAt ??= performance.now()));
    const { body, token } = answer;
    act.acknowledgedAt = performance.now();
    act.recordedAs = body.recorded?.entry ?? body.entry ?? body.id;
    act.tookBack = body.decisions?.count ?? null;
    if (lane !== null) lane.token = token;
    if (token === null) this.broken.push(`an act answered without a token: ${sent[1]}`);
    return [act, answer];
  }

  private remember(act: Act): void {
    this.acts.push(act);
    if (act.life === null) this.strikes = [...this.strikes, act].slice(-STRIKES_REMEMBERED);
    else this.byLife.set(act.life, [...(this.byLife.get(act.life) ?? []), act]);
  }

  private async undo(act: Act, sent: readonly [Visitor, string, object]): Promise<void> {
    act.undo = { sentAt: performance.now(), recordedAs: '' };
    const { body } = await this.insist(sent, () => undefined);
    act.undo.recordedAs = body.entry ?? body.id;
  }

  /** Sends an act until it is acknowledged, as whoever means it does: under one key, so that it is done once. */
  private async insist(
    [visitor, path, body]: readonly [Visitor, string, object],
    onSettled: () => void,
  ): Promise<Answer> {
    const key = { 'idempotency-key': randomUUID() };
    for (;;) {
      const answer = await this.post(path, body, { ...visitor.headers, ...key });
      onSettled();
      if (answer === null) this.counts.actsLost += 1;
      else if (answer.status < 300) {
        if (answer.isReplay) this.counts.actsFoundDone += 1;
        return answer;
      } else if (!isPassing(answer))
        throw new Error(`${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(40);
    }
  }

  private async ask(lane: Lane, lanes: readonly Lane[]): Promise<void> {
    while (!this.isOver) {
      const sent = this.question(lane, lanes);
      const sentAt = performance.now();
      const token = Math.random() < 0.5 ? lane.token : null;
      const answer = await this.post(sent.path, sent.body, {
        ...this.world.farm.headers,
        ...(sent.key !== null && { 'idempotency-key': sent.key }),
        ...(token !== null && { 'countersign-seen': token }),
      });
      const answeredAt = performance.now();
      this.counts.requests += 1;
      if (token !== null) this.counts.withToken += 1;
      if (answer === null) this.counts.checksLost += 1;
      else if (answer.status === 200) this.hear(sent, answer, { sentAt, answeredAt });
      else if (answer.body.code === 'replay_superseded') this.counts.superseded += 1;
      else if (isPassing(answer)) this.counts.refused += 1;
      else throw new Error(`a check answered ${answer.status} ${JSON.stringify(answer.body)}`);
      if (answer?.status !== 200) await pause(10);
    }
  }

  private question(lane: Lane, lanes: readonly Lane[]): Sent {
    const way = Math.random();
    if (way < 0.03 && lane.keyed !== null) return lane.keyed;
    const asked = about(lane);
    const check = this.world.checkOf(asked.life, asked.part);
    if (way < 0.06) {
      lane.keyed = { path: '/v1/checks', body: check, asked: [asked], key: randomUUID() };
      return lane.keyed;
    }
    if (way < 0.1) {
      const other = about(lanes[Math.floor(Math.random() * lanes.length)] ?? lane);
      const checks = [check, this.world.checkOf(other.life, other.part)];
      return { path: '/v1/checks/batch', body: { checks }, asked: [asked, other], key: null };
    }
    return { path: '/v1/checks', body: check, asked: [asked], key: null };
  }

  private hear({ asked }: Sent, { body, isReplay }: Answer, times: Pick<Answered, 'sentAt' | 'answeredAt'>): void {
    const views = body.items?.map(({ check }: { check: unknown }) => check) ?? [body];
    const seen = new Set<Act>();
    asked.forEach((each, index) => {
      const { id, outcome } = Object(views[index]);
      const answered: Answered = { ...each, ...times, check: String(id), isAllowed: outcome === 'allow' };
      this.counts[isReplay ? 'replays' : answered.isAllowed ? 'allows' : 'others'] += 1;
      this.answered.set(answered.check, answered.isAllowed);
      const acts = [...(this.byLife.get(each.life) ?? []), ...this.strikes].filter((act) => covers(act, each));
      const binding = acts.filter((act) => binds(act, times));
      if (binding.length > 0) this.counts.afterAcknowledged += 1;
      for (const { kind } of answered.isAllowed ? binding : [])
        this.broken.push(`${answered.check} was sent after it was ${kind}, and allowed`);
      for (const act of acts) {
        // A request races an act once, however often it asks about it; what is told again was decided before.
        if (isReplay || seen.has(act) || !raced(act, answered)) continue;
        seen.add(act);
        this.pairs.push([act, answered]);
      }
    });
    if (this.pairs.length >= this.settings.races) this.isOver = true;
  }

  private async post(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<Answer | null> {
    const { addresses } = this.processes;
    const address = addresses[Math.floor(Math.random() * addresses.length)];
    if (address === undefined) return null;
    try {
      const answer = await request(`${address}${path}`, {
        ...{ method: 'POST', body: JSON.stringify(body), dispatcher: this.agent },
        headers: { ...headers, 'content-type': 'application/json' },
      });
      const token = answer.headers['countersign-seen'];
      return {
        ...{ status: answer.statusCode, isReplay: answer.headers['idempotent-replayed'] === 'true' },
        ...{ token: typeof token === 'string' ? token : null, body: JSON.parse(await answer.body.text()) },
      };
    } catch {
      return null;
    }
  }

  private async kill(): Promise<void> {
    let next = this.settings.racesPerKill;
    while (!this.isOver) {
      await pause(20);
      if (this.pairs.length < next) continue;
      if (this.processes.kills <= this.counts.databaseKills) await this.processes.kill();
      else if ((await sql(this.world.service, KILL_ONE)).length === 0) continue;
      else this.counts.databaseKills += 1;
      next = this.pairs.length + this.settings.racesPerKill;
    }
  }

  /** As the worker does it, meanwhile. */
  private async sequence(): Promise<void> {
    while (!this.isOver) {
      await again(() => sequence(this.world.service));
      await pause(400);
    }
  }
}

/** One that is at something for a check or an act. */
const KILL_ONE = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL ORDER BY random() LIMIT 1`;

/** What is so for a moment, and is asked again. That the database lacks a write is never so. */
function isPassing({ status, body }: Answer): boolean {
  return (status === 503 && body.code === 'unavailable') || (status === 409 && body.code === 'idempotency_in_flight');
}

/** Our own hand on the database may be the one that is killed. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

/** Mostly what is withdrawn next; now and then what was just withdrawn, which must be seen, or any part at all. */
function about({ life, target, last }: Lane): Asked {
  const dice = Math.random();
  const any = life.parts[Math.floor(Math.random() * life.parts.length)] ?? target;
  return { life, part: dice < 0.6 ? target : dice < 0.85 ? last : any };
}

function pause(atMostMs: number): Promise<void> {
  return delay(Math.random() * atMostMs);
}
