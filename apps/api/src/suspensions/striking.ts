/** What a strike is about, as somebody asks for it, and what it would pause. */
import { agreementsOf, isAgreement, nearestAgreements, strikableAgreements } from '#consent';
import type { Membership, Struck, Tx } from '#store';
import type { InputError } from '../errors/app-error.js';
import { invalidInput } from '../validation.js';
import { etagOf } from '../writing/previewed.js';
import type { StrikeScope, SuspensionPreview } from './suspensions.bodies.js';

/** A scope whose agreement and employer there are. */
export type StrikeAsked = Pick<StrikeScope, 'agreement' | 'from' | 'until'> & Struck;

/** Reads what a strike of this union is about; throws what is wrong with it. */
export async function struckBy(tx: Tx, scope: StrikeScope, { name }: Membership): Promise<StrikeAsked> {
  const { agreement, employer, from, until } = scope;
  const own = agreementsOf(name).filter((each) => strikableAgreements().includes(each));
  const faults = [
    ...(agreement === null ? faultOfAll(own) : agreementFault(agreement, name)),
    ...(await employerFault(tx, employer)),
  ];
  if (faults.length > 0) throw invalidInput(faults);
  const asked = { agreement, agreements: agreement === null ? own : [agreement], employer, from, until };
  refuseEnded(asked, await tx.now());
  return asked;
}

/** Throws where it would be over before it began, or already is. */
export function refuseEnded({ from, until }: Pick<StrikeAsked, 'from' | 'until'>, at: string): void {
  if (until !== null && (until <= from || until <= at))
    throw invalidInput([{ path: '/until', message: 'send an instant to come, after `from`' }]);
}

/** What it would pause of the members', and the hash of that: the act can ask for the very same. */
export async function previewOf(tx: Tx, asked: StrikeAsked, { organization }: Membership): Promise<SuspensionPreview> {
  const { agreements, employer, from, until } = asked;
  const at = await tx.now();
  const reach = await tx.desk.strikes.reachOf(asked, { union: organization, at });
  const overlapping = await tx.desk.strikes.overlapping(organization, asked, at);
  const { consents, performers: members, productions, employers } = reach;
  const shown = { agreements, consents, members, productions, employers, overlapping };
  return { ...shown, etag: etagOf({ ...shown, employer, from, until }) };
}

/** A strike is a union's under its own agreements alone: another's would stop productions that are none of its business. */
function agreementFault(agreement: string, union: string): InputError[] {
  // With a version it would strike that one alone, and a strike is against the agreement.
  if (!agreement.includes('@') && isAgreement(agreement)) {
    if (!agreementsOf(union).includes(agreement))
      return [{ path: '/agreement', message: `\`${agreement}\` is an agreement of another union` }];
    const strikable = strikableAgreements();
    if (strikable.includes(agreement)) return [];
    const message = `no rule of \`${agreement}\` stops anything in a strike; send one of ${strikable.join(', ')}`;
    return [{ path: '/agreement', message, suggestions: strikable }];
  }
  const suggestions = nearestAgreements(agreement);
  const message = 'send the id of a collective agreement without its version, such as `sag-aftra-tv`';
  return [{ path: '/agreement', message, ...(suggestions.length > 0 && { suggestions }) }];
}

function faultOfAll(own: readonly string[]): InputError[] {
  return own.length > 0
    ? []
    : [{ path: '/agreement', message: 'no agreement of this union stops anything in a strike' }];
}

async function employerFault(tx: Tx, employer: string | null): Promise<InputError[]> {
  const row = employer === null ? null : await tx.find('organizations', employer);
  if (employer === null || (row !== null && row.kind !== 'union')) return [];
  return [{ path: '/employer', message: 'no such employer; send the id of an organization, or `null` for all' }];
}
