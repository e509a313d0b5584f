/**
 * What a viewer may see: one condition per table, so that a list and a single read cannot disagree.
 */
import type { Viewer } from '../log.js';

/** The tables whose rows are shown one by one. */
export type VisibleTable =
  | 'productions'
  | 'performers'
  | 'requests'
  | 'consents'
  | 'decisions'
  | 'authorities'
  | 'tools'
  | 'clearances'
  | 'disclosures'
  | 'approvals'
  | 'claims'
  | 'recalls'
  | 'usage_reports'
  | 'suspensions';

/** The parameters of a condition. */
export type Conditions = Readonly<Record<string, string | readonly string[] | undefined>>;

// Where an organization takes part; with `path`, all nodes below follow.
const PARTS = `ARRAY(SELECT part.production::text FROM participations part
  WHERE part.organization = :viewer AND part.state = 'accepted')`;
const BELOW_PARTS = `SELECT node.id FROM productions node WHERE node.path && ${PARTS}`;
const ABOVE_PARTS = `SELECT unnest(node.path) FROM productions node WHERE node.id = ANY (${PARTS})`;
const OWN_PROFILES = `SELECT profile.id FROM performers profile WHERE profile."user" = :viewer`;

// Organizations with a part on one path with a part of the viewer's.
const PARTNERS = `SELECT other.organization FROM participations mine
  JOIN productions here ON here.id = mine.production
  JOIN productions there ON there.path @> ARRAY[here.id::text] OR there.id = ANY (here.path)
  JOIN participations other ON other.production = there.id AND other.state = 'accepted'
  WHERE mine.organization = :viewer AND mine.state = 'accepted'`;
const PARTICIPANTS = `(t.organization = :viewer OR t.production IN (${BELOW_PARTS}))`;
// A member of a union, as the profile and the union both say now, or nobody who can be identified.
const MEMBERS = `SELECT member.performer FROM union_members member WHERE member."union" = :viewer`;
const OF_A_MEMBER = `(t.performer IS NULL OR t.performer IN (${MEMBERS}))`;
// What is covered, and so a union's to see: a use that lies under an agreement of it, as the production or a node above it
// states it now, and concerns a member of it.
const COVERED = `EXISTS (SELECT FROM productions asked JOIN productions node ON node.id = ANY (asked.path)
    WHERE asked.id = t.production AND node.agreements && :agreements::text[]) AND ${OF_A_MEMBER}`;
// Terms are covered where a use under them can be: they reach each production that their permissions name, with all below it,
// and a check there is decided, and struck, under the agreements of that node.
const NAMED = `ARRAY(SELECT named #>> '{}' FROM jsonb_path_query(t.record, '$.terms.permissions[*].box.production[*]') named)`;
const REACHED = `(EXISTS (SELECT FROM productions asked JOIN productions node ON node.id = ANY (asked.path)
    WHERE (asked.id = t.production OR asked.id = ANY (${NAMED})) AND node.agreements && :agreements::text[])
  OR EXISTS (SELECT FROM productions node WHERE node.path && ${NAMED} AND node.agreements && :agreements::text[]))
  AND ${OF_A_MEMBER}`;
// Nobody was asked anything by what was never sent: not by a draft, nor by one that was taken back.
const SENT = 't.sent_at IS NOT NULL';
// Profiles of the dead, for whoever may speak for them: known by account, or by the verified address that was recorded.
// Whether the authority has begun, has run out and entrusts the use is for the reader to find out: it needs the clock.
const REPRESENTED = `SELECT a.performer FROM authorities a
  WHERE a.capacity = 'estate' AND a.verified_at IS NOT NULL AND a.ended_at IS NULL AND (a."user" = :viewer OR a.email = (
    SELECT lower(u.email) FROM auth."user" u WHERE u.id = :viewer AND u."emailVerified"))`;
const RELIED = `t.id IN (SELECT r.recall FROM recall_recipients r WHERE r.organization = :viewer)`;
const HERS = `t.performer IN (${OWN_PROFILES})`;
const HERS_OR_REPRESENTED = `(${HERS} OR t.performer IN (${REPRESENTED}))`;

