/** What can happen in a scenario beside consents and questions: each event is named by its verb. */
import { choice, flag, instant, object, or, orNull, text, texts, type Place, type Reader } from './place.js';

/** What a performer's organization, or she herself, states of her. */
export const DETAILS = {
  bornOn: or(undefined, text),
  diedOn: or(undefined, orNull(text)),
  zone: or(undefined, text),
  residence: or(undefined, text),
  unions: or(undefined, texts),
  identity: or(undefined, text),
};

/** What a production states about the rules it is under. */
export const POLICIES = {
  platform: or(undefined, orNull(text)),
  agreements: or(undefined, texts),
  places: or(undefined, texts),
  principalPhotographyAt: or(undefined, instant),
  packs: or(undefined, texts),
};

const ANSWERS = ['noStore', 'noReuse', 'noTrainInputs', 'noTrainOutputs', 'noResale'] as const;

/** What a tool's maker states. What is left out is the best that it could be. */
export const ATTESTATION = {
  expiresAt: instant,
  environment: or('enterprise_platform', text),
  regions: or(['US'], texts),
  subprocessors: or([], texts),
  answers: or(allYes(), (place) => {
    place.members([], ANSWERS);
    return { ...allYes(), ...place.record(choice('yes', 'no', 'unsure')) };
  }),
};

function allYes(): Readonly<Record<(typeof ANSWERS)[number], 'yes' | 'no' | 'unsure'>> {
  return { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' };
}

const KIND = choice('studio', 'legal', 'union', 'estate', 'performer');
/** As what somebody else may act for a performer. */
export const CAPACITY = choice('guardian', 'agent', 'attorney', 'estate', 'union');
const UNTIL = or(null, orNull(instant));
const FROM = or('2020-01-01T00:00:00.000Z', instant);

/**
 * The verbs, with the members that go with each. `for` is the title of a question: an approval, a claim or a disclosure
 * is about exactly the use that is asked about there.
 */
const EVENTS = {
  // By the performer, her union, the production or whoever signs beside her, about a consent by its name.
  withdraw: { withdraw: text, scope: orNull(object) },
  revoke: { revoke: text },
  dispute: { dispute: text, by: or(null, text) },
  endDispute: { endDispute: text },
  agreeToWithdrawal: { agreeToWithdrawal: text },
  refuseWithdrawal: { refuseWithdrawal: text },
  // By a production company that relied on what was withdrawn of a consent.
  answerRecall: {
    answerRecall: text,
    answer: choice('stopped', 'already_released', 'cannot_stop'),
    by: or('producer', text),
  },
  stateDeletion: { stateDeletion: text, by: or('producer', text) },
  cosign: { cosign: text, as: choice('production', 'counsel', 'estate'), under: or(null, text) },
  // By a union.
  strike: {
    strike: text,
    agreement: text,
    employer: or('producer', orNull(choice('producer'))),
    from: FROM,
    until: UNTIL,
  },
  liftStrike: { liftStrike: text },
  // About the use of a question.
  disclose: { disclose: text },
  approve: { approve: KIND, for: text, expiresAt: UNTIL },
  refuse: { refuse: KIND, for: text },
  voidApproval: { voidApproval: KIND, for: text },
  claim: {
    claim: choice('as_scripted', 'safety', 'unrecognizable', 'customary_post_production', 'permitted_dub_or_double'),
    ...{ for: text, by: text, reason: or('As the shot list says.', text) },
  },
  reviewClaim: { reviewClaim: choice('upheld', 'rejected'), for: text, by: text },
  questionClaim: { questionClaim: text },
  answerClaim: { answerClaim: text, by: text },
  // About the allow that a question was answered with.
  usage: { usage: text, quantity: object },
  release: { release: text },
  // Records, by a name of their own.
  clearance: { clearance: text, production: text, covers: choice('likeness', 'material'), from: FROM, until: UNTIL },
  endClearance: { endClearance: text },
  authority: {
    ...{ authority: text, performer: text, capacity: CAPACITY, scope: or(null, orNull(object)) },
    ...{ from: FROM, until: UNTIL, verified: or(true, flag) },
  },
  endAuthority: { endAuthority: text },
  // What is stated from then on.
  describe: { describe: text, ...DETAILS },
  pauseInStrikes: { pauseInStrikes: text, pauses: or(true, flag) },
  state: { state: text, ...POLICIES },
  attest: { attest: text, ...ATTESTATION },
  withdrawAttestation: { withdrawAttestation: text },
};

type Events = typeof EVENTS;
type Verb = keyof Events;
type Read<T> = { readonly [K in keyof T]: T[K] extends Reader<infer V> ? V : never };

/** An event of one verb, at its instant. */
export type EventOf<V extends Verb> = { readonly verb: V; readonly at: string } & Read<Events[V]>;
export type Event = { [V in Verb]: EventOf<V> }[Verb];

export type Capacity = ReturnType<typeof CAPACITY>;
export type Details = Read<typeof DETAILS>;
export type Policies = Read<typeof POLICIES>;
export type Attested = Read<typeof ATTESTATION>;

export function readEvent(place: Place): Event {
  const names = Object.keys(place.object());
  const verb = names.find((name) => isVerb(name));
  if (verb === undefined) place.fail(`says nothing that happens; name one of \`${Object.keys(EVENTS).join('`, `')}\``);
  const readers: Record<string, Reader<unknown>> = { at: instant, ...EVENTS[verb] };
  // The members are those of this verb, each as its reader gave it.
  return { verb, ...place.read(readers) } as unknown as Event;
}

function isVerb(name: string): name is Verb {
  return name in EVENTS;
}
