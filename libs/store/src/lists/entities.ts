/** The projected tables as TypeORM reads them. Whatever writes goes through `append` instead. */
import { EntitySchema } from 'typeorm';
import type { EntitySchemaColumnOptions } from 'typeorm';
import type {
  ApprovalRow,
  AuthorityRow,
  ClaimRow,
  ClearanceRow,
  ConsentRow,
  DecisionRow,
  DisclosureRow,
  KeyRow,
  MemberRow,
  OrganizationRow,
  ParticipationRow,
  PerformerRow,
  ProductionRow,
  RequestRow,
  ToolRow,
} from '../rows.js';
import type { RecallRow } from '../recall-rows.js';
import type { MembershipRow, ReportRow, SuspensionRow } from '../union-rows.js';
import type { UsageReportRow } from '../usage-rows.js';
import type { WebhookRow } from '../webhook-rows.js';

export const Organization = entity<OrganizationRow>('organizations', {
  id: key(),
  kind: text('kind'),
  name: text('name'),
  createdAt: text('created_at'),
  entry: serial(),
});

export const Member = entity<MemberRow>('members', {
  organization: key(),
  user: key(),
  role: text('role'),
  name: text('name'),
  email: text('email'),
  addedAt: text('added_at'),
  removedAt: text('removed_at'),
  entry: serial(),
});

export const Membership = entity<MembershipRow>('memberships', {
  id: key(),
  organization: text('organization'),
  email: text('email'),
  actor: text('actor'),
  statedAt: text('stated_at'),
  endedAt: text('ended_at'),
  entry: serial(),
});

export const Production = entity<ProductionRow>('productions', {
  id: key(),
  organization: text('organization'),
  parent: text('parent'),
  root: text('root'),
  path: texts(),
  kind: text('kind'),
  title: text('title'),
  statements: json(),
  agreements: texts(),
  createdAt: text('created_at'),
  entry: serial(),
});

export const Participation = entity<ParticipationRow>('participations', {
  id: key(),
  production: text('production'),
  organization: text('organization'),
  role: text('role'),
  email: text('email'),
  state: text('state'),
  invitedAt: text('invited_at'),
  acceptedAt: text('accepted_at'),
  endedAt: text('ended_at'),
  entry: serial(),
});

export const Performer = entity<PerformerRow>('performers', {
  id: key(),
  organization: text('organization'),
  user: text('user'),
  name: text('name'),
  email: text('email'),
  record: json(),
  unions: texts(),
  invitedAt: text('invited_at'),
  claimedAt: text('claimed_at'),
  erasedAt: text('erased_at'),
  entry: serial(),
});

export const Request = entity<RequestRow>('requests', {
  id: key(),
  organization: text('organization'),
  production: text('production'),
  performer: text('performer'),
  state: text('state'),
  version: count(),
  record: json(),
  productions: texts(),
  createdAt: text('created_at'),
  sentAt: text('sent_at'),
  closedAt: text('closed_at'),
  entry: serial(),
});

export const Consent = entity<ConsentRow>('consents', {
  id: key(),
  organization: text('organization'),
  request: text('request'),
  production: text('production'),
  performer: text('performer'),
  version: count(),
  record: json(),
  productions: texts(),
  givenAt: text('given_at'),
  entry: serial(),
});

export const Decision = entity<DecisionRow>('decisions', {
  id: key(),
  organization: text('organization'),
  production: text('production'),
  performer: text('performer'),
  actor: text('actor'),
  outcome: text('outcome'),
  decidedAt: text('decided_at'),
  validUntil: text('valid_until'),
  useHash: text('use_hash'),
  firstCheck: text('first_check'),
  owesReport: flag('owes_report'),
  entry: serial(),
});

export const Key = entity<KeyRow>('keys', {
  id: key(),
  organization: text('organization'),
  apikey: text('apikey'),
  name: text('name'),
  scopes: texts(),
  productions: texts(),
  issuedAt: text('issued_at'),
  endsAt: text('ends_at'),
  replaces: text('replaces'),
  replacedBy: text('replaced_by'),
  revokedAt: text('revoked_at'),
  leakedAt: text('leaked_at'),
  entry: serial(),
});

export const Webhook = entity<WebhookRow>('webhooks', {
  id: key(),
  organization: text('organization'),
  url: text('url'),
  events: texts(),
  productions: texts(),
  keys: json(),
  createdAt: text('created_at'),
  disabledAt: text('disabled_at'),
  disabledWhy: text('disabled_why'),
  removedAt: text('removed_at'),
  entry: serial(),
});

export const Authority = entity<AuthorityRow>('authorities', {
  id: key(),
  performer: text('performer'),
  user: text('user'),
  organization: text('organization'),
  actor: text('actor'),
  capacity: text('capacity'),
  name: text('name'),
  email: text('email'),
  scope: json(),
  from: text('from'),
  until: text('until'),
  documentHash: text('document_hash'),
  coversLikeness: flag('covers_likeness'),
  verifiedAt: text('verified_at'),
  verifiedBy: text('verified_by'),
  verifiedFor: text('verified_for'),
  verifiedHow: text('verified_how'),
  recordedAt: text('recorded_at'),
  endedAt: text('ended_at'),
  entry: serial(),
});

