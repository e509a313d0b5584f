/** What the report of a union says: how much was reviewed, and what became of each finding. */
import { RULES, type FindingCode } from '#consent';
import type { ReportedFinding, ReportRow, Tx } from '#store';
import type { Certified, ReportContent } from './contents.js';

const STATES: Readonly<Record<ReportedFinding['state'], string>> = {
  open: 'open',
  resolved: 'resolved',
  gone: 'no longer found',
};
/** What was found, for people. */
const FOUND: Readonly<Record<FindingCode, string>> = {
  not_specific: 'Not specific',
  clause_not_apart: 'Clause not signed apart',
  notice_short: 'Notice too short',
  no_counsel_no_agreement: 'Neither counsel nor agreement',
  price_under_floor: 'Price under the floor',
  training_allowed: 'Teaching a model allowed',
  assignment_pending: 'To be handed on',
  report_overdue: 'Report overdue',
};
const REASONS: Readonly<Record<string, string>> = {
  asked_to_mend: 'asked to mend',
  disputed: 'disputed',
  not_a_problem: 'not a problem',
  mended: 'mended',
};

/** Names are read as the certificate is made; who is no member of the union any more is not named. */
export async function reportContent(tx: Tx, row: ReportRow, certified: Certified): Promise<ReportContent> {
  const { id: report, organization, from, until, findings } = row;
  const { name: union } = await tx.get('organizations', organization);
  const members = await lookedUp(findings, 'performer', async (id) => memberName(tx, id, organization));
  const titles = await lookedUp(findings, 'production', async (id) => (await tx.find('productions', id))?.title ?? id);
  return {
    ...certified,
    ...{ kind: 'report', report, union, from, until, counts: countsOf(findings) },
    findings: findings.map(({ performer, production, code, clause, said, about, rule, state, acts }) => ({
      member: members.get(performer) ?? performer,
      production: titles.get(production) ?? production,
      found: FOUND[code],
      clause: clauseOf({ clause, about, ...(said && { said }) }),
      says: said === undefined ? null : `“${said.sentence}”`,
      rule: `${rule}, ${RULES[rule]?.source ?? ''}`,
      state: [
        STATES[state],
        ...acts.flatMap(({ reason }) => (reason === null ? [] : (REASONS[reason] ?? reason))),
      ].join(', '),
    })),
  };
}

function clauseOf({ clause, about, said }: Pick<ReportedFinding, 'clause' | 'about' | 'said'>): string {
  if (said !== undefined) return `Clause ${said.clause}: ${said.title}`;
  if (clause !== null) return `Clause ${clause}`;
  return about === null ? 'All of the terms' : `Of ${about}`;
}

function countsOf(findings: readonly ReportedFinding[]): ReportContent['counts'] {
  const of = (state: ReportedFinding['state']): number => findings.filter((each) => each.state === state).length;
  return [
    { label: 'Findings reviewed', count: findings.length },
    { label: 'Members', count: new Set(findings.map(({ performer }) => performer)).size },
    { label: 'Open', count: of('open') },
    { label: 'Resolved', count: of('resolved') },
    { label: 'No longer found', count: of('gone') },
  ];
}

async function memberName(tx: Tx, performer: string, union: string): Promise<string> {
  if (!(await tx.unionsOf(performer)).includes(union)) return 'Former member';
  return (await tx.find('performers', performer))?.name ?? 'Erased person';
}

async function lookedUp(
  findings: readonly ReportedFinding[],
  of: 'performer' | 'production',
  look: (id: string) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const id of new Set(findings.map((each) => each[of]))) found.set(id, await look(id));
  return found;
}
