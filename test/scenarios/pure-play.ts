/** Plays a scenario on the pure engine alone: records made from the file, and `decide`. */
import { decide, packsFor, type Decision, type PolicyPack, type Records, type Use } from '#consent';
import { differencesOf, followDifferences, type Played } from '../../apps/cli/src/scenarios/compare.js';
import type { Event } from '../../apps/cli/src/scenarios/events.js';
import { withIds } from '../../apps/cli/src/scenarios/names.js';
import type { Question, Scenario } from '../../apps/cli/src/scenarios/scenario-file.js';
import { timelineOf } from '../../apps/cli/src/scenarios/timeline.js';
import { PureWorld } from './pure-world.js';

/** A question as the engine was asked it. */
export interface Asked {
  readonly use: Use;
  readonly records: Records;
  readonly at: string;
  readonly decision: Decision;
}

/**
 * @param changed what to make of the packs that a question is decided under.
 * @param note is told of each question as it was decided.
 */
export function playPure(
  scenario: Scenario,
  changed: (packs: readonly PolicyPack[]) => readonly PolicyPack[] = (packs) => packs,
  note: (asked: Asked) => void = () => undefined,
): Played[] {
  const world = new PureWorld(scenario);
  const named = (value: unknown): unknown => withIds(value, world.names);
  return timelineOf(scenario).flatMap((step) => {
    if (step.kind === 'consent') world.give(step.name, step.asked);
    if (step.kind === 'declined') world.decline(step.asked);
    if (step.kind === 'event') happen(step.event, world);
    if (step.kind === 'follow') {
      const found = world.recalls.followed(step.follow.recallOf, step.at);
      return [{ title: step.follow.title, differences: followDifferences(found, step.expected, named) }];
    }
    // Who sees what is decided at the door, and not by the engine.
    if (step.kind !== 'question') return [];
    const { question, expected } = step;
    const asked = decideOn(question, step.at, world, changed);
    note(asked);
    const { decision } = asked;
    return [{ title: question.title, differences: differencesOf(decision, expected, named) }];
  });
}

function decideOn(
  question: Question,
  now: string,
  world: PureWorld,
  changed: (packs: readonly PolicyPack[]) => readonly PolicyPack[],
): Asked {
  const use = world.useOf(question);
  const at = question.asOf ?? now;
  const records = world.recordsOf(question, use, at);
  const decision = decide(use, records, changed(packsFor(use, records, at)), at);
  if (question.asOf === undefined) world.held.set(question.title, { decision, used: null, isReleased: false });
  return { use, records, at, decision };
}

function happen(event: Event, world: PureWorld): void {
  const { at } = event;
  switch (event.verb) {
    case 'withdraw': {
      world.withdraw(event.withdraw, event.scope, at);
      return;
    }
    case 'revoke': {
      world.change(event.revoke, { type: 'consent.revoked', evidence: { effectiveAt: at } }, at);
      return;
    }
    case 'dispute':
      world.change(event.dispute, { type: 'consent.disputed', evidence: { dispute: `dsp_${at}` } }, at);
      world.disputes.set(event.dispute, `dsp_${at}`);
      return;
    case 'endDispute': {
      const dispute = world.disputes.get(event.endDispute);
      world.change(event.endDispute, { type: 'consent.dispute_ended', evidence: { dispute } }, at);
      return;
    }
    case 'agreeToWithdrawal':
      world.agree(event.agreeToWithdrawal, at);
      return;
    case 'refuseWithdrawal': {
      const dispute = world.disputes.get(event.refuseWithdrawal);
      world.change(event.refuseWithdrawal, { type: 'consent.withdrawal_refused', evidence: { dispute } }, at);
      return;
    }
    case 'answerRecall':
    case 'stateDeletion':
      world.recalls.answer(event);
      return;
    case 'cosign':
      world.cosign(event);
      return;
    case 'pauseInStrikes': {
      world.describe(event.pauseInStrikes, { pausesInStrikes: event.pauses }, at);
      return;
    }
    case 'describe': {
      const { verb: _, at: __, describe, ...details } = event;
      world.describe(describe, details, at);
      return;
    }
    case 'state': {
      const { verb: _, at: __, state, ...policies } = event;
      const statement = Object.fromEntries(Object.entries(policies).filter(([, each]) => each !== undefined));
      world.policies.push({ ...statement, at, node: `prod_${state}` });
      return;
    }
    case 'usage':
    case 'release': {
      const held = world.held.get(event.verb === 'usage' ? event.usage : event.release);
      if (held === undefined) throw new Error('nothing was allowed yet that could be used');
      if (event.verb === 'usage') held.used = event.quantity;
      else held.isReleased = true;
      return;
    }
    default: {
      file(event, world);
      return;
    }
  }
}

type Filed = Exclude<
  Event,
  {
    readonly verb:
      | 'withdraw'
      | 'revoke'
      | 'dispute'
      | 'endDispute'
      | 'agreeToWithdrawal'
      | 'refuseWithdrawal'
      | 'answerRecall'
      | 'stateDeletion'
      | 'cosign'
      | 'describe'
      | 'pauseInStrikes'
      | 'state'
      | 'usage'
      | 'release';
  }
>;

