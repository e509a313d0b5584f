/** Asks the witnesses to cosign the newest checkpoint (c2sp.org/tlog-witness). The log never waits for any of them. */
import type { Logger } from 'pino';
import { verifyCheckpoint } from '#evidence';
import { formatSubmission, parseNote, signatureLine, type Policy, type PolicyWitness } from '#ledger';
import { OutboundRefused, type Outbound } from '#outbound';
import type { Checkpoint, Store } from '#store';
import { loop, type Loop } from './loop.js';

const POLL_MS = 500;
/** Longer than every witness may take, so that a turn ends before another worker takes it. */
const TURN_MS = 60_000;
/** One that fails is asked again after a second, then after two, and so on to this. */
const PAUSE_MAX_MS = 60_000;
/** Each time it says that it has another size, which another worker may have brought about. */
const ASKED_MAX = 3;

/** A witness with an address, and how it went with it of late. */
interface Asked {
  readonly witness: PolicyWitness & { readonly url: string };
  failures: number;
  /** By `performance.now()`. */
  dueAt: number;
  /** What was last logged of it. */
  fault: string | null;
}

/** Why a witness did not cosign, in words for whoever operates the service. */
class NotCosigned extends Error {
  constructor(
    message: string,
    /** Whether it says that this log is not what it was: then somebody must look, and waiting mends nothing. */
    readonly isGrave = false,
  ) {
    super(message);
  }
}

/** What is asked of one witness. */
interface Submitting {
  readonly store: Store;
  readonly outbound: Outbound;
  readonly policy: Policy;
}

/** Asks each witness of the policy about the newest checkpoint, one worker at a time. */
export function startWitnessing(through: Submitting, log: Logger): Promise<Loop> {
  const { store, policy } = through;
  const all = policy.witnesses.flatMap((witness): Asked[] => {
    const { url } = witness;
    return url === null ? [] : [{ witness: { ...witness, url }, failures: 0, dueAt: 0, fault: null }];
  });
  return loop(
    {
      name: 'witnesses',
      pollMs: POLL_MS,
      round: async () => {
        if ((await dueOf(store, all)) === null) return 'idle';
        await store.cosignatures.alone(TURN_MS, async () => {
          // Read again: another worker may have just asked. All are asked about one checkpoint, or there is no quorum on any.
          const due = await dueOf(store, all);
          if (due === null) return;
          await Promise.all(due.asked.map((each) => ask(through, each, due.checkpoint, log)));
        });
        return 'idle';
      },
    },
    log,
  );
}

/** The newest checkpoint, and who is to be asked about it now; `null` for nobody. */
async function dueOf(
  store: Store,
  all: readonly Asked[],
): Promise<{ readonly checkpoint: Checkpoint; readonly asked: readonly Asked[] } | null> {
  const checkpoint = await store.log.checkpoint();
  if (checkpoint === null) return null;
  const { signatures } = parseNote(checkpoint.note);
  const asked = all.filter(
    ({ witness: { key }, dueAt }) =>
      dueAt <= performance.now() && !signatures.some(({ name, keyId }) => name === key.name && keyId === key.keyId),
  );
  return asked.length === 0 ? null : { checkpoint, asked };
}

async function ask(through: Submitting, asked: Asked, checkpoint: Checkpoint, log: Logger): Promise<void> {
  const { witness } = asked;
  try {
    const line = await cosignatureOf(through, witness, checkpoint);
    await through.store.cosignatures.keep({ size: checkpoint.size, witness: witness.key.vkey, line });
    if (asked.fault !== null) log.info({ witness: witness.name }, 'the witness cosigns again');
    asked.failures = 0;
    asked.fault = null;
  } catch (error) {
    if (!(error instanceof NotCosigned || error instanceof OutboundRefused)) throw error;
    const { message } = error;
    const isGrave = error instanceof NotCosigned && error.isGrave;
    // Once for each thing that is wrong, and not once a minute for as long as it is.
    if (message !== asked.fault)
      log[isGrave ? 'error' : 'warn']({ witness: witness.name, why: message }, 'a witness did not cosign');
    asked.fault = message;
    asked.dueAt = performance.now() + Math.min(PAUSE_MAX_MS, 1000 * 2 ** asked.failures);
    asked.failures += 1;
  }
}

/** The signature line of this witness under the checkpoint. Throws `NotCosigned` or `OutboundRefused`. */
async function cosignatureOf(through: Submitting, witness: Asked['witness'], checkpoint: Checkpoint): Promise<string> {
  const { store, outbound } = through;
  let oldSize = await store.cosignatures.sizeOf(witness.key.vkey);
  for (let count = 0; count < ASKED_MAX; count += 1) {
    const proof = await store.log.consistencyProof(oldSize, checkpoint.size);
    const answer = await outbound.fetch(`${witness.url.replace(/\/+$/, '')}/add-checkpoint`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: formatSubmission({ oldSize, proof, checkpoint: checkpoint.note }),
    });
    const text = await answer.text();
    if (answer.status === 200) return lineOf(through.policy, witness, checkpoint, text);
    if (answer.status !== 409) throw refusalOf(answer.status);
    oldSize = sizeIn(text);
    if (oldSize > checkpoint.size) throw await beyond(store, oldSize);
  }
  throw new NotCosigned('it names another size each time it is asked');
}

async function lineOf(policy: Policy, witness: PolicyWitness, { note }: Checkpoint, lines: string): Promise<string> {
  const { text } = parseNote(note);
  const answered = `${text}\n${lines}`;
  try {
    const isIts = ({ name, keyId }: { name: string; keyId: string }) =>
      name === witness.key.name && keyId === witness.key.keyId;
    const [line] = parseNote(answered).signatures.filter(isIts);
    const own = { ...policy, witnesses: policy.witnesses.filter(({ name }) => name === witness.name) };
    const { cosignatures } = await verifyCheckpoint(answered, { log: { origin: '', keys: [] }, witnesses: own });
    if (line !== undefined && cosignatures.every(({ ok }) => ok)) return signatureLine(line);
  } catch {
    // What cannot be read is no cosignature either.
  }
  throw new NotCosigned('its answer holds no good signature by the key that the policy names');
}

function sizeIn(text: string): number {
  const size = /^(?:0|[1-9]\d{0,15})\n$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(size)) throw new NotCosigned('it says that it has another size, and not which');
  return size;
}

/** Behind a newer checkpoint of our own there is nothing to mend; a tree that we never had is another matter. */
async function beyond(store: Store, size: number): Promise<NotCosigned> {
  const newest = (await store.log.checkpoint())?.size ?? 0;
  return size <= newest
    ? new NotCosigned('another worker has shown it a newer checkpoint')
    : new NotCosigned(
        `it has seen ${size} entries of this log, which has ${newest}: the log was set back, or has a twin`,
        true,
      );
}

const REFUSALS: Readonly<Record<number, NotCosigned>> = {
  403: new NotCosigned('it does not know the key that signs this log', true),
  404: new NotCosigned('it does not know this log', true),
  422: new NotCosigned('it says that this log is not the one that it saw before: somebody was shown another one', true),
};

function refusalOf(status: number): NotCosigned {
  return REFUSALS[status] ?? new NotCosigned(`it answered ${status}`);
}