const SEEN_BY_ORGANIZATION: Readonly<Record<VisibleTable, string>> = {
  productions: `t.path && ${PARTS}`,
  performers: 't.organization = :viewer',
  // A draft is its owner's alone.
  requests: `(t.organization = :viewer OR ${SENT} AND t.production IN (${BELOW_PARTS}))`,
  // A consent on a series covers its episodes, so those who take part in an episode see it too.
  consents: `(t.organization = :viewer OR t.production IN (${BELOW_PARTS}) OR t.production IN (${ABOVE_PARTS}))`,
  decisions: `(t.organization = :viewer OR t.production IN (
    SELECT node.id FROM productions node WHERE node.organization = :viewer))`,
  authorities: `(t.organization = :viewer OR t.performer IN (
    SELECT profile.id FROM performers profile WHERE profile.organization = :viewer))`,
  tools: `(t.organization = :viewer OR t.organization IN (${PARTNERS}))`,
  // A clearance for a series counts in its episodes, so those who take part in an episode see it too.
  clearances: `(${PARTICIPANTS} OR t.production IN (${ABOVE_PARTS}))`,
  disclosures: PARTICIPANTS,
  approvals: PARTICIPANTS,
  claims: PARTICIPANTS,
  // Of those who relied on it each sees that it did, and whoever holds the consent all that is going on about it.
  recalls: `(t.organization = :viewer OR ${RELIED})`,
  usage_reports: 't.organization = :viewer',
  // One against a single employer is nobody's business but of whoever works for it.
  suspensions: `(t.organization = :viewer OR t.employer = :viewer OR EXISTS (SELECT FROM productions node
    WHERE node.agreements && t.agreements AND (t.employer IS NULL OR t.employer = node.organization)
    AND (node.path && ${PARTS} OR node.id IN (${ABOVE_PARTS}))))`,
};
const SEEN_BY_UNION: Readonly<Record<VisibleTable, string>> = {
  productions: 'false',
  // Of an organization that works under none of its agreements, not even that it knows her.
  performers: `t.id IN (${MEMBERS}) AND EXISTS (SELECT FROM productions node
    WHERE node.organization = t.organization AND node.agreements && :agreements::text[])`,
  requests: `${SENT} AND ${REACHED}`,
  consents: REACHED,
  decisions: COVERED,
  authorities: 'false',
  tools: 'false',
  clearances: 'false',
  disclosures: COVERED,
  // What it said itself stays its own, also once she has left it.
  approvals: `(t.organization = :viewer OR ${COVERED})`,
  claims: COVERED,
  recalls: COVERED,
  usage_reports: COVERED,
  suspensions: 't.organization = :viewer',
};
const SEEN_BY_USER: Readonly<Record<VisibleTable, string>> = {
  productions: `t.id IN (SELECT r.production FROM requests r WHERE r.sent_at IS NOT NULL AND r.performer IN (${OWN_PROFILES}))`,
  performers: 't."user" = :viewer',
  requests: `${SENT} AND ${HERS}`,
  consents: HERS,
  decisions: HERS,
  authorities: `(${HERS} OR t."user" = :viewer)`,
  tools: `t.likeness_of IN (${OWN_PROFILES})`,
  clearances: 'false',
  disclosures: HERS_OR_REPRESENTED,
  approvals: HERS_OR_REPRESENTED,
  claims: HERS,
  recalls: HERS,
  usage_reports: HERS,
  suspensions: `t.organization IN (SELECT member."union" FROM union_members member WHERE member."user" = :viewer)`,
};

// In her place they see what concerns her, and nobody's beside: neither her strikes nor her tools need them.
const IN_HER_PLACE = 't.performer = ANY (:viewer)';
const SEEN_IN_HER_PLACE: Readonly<Record<VisibleTable, string>> = {
  productions: `t.id IN (SELECT r.production FROM requests r WHERE r.sent_at IS NOT NULL AND r.performer = ANY (:viewer))`,
  performers: 't.id = ANY (:viewer)',
  requests: `${SENT} AND ${IN_HER_PLACE}`,
  consents: IN_HER_PLACE,
  decisions: IN_HER_PLACE,
  authorities: 'false',
  tools: 'false',
  clearances: 'false',
  disclosures: IN_HER_PLACE,
  approvals: IN_HER_PLACE,
  claims: IN_HER_PLACE,
  recalls: IN_HER_PLACE,
  usage_reports: IN_HER_PLACE,
  suspensions: 'false',
};

/** How far a limited key sees: nothing that is of no production. */
function withinOf(table: VisibleTable): string {
  if (table === 'productions') return 't.path && :within::text[]';
  if (OF_NO_PRODUCTION.includes(table)) return 'false';
  // A consent of a series is relied on in its episodes.
  if (table === 'recalls')
    return `EXISTS (SELECT FROM recall_recipients r JOIN productions node ON node.id = ANY (r.productions)
      WHERE r.recall = t.id AND r.organization = :viewer AND node.path && :within::text[])`;
  return 't.production IN (SELECT node.id FROM productions node WHERE node.path && :within::text[])';
}

const OF_NO_PRODUCTION: readonly VisibleTable[] = ['performers', 'authorities', 'tools', 'suspensions'];

/** The condition under which this viewer sees a row `t` of the table. */
export function seen(table: VisibleTable, viewer: Viewer): [string, Conditions] {
  if ('organization' in viewer) {
    const { organization, agreements, within } = viewer;
    if (agreements !== undefined) return [SEEN_BY_UNION[table], { viewer: organization, agreements }];
    if (within === undefined) return [SEEN_BY_ORGANIZATION[table], { viewer: organization }];
    return [`${SEEN_BY_ORGANIZATION[table]} AND ${withinOf(table)}`, { viewer: organization, within }];
  }
  if ('user' in viewer) return [SEEN_BY_USER[table], { viewer: viewer.user }];
  return [SEEN_IN_HER_PLACE[table], { viewer: viewer.represented }];
}
