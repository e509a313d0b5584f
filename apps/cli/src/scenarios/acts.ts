/** Makes what happens in a scenario happen on a running service, over its public API, by whoever may do it. */
import { signAs } from '../demo/cast.js';
import { textAt, valueAt, type Visitor } from '../demo/visitor.js';
import type { Event, EventOf } from './events.js';
import { answerRecall } from './follows.js';
import { PRODUCER } from './scenario-file.js';
import { DOCUMENT, type World } from './world.js';

/** The clock stands where the event says. */
export async function happen(event: Event, world: World): Promise<void> {
  switch (event.verb) {
    case 'withdraw':
    case 'revoke':
    case 'dispute':
    case 'endDispute':
    case 'agreeToWithdrawal':
    case 'refuseWithdrawal':
      return changeConsent(event, world);
    case 'answerRecall':
    case 'stateDeletion':
      return answerRecall(event, world);
    case 'cosign':
      return cosign(event, world);
    case 'strike':
    case 'liftStrike':
      return strike(event, world);
    case 'disclose':
      await disclosure(event.disclose, world);
      return;
    case 'approve':
    case 'refuse':
    case 'voidApproval':
      return approve(event, world);
    case 'claim':
    case 'reviewClaim':
    case 'questionClaim':
    case 'answerClaim':
      return claim(event, world);
    case 'usage':
    case 'release':
      return settle(event, world);
    case 'describe': {
      const { verb: _, at: __, describe, ...details } = event;
      return world.describe(describe, details);
    }
    case 'pauseInStrikes': {
      const { pauseInStrikes: performer, pauses } = event;
      const path = `/v1/performers/${world.idOf('performers', performer)}/strike-pause`;
      await (await world.visitor(performer)).post(path, { pauses });
      return;
    }
    case 'state': {
      const { verb: _, at: __, state, ...policies } = event;
      const producer = await world.producerOf(state);
      await producer.post(`/v1/productions/${world.idOf('productions', state)}/policies`, policies);
      return;
    }
    default:
      return record(event, world);
  }
}

async function changeConsent(
  event: Extract<
    Event,
    { readonly verb: 'withdraw' | 'revoke' | 'dispute' | 'endDispute' | 'agreeToWithdrawal' | 'refuseWithdrawal' }
  >,
  world: World,
): Promise<void> {
  switch (event.verb) {
    case 'withdraw': {
      const { consent, performer } = await partiesOf(event.withdraw, world);
      const done = await performer.post(`/v1/consents/${consent}/withdrawals`, { scope: world.named(event.scope) });
      world.effects.set(event.withdraw, valueAt(done, 'effect'));
      const dispute = valueAt(done, 'recorded', 'dispute');
      if (typeof dispute !== 'string') return;
      world.remember('dispute', event.withdraw, { id: dispute });
      world.made.set(`disputed by ${event.withdraw}`, '');
      return;
    }
    case 'agreeToWithdrawal':
    case 'refuseWithdrawal': {
      const isYes = event.verb === 'agreeToWithdrawal';
      const name = isYes ? event.agreeToWithdrawal : event.refuseWithdrawal;
      const path = `/v1/consents/${world.idOf('consents', name)}/disputes/${world.madeFor('dispute', name)}`;
      await (await world.producer()).post(`${path}/${isYes ? 'agree' : 'refuse'}`, {});
      return;
    }
    case 'revoke': {
      const { consent } = await partiesOf(event.revoke, world);
      await (await world.producer()).post(`/v1/consents/${consent}/revoke`, { reason: 'The scene was cut.' });
      return;
    }
    case 'dispute': {
      const { consent, performer } = await partiesOf(event.dispute, world);
      const who = event.by === null ? performer : await world.stage.operator();
      const body = { reason: 'It was not made as agreed.' };
      world.remember('dispute', event.dispute, await who.post(`/v1/consents/${consent}/disputes`, body));
      world.made.set(`disputed by ${event.dispute}`, event.by ?? '');
      return;
    }
    case 'endDispute': {
      const { consent, performer } = await partiesOf(event.endDispute, world);
      const isHers = world.made.get(`disputed by ${event.endDispute}`) === '';
      const who = isHers ? performer : await world.stage.operator();
      await who.post(`/v1/consents/${consent}/disputes/${world.madeFor('dispute', event.endDispute)}/end`, {});
    }
  }
}

/** By a mailed code, each at their own address; the last signature makes the consent. */
async function cosign({ cosign: name, as, under }: EventOf<'cosign'>, world: World): Promise<void> {
  const { production = '' } = world.scenario.given.consents[name] ?? {};
  const house = world.scenario.given.productions[production]?.house ?? PRODUCER;
  const capacity = as === 'counsel' ? 'attorney' : as;
  const signer = as === 'production' ? await world.producer(house) : await world.visitor(capacity);
  const person = { name: under ?? house, email: world.emailOf(as === 'production' ? house : capacity) };
  world.signed(name, await signAs(world.stage.baseUrl, signer, person, world.madeFor('request', name)));
}

async function partiesOf(name: string, world: World): Promise<{ consent: string; performer: Visitor }> {
  const asked = world.scenario.given.consents[name];
  return { consent: world.idOf('consents', name), performer: await world.visitor(asked?.performer ?? '') };
}

async function strike(event: EventOf<'strike'> | EventOf<'liftStrike'>, world: World): Promise<void> {
  const union = await world.stage.operator();
  if (event.verb === 'liftStrike') {
    await union.post(`/v1/suspensions/${world.madeFor('strike', event.liftStrike)}/lift`, {});
    return;
  }
  const { agreement, employer, from, until } = event;
  const body = {
    ...{ agreement, from: from < event.at ? event.at : from, until, reason: 'as the scenario says' },
    employer: employer === null ? null : world.organization,
    organization: world.unions.get(event.strike),
  };
  world.remember('strike', event.strike, await union.post('/v1/suspensions', body));
}

