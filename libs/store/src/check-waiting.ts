/** The requests that somebody has signed and that others have not: what an answer tells of them, and to whom. */
import { countedIn, missingIn, rolesIn, signersOf } from '#consent';
import type { Instant, PerformerStatement, ProductionPaths, RequestRecord, WaitingRequest } from '#consent';
import { papersOf } from './people.js';

/** What was read, as far as it is asked here. */
interface Known {
  readonly at: Instant;
  readonly asker: { readonly organization: string };
  readonly performer: { readonly id: string; readonly record: readonly PerformerStatement[] };
  readonly authorities: readonly (Parameters<typeof papersOf>[0][number] & { readonly performer: string })[];
  readonly owners: ReadonlyMap<string, string>;
  readonly paths: ProductionPaths;
}

/**
 * Of the requests to a performer those that wait for a signature.
 *
 * INVARIANT: they are told to who sent them alone: to others a request is not there until it is answered.
 */
export function waitingOf(
  requests: readonly { readonly production: string; readonly record: RequestRecord | null }[],
  { at, asker, performer, authorities, owners, paths }: Known,
): WaitingRequest[] {
  return requests.flatMap(({ record, production }) => {
    const [first] = record?.cosigned ?? [];
    if (record?.state !== 'sent' || first === undefined || owners.get(production) !== asker.organization) return [];
    const { id, terms, cosigned = [], respondBy } = record;
    const papers = papersOf(authorities.filter((authority) => authority.performer === performer.id));
    const signers = signersOf(record, { record: performer.record, papers, paths }, at);
    // The papers that they were signed under may have ended since: then it is as if nobody had signed.
    if (countedIn(terms, cosigned, signers).length === 0) return [];
    const waitsFor = rolesIn(missingIn(terms, cosigned, signers), signers);
    return [{ id, terms, signedAt: first.signedAt, respondBy, waitsFor }];
  });
}
