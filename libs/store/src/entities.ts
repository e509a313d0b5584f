/** The projected tables as TypeORM reads them. Whatever writes goes through `append` instead. */
import { EntitySchema } from 'typeorm';
import type { EntitySchemaColumnOptions } from 'typeorm';
import type {
  ConsentRow,
  DecisionRow,
  KeyRow,
  MemberRow,
  OrganizationRow,
  ParticipationRow,
  PerformerRow,
  ProductionRow,
  RequestRow,
} from './rows.js';

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

export const Production = entity<ProductionRow>('productions', {
  id: key(),
  organization: text('organization'),
  parent: text('parent'),
  root: text('root'),
  path: texts(),
  kind: text('kind'),
  title: text('title'),
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
  invitedAt: text('invited_at'),
  claimedAt: text('claimed_at'),
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
  entry: serial(),
});

export const Key = entity<KeyRow>('keys', {
  id: key(),
  organization: text('organization'),
  apikey: text('apikey'),
  name: text('name'),
  scopes: texts(),
  issuedAt: text('issued_at'),
  revokedAt: text('revoked_at'),
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