/** The disclosure of a question's use; it is made once. */
async function disclosure(title: string, world: World): Promise<string> {
  if (!world.made.has(`disclosure ${title}`)) {
    const body = world.bodyOf(world.question(title));
    world.remember('disclosure', title, await (await world.producer()).post('/v1/disclosures', body));
  }
  return world.madeFor('disclosure', title);
}

async function approve(
  event: EventOf<'approve'> | EventOf<'refuse'> | EventOf<'voidApproval'>,
  world: World,
): Promise<void> {
  const kind = event.verb === 'approve' ? event.approve : event.verb === 'refuse' ? event.refuse : event.voidApproval;
  const made = `${kind} approval`;
  const who = await approver(kind, event.for, world);
  if (event.verb === 'voidApproval') {
    await who.post(`/v1/approvals/${world.madeFor(made, event.for)}/void`, {});
    return;
  }
  const id = await disclosure(event.for, world);
  const verdict = event.verb === 'approve' ? 'given' : 'refused';
  const expiresAt = event.verb === 'approve' && event.expiresAt !== null ? { expiresAt: event.expiresAt } : {};
  world.remember(made, event.for, await who.post(`/v1/disclosures/${id}/approvals`, { kind, verdict, ...expiresAt }));
}

async function approver(kind: EventOf<'approve'>['approve'], title: string, world: World): Promise<Visitor> {
  const { performer, production } = world.question(title);
  switch (kind) {
    case 'studio':
    case 'legal':
      return world.contact(production);
    case 'union':
      return world.stage.operator();
    case 'estate':
      return world.visitor('estate');
    case 'performer':
      return world.visitor(performer ?? '');
  }
}

async function claim(
  event: EventOf<'claim'> | EventOf<'reviewClaim'> | EventOf<'questionClaim'> | EventOf<'answerClaim'>,
  world: World,
): Promise<void> {
  switch (event.verb) {
    case 'claim': {
      const body = { ...world.bodyOf(world.question(event.for)), exemption: event.claim, reason: event.reason };
      world.remember('claim', event.for, await (await world.colleague(event.by)).post('/v1/claims', body));
      return;
    }
    case 'reviewClaim': {
      const path = `/v1/claims/${world.madeFor('claim', event.for)}/review`;
      await (await world.colleague(event.by)).post(path, { verdict: event.reviewClaim });
      return;
    }
    case 'questionClaim': {
      const performer = await world.visitor(world.question(event.questionClaim).performer ?? '');
      const path = `/v1/claims/${world.madeFor('claim', event.questionClaim)}/question`;
      await performer.post(path, { question: 'Which lines are these?' });
      return;
    }
    case 'answerClaim': {
      const path = `/v1/claims/${world.madeFor('claim', event.answerClaim)}/answer`;
      await (await world.colleague(event.by)).post(path, { answer: 'Those of scene 12, as they stand in the script.' });
    }
  }
}

async function settle(event: EventOf<'usage'> | EventOf<'release'>, world: World): Promise<void> {
  const producer = await world.producer();
  if (event.verb === 'release') await producer.post(`/v1/checks/${world.madeFor('check', event.release)}/release`, {});
  else {
    const { usage, quantity } = event;
    await producer.post(`/v1/checks/${world.madeFor('check', usage)}/usage`, { quantity });
  }
}

type Recorded = Extract<
  Event,
  { readonly verb: 'attest' | 'withdrawAttestation' | 'clearance' | 'endClearance' | 'authority' | 'endAuthority' }
>;

async function record(event: Recorded, world: World): Promise<void> {
  const producer = await world.producer();
  switch (event.verb) {
    case 'attest': {
      const { verb: _, at: __, attest, ...attested } = event;
      const path = `/v1/tools/${world.idOf('tools', attest)}/attestations`;
      world.remember('attestation', attest, await producer.post(path, attested));
      return;
    }
    case 'withdrawAttestation': {
      const id = world.madeFor('attestation', event.withdrawAttestation);
      await producer.post(`/v1/attestations/${id}/withdraw`, {});
      return;
    }
    case 'clearance': {
      const { covers, from, until } = event;
      const production = world.idOf('productions', event.production);
      const body = { production, covers, from, until, documentHash: DOCUMENT, note: 'A licence.' };
      world.names.clearances.set(event.clearance, textAt(await producer.post('/v1/clearances', body), 'id'));
      return;
    }
    case 'endClearance':
      await producer.post(`/v1/clearances/${world.idOf('clearances', event.endClearance)}/end`, {});
      return;
    case 'authority': {
      const { authority, capacity, from, until, verified } = event;
      const path = `/v1/performers/${world.idOf('performers', event.performer)}/authorities`;
      const who = { name: authority, email: world.emailOf(capacity) };
      const body = { ...who, capacity, scope: world.named(event.scope), from, until, documentHash: DOCUMENT };
      // Another person than who states a death and discloses the use: one alone makes no estate.
      const recorded = await (await world.colleague('records')).post(path, { ...body, coversLikeness: true });
      world.remember('authority', authority, recorded);
      if (!verified) return;
      // Whoever lives says herself who may act for her.
      const verifier = capacity === 'estate' ? producer : await world.visitor(event.performer);
      await verifier.post(`/v1/authorities/${textAt(recorded, 'id')}/verify`, { how: 'original_seen' });
      return;
    }
    case 'endAuthority':
      await producer.post(`/v1/authorities/${world.madeFor('authority', event.endAuthority)}/end`, {});
  }
}