function file(event: Filed, world: PureWorld): void {
  const { at } = event;
  switch (event.verb) {
    case 'strike': {
      const { agreement, from, until } = event;
      const employer = event.employer === null ? null : 'org_producer';
      const id = `sus_${world.suspensions.length}`;
      world.suspensions.push({
        ...{ id, union: `org_${event.strike}`, agreement, employer, declaredAt: at },
        ...{ from: from < at ? at : from, until, liftedAt: null },
      });
      return;
    }
    case 'liftStrike': {
      amend(world.suspensions, ({ union }) => union === `org_${event.liftStrike}`, { liftedAt: at });
      return;
    }
    case 'attest':
    case 'withdrawAttestation': {
      attest(event, world);
      return;
    }
    case 'clearance': {
      const { covers, from, until } = event;
      const id = `clr_${event.clearance}`;
      world.clearances.push({ id, covers, recordedAt: at, from, until, endedAt: null });
      return;
    }
    case 'endClearance': {
      amend(world.clearances, ({ id }) => id === `clr_${event.endClearance}`, { endedAt: at });
      return;
    }
    case 'authority': {
      const { capacity, from, until, verified, performer } = event;
      const scope = withIds(event.scope, world.names) as null;
      const id = `auth_${event.authority}`;
      const record = {
        id,
        capacity,
        scope,
        from,
        until,
        recordedAt: at,
        verifiedAt: verified ? at : null,
        endedAt: null,
      };
      world.authorities.push({ performer, record });
      return;
    }
    case 'endAuthority': {
      const kept = world.authorities.find(({ record }) => record.id === `auth_${event.endAuthority}`);
      if (kept !== undefined) kept.record = { ...kept.record, endedAt: at };
      return;
    }
    default: {
      answer(event, world);
      return;
    }
  }
}

type Answered = Extract<
  Filed,
  {
    readonly verb:
      'disclose' | 'approve' | 'refuse' | 'voidApproval' | 'claim' | 'reviewClaim' | 'questionClaim' | 'answerClaim';
  }
>;

function answer(event: Answered, world: PureWorld): void {
  const { at } = event;
  const disclose = (title: string): string => {
    const useHash = world.useHashOf(title);
    if (!world.disclosures.some((each) => each.useHash === useHash))
      world.disclosures.push({ id: `dsc_${world.disclosures.length}`, useHash, madeAt: at });
    return useHash;
  };
  switch (event.verb) {
    case 'disclose':
    case 'refuse':
      disclose(event.verb === 'refuse' ? event.for : event.disclose);
      return;
    case 'approve': {
      const [id, useHash] = [`apv_${world.approvals.length}`, disclose(event.for)];
      world.approvals.push({
        id,
        kind: event.approve,
        useHash,
        givenAt: at,
        expiresAt: event.expiresAt,
        voidedAt: null,
      });
      return;
    }
    case 'voidApproval': {
      const useHash = world.useHashOf(event.for);
      amend(world.approvals, (each) => each.kind === event.voidApproval && each.useHash === useHash, {
        voidedAt: at,
      });
      return;
    }
    case 'claim': {
      const [id, useHash] = [`clm_${world.claims.length}`, world.useHashOf(event.for)];
      const { performer, production } = world.question(event.for);
      world.claims.push({
        ...{ performer, production },
        ...{ id, exemption: event.claim, useHash, claimedAt: at, by: `user:${event.by}` },
        ...{ review: null, questionedAt: null, answeredAt: null },
      });
      return;
    }
    case 'reviewClaim': {
      amend(world.claims, claimFor(event.for, world), {
        review: { by: `user:${event.by}`, at, verdict: event.reviewClaim },
      });
      return;
    }
    case 'questionClaim': {
      amend(world.claims, claimFor(event.questionClaim, world), { questionedAt: at });
      return;
    }
    case 'answerClaim': {
      amend(world.claims, claimFor(event.answerClaim, world), { answeredAt: at });
      return;
    }
  }
}

function claimFor(title: string, world: PureWorld): (claim: { readonly useHash: string }) => boolean {
  const useHash = world.useHashOf(title);
  return (claim) => claim.useHash === useHash;
}

function attest(event: Extract<Event, { readonly verb: 'attest' | 'withdrawAttestation' }>, world: PureWorld): void {
  const { at } = event;
  const name = event.verb === 'attest' ? event.attest : event.withdrawAttestation;
  const tool = world.tools.get(name);
  if (tool === undefined) throw new Error(`no tool \`${name}\` is given`);
  const attestations = [...tool.attestations];
  if (event.verb === 'withdrawAttestation') amend(attestations, () => true, { withdrawnAt: at });
  else {
    const { verb: _, at: __, attest: ___, ...attested } = event;
    const id = `att_${name}_${attestations.length}`;
    attestations.push({ id, attestedAt: at, withdrawnAt: null, ...attested } as (typeof attestations)[number]);
  }
  world.tools.set(name, { ...tool, attestations });
}

/** Changes the last of a list that fits. */
function amend<T extends object>(list: T[], fits: (item: T) => boolean, change: Partial<T>): void {
  const index = list.findLastIndex(fits);
  const found = list[index];
  if (found === undefined) throw new Error('nothing is there yet that could be changed');
  list[index] = { ...found, ...change };
}
