/** Makes a recorded decision again, under the versions that it names, and says what differs. */
import { packName } from './policy.js';
import { decide, ENGINE_VERSION } from './decide.js';
import type { Records } from './records.js';
import { packNamed, PACKS } from './released-packs.js';
import type { Decision, Instant, Use } from './types.js';
import { VOCABULARY_VERSION } from './vocabulary.js';

/** A decision as it was recorded, with the use that it answers. */
export type RecordedDecision = Decision & { readonly use: Use };

/** What came of making a decision again. */
export type Replay =
  | { readonly kind: 'replayed'; readonly decision: Decision; readonly differences: readonly ReplayDifference[] }
  /** A version that it names is not here. */
  | { readonly kind: 'not_here'; readonly missing: readonly string[] };

/** A member of the decision that came out otherwise. */
export interface ReplayDifference {
  readonly member: keyof Decision;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

/** Every member, each compared byte for byte. */
const MEMBERS: readonly (keyof Decision)[] = [
  ...(['outcome', 'reasons', 'missing', 'nearest', 'obligations', 'approvalsMissing', 'approvals', 'claims'] as const),
  ...(['reserved', 'reliedOn', 'engine', 'vocabulary', 'packs', 'validUntil'] as const),
];

/** What each engine that can be replayed knew of the records; of that alone all have answered as this one does. */
const KNOWN_TO: ReadonlyMap<string, (records: Records) => Records> = new Map([
  [ENGINE_VERSION, (records) => records],
  // It told nobody of requests that wait for a signature.
  ['engine/2', (records) => ({ ...records, waiting: [] })],
]);

/**
 * Decides again under the engine and the packs that the decision names.
 *
 * @param records as they were at `at`, the instant of the decision.
 */
export function replay(recorded: RecordedDecision, records: Records, at: Instant): Replay {
  const known = KNOWN_TO.get(recorded.engine);
  const missing = [
    ...(known === undefined ? [recorded.engine] : []),
    ...(recorded.vocabulary === VOCABULARY_VERSION ? [] : [recorded.vocabulary]),
    ...recorded.packs.filter((name) => packNamed(name) === null),
  ];
  if (known === undefined || missing.length > 0) return { kind: 'not_here', missing };
  // In the order in which `packsFor` gives them: obligations come in that order.
  const packs = PACKS.filter((pack) => recorded.packs.includes(packName(pack)));
  const decision = { ...decide(recorded.use, known(records), packs, at), engine: recorded.engine };
  const differences = MEMBERS.flatMap((member): ReplayDifference[] => {
    const [was, is] = [recorded[member], decision[member]];
    return inOneForm(was) === inOneForm(is) ? [] : [{ member, recorded: was, replayed: is }];
  });
  return { kind: 'replayed', decision, differences };
}

/** The same value in the same bytes, whatever order a database gave its keys back in. */
function inOneForm(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