export const Tool = entity<ToolRow>('tools', {
  id: key(),
  organization: text('organization'),
  actor: text('actor'),
  vendor: text('vendor'),
  name: text('name'),
  version: text('version'),
  tier: text('tier'),
  likenessOf: text('likeness_of'),
  record: json(),
  registeredAt: text('registered_at'),
  entry: serial(),
});

export const Clearance = entity<ClearanceRow>('clearances', {
  id: key(),
  organization: text('organization'),
  production: text('production'),
  actor: text('actor'),
  covers: text('covers'),
  from: text('from'),
  until: text('until'),
  documentHash: text('document_hash'),
  note: text('note'),
  recordedAt: text('recorded_at'),
  endedAt: text('ended_at'),
  entry: serial(),
});

export const Disclosure = entity<DisclosureRow>('disclosures', {
  id: key(),
  organization: text('organization'),
  production: text('production'),
  performer: text('performer'),
  actor: text('actor'),
  use: json(),
  useHash: text('use_hash'),
  triage: text('triage'),
  kinds: texts(),
  description: text('description'),
  madeAt: text('made_at'),
  entry: serial(),
});

export const Approval = entity<ApprovalRow>('approvals', {
  id: key(),
  disclosure: text('disclosure'),
  organization: text('organization'),
  production: text('production'),
  performer: text('performer'),
  actor: text('actor'),
  authority: text('authority'),
  kind: text('kind'),
  verdict: text('verdict'),
  useHash: text('use_hash'),
  note: text('note'),
  givenAt: text('given_at'),
  expiresAt: text('expires_at'),
  voidedAt: text('voided_at'),
  voidReason: text('void_reason'),
  entry: serial(),
});

export const Claim = entity<ClaimRow>('claims', {
  id: key(),
  organization: text('organization'),
  production: text('production'),
  performer: text('performer'),
  actor: text('actor'),
  use: json(),
  useHash: text('use_hash'),
  exemption: text('exemption'),
  reason: text('reason'),
  reviews: json(),
  questions: json(),
  claimedAt: text('claimed_at'),
  entry: serial(),
});

export const Recall = entity<RecallRow>('recalls', {
  id: key(),
  consent: text('consent'),
  withdrawal: text('withdrawal'),
  performer: text('performer'),
  organization: text('organization'),
  production: text('production'),
  scope: json(),
  stops: texts(),
  does: json(),
  effectiveAt: text('effective_at'),
  answerBy: text('answer_by'),
  deleteBy: text('delete_by'),
  openedAt: text('opened_at'),
  settledAt: text('settled_at'),
  below: serial(),
  escalations: json(),
  remindedAt: text('reminded_at'),
  completedAt: text('completed_at'),
  entry: serial(),
});

export const UsageReport = entity<UsageReportRow>('usage_reports', {
  id: key(),
  organization: text('organization'),
  production: text('production'),
  performer: text('performer'),
  actor: text('actor'),
  from: text('from'),
  until: text('until'),
  checkCount: { type: 'integer', name: 'check_count' },
  used: json(),
  account: json(),
  givenAt: text('given_at'),
  entry: serial(),
});

export const Report = entity<ReportRow>('reports', {
  id: key(),
  organization: text('organization'),
  actor: text('actor'),
  from: text('from'),
  until: text('until'),
  findings: json(),
  madeAt: text('made_at'),
  entry: serial(),
});

export const Suspension = entity<SuspensionRow>('suspensions', {
  id: key(),
  organization: text('organization'),
  actor: text('actor'),
  agreement: text('agreement'),
  agreements: texts(),
  employer: text('employer'),
  reason: text('reason'),
  from: text('from'),
  until: text('until'),
  declaredAt: text('declared_at'),
  liftedAt: text('lifted_at'),
  entry: serial(),
});

function entity<Row>(table: string, columns: Record<keyof Row, EntitySchemaColumnOptions>): EntitySchema<Row> {
  return new EntitySchema<Row>({ name: table, tableName: table, columns });
}

function key(): EntitySchemaColumnOptions {
  return { type: 'text', primary: true };
}

function text(name: string): EntitySchemaColumnOptions {
  return { type: 'text', name };
}

function flag(name: string): EntitySchemaColumnOptions {
  return { type: 'boolean', name };
}

function texts(): EntitySchemaColumnOptions {
  return { type: 'text', array: true };
}

function json(): EntitySchemaColumnOptions {
  return { type: 'jsonb' };
}

function count(): EntitySchemaColumnOptions {
  return { type: 'integer' };
}

function serial(): EntitySchemaColumnOptions {
  return { type: 'bigint', transformer: { from: Number, to: (serial: number) => serial } };
}
