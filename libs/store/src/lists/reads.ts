/**
 * The lists of the API, newest first, and single rows for those who may see them; `sight.ts` says what a viewer may see.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { EntityTarget, SelectQueryBuilder } from 'typeorm';
import type { Outcome } from '#consent';
import { typed } from '../errors.js';
import type { Viewer } from '../log.js';
import * as entities from './entities.js';
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
  ProjectionRows,
  RequestRow,
  ToolRow,
} from '../rows.js';
import type { RecallRow } from '../recall-rows.js';
import type { MembershipRow, ReportRow, SuspensionRow } from '../union-rows.js';
import type { UsageReportRow } from '../usage-rows.js';
import type { WebhookRow } from '../webhook-rows.js';
import { cursorAfter, serialOf } from '../pages.js';
import type { Page, PageRequest } from '../pages.js';
import { seen } from './sight.js';
import type { Conditions, VisibleTable } from './sight.js';

const ENTITIES_BY_TABLE: { readonly [K in VisibleTable]: EntityTarget<ProjectionRows[K]> } = {
  productions: entities.Production,
  performers: entities.Performer,
  requests: entities.Request,
  consents: entities.Consent,
  decisions: entities.Decision,
  authorities: entities.Authority,
  tools: entities.Tool,
  clearances: entities.Clearance,
  disclosures: entities.Disclosure,
  approvals: entities.Approval,
  claims: entities.Claim,
  suspensions: entities.Suspension,
  recalls: entities.Recall,
  usage_reports: entities.UsageReport,
};

/** The lists, through TypeORM. Rows are read as the projections keep them. */
@Injectable()
export class Reads {
  private opening: Promise<unknown> | null = null;

  constructor(private readonly source: DataSource) {}

  /** These organizations. */
  organizations(ids: readonly string[], page: PageRequest): Promise<Page<OrganizationRow>> {
    return this.list(entities.Organization, page, [['t.id = ANY (:ids)', { ids }]]);
  }

  /** The present members of an organization. */
  members(of: { readonly organization: string }, page: PageRequest): Promise<Page<MemberRow>> {
    return this.list(entities.Member, page, [['t.organization = :organization AND t.removed_at IS NULL', of]]);
  }

  /** What a union states of addresses, ended statements included. */
  memberships(of: { readonly organization: string }, page: PageRequest): Promise<Page<MembershipRow>> {
    return this.list(entities.Membership, page, [['t.organization = :organization', of]]);
  }

  /** What a union reported of its review. */
  reports(of: { readonly organization: string }, page: PageRequest): Promise<Page<ReportRow>> {
    return this.list(entities.Report, page, [['t.organization = :organization', of]]);
  }

  /** The keys of an organization, revoked ones included. */
  keys(of: { readonly organization: string }, page: PageRequest): Promise<Page<KeyRow>> {
    return this.list(entities.Key, page, [['t.organization = :organization', of]]);
  }

  /** The webhooks that an organization has. */
  webhooks(of: { readonly organization: string }, page: PageRequest): Promise<Page<WebhookRow>> {
    return this.list(entities.Webhook, page, [['t.organization = :organization AND t.removed_at IS NULL', of]]);
  }

  /** Of an organization: the nodes it takes part in and all below them. Of a person: those her requests are for. */
  productions(viewer: Viewer, filter: { readonly parent?: string }, page: PageRequest): Promise<Page<ProductionRow>> {
    return this.list(entities.Production, page, [seen('productions', viewer), ...equal(filter)]);
  }

  /** Parts in one production, of one organization, or open invitations to an address in lower case. */
  participations(
    of: { readonly production: string } | { readonly organization: string } | { readonly email: string },
    page: PageRequest,
  ): Promise<Page<ParticipationRow>> {
    const open: [string, Conditions][] = 'email' in of ? [[`t.state = 'invited'`, {}]] : [];
    return this.list(entities.Participation, page, [...equal({ ...of }), ...open]);
  }

  /** The profiles that an organization made, or that a person claimed. */
  performers(viewer: Viewer, page: PageRequest): Promise<Page<PerformerRow>> {
    return this.list(entities.Performer, page, [seen('performers', viewer)]);
  }

  /** The requests that a viewer may see; drafts for their owner alone. */
  requests(
    viewer: Viewer,
    filter: { readonly production?: string; readonly performer?: string; readonly state?: string },
    page: PageRequest,
  ): Promise<Page<RequestRow>> {
    return this.list(entities.Request, page, [seen('requests', viewer), ...equal(filter)]);
  }

  /** The consents that a viewer may see. */
  consents(
    viewer: Viewer,
    filter: { readonly production?: string; readonly performer?: string },
    page: PageRequest,
  ): Promise<Page<ConsentRow>> {
    return this.list(entities.Consent, page, [seen('consents', viewer), ...equal(filter)]);
  }

  /** The decisions that a viewer may see: asked by it, about its productions, or about her. */
  decisions(
    viewer: Viewer,
    filter: {
      readonly production?: string;
      readonly performer?: string;
      readonly consent?: string;
      readonly outcome?: Outcome;
      /** This production and all below it. */
      readonly under?: string;
      /** Decided within this time, and about somebody. */
      readonly within?: { readonly from: string; readonly until: string };
    },
    page: PageRequest,
  ): Promise<Page<DecisionRow>> {
    const { consent, under, within, ...columns } = filter;
    const below = 't.production IN (SELECT node.id FROM productions node WHERE node.path @> ARRAY[:under::text])';
    const during = 't.decided_at >= :from AND t.decided_at < :until AND t.performer IS NOT NULL';
    const narrowed: [string, Conditions][] = [
      ...(under === undefined ? [] : [[below, { under }] satisfies [string, Conditions]]),
      ...(within === undefined ? [] : [[during, { ...within }] satisfies [string, Conditions]]),
    ];
    const relying = 't.id IN (SELECT r.decision FROM decision_reliance r WHERE r.consent = :consent)';
    const onConsent: [string, Conditions][] = consent === undefined ? [] : [[relying, { consent }]];
    return this.list(entities.Decision, page, [
      seen('decisions', viewer),
      ...equal(columns),
      ...onConsent,
      ...narrowed,
    ]);
  }

  /** Authorities to act for performers. */
  authorities(viewer: Viewer, filter: { readonly performer?: string }, page: PageRequest): Promise<Page<AuthorityRow>> {
    return this.list(entities.Authority, page, [seen('authorities', viewer), ...equal(filter)]);
  }

  /** The tools that an organization registered, and those of whoever shares a production with it. */
  tools(
    viewer: Viewer,
    filter: { readonly vendor?: string; readonly name?: string },
    page: PageRequest,
  ): Promise<Page<ToolRow>> {
    return this.list(entities.Tool, page, [seen('tools', viewer), ...equal(filter)]);
  }

  /** Clearances. */
  clearances(viewer: Viewer, filter: { readonly production?: string }, page: PageRequest): Promise<Page<ClearanceRow>> {
    return this.list(entities.Clearance, page, [seen('clearances', viewer), ...equal(filter)]);
  }

  /** Declared uses. */
  disclosures(
    viewer: Viewer,
    filter: { readonly production?: string; readonly performer?: string },
    page: PageRequest,
  ): Promise<Page<DisclosureRow>> {
    return this.list(entities.Disclosure, page, [seen('disclosures', viewer), ...equal(filter)]);
  }

  /** The answers to declared uses, yes and no, voided ones included. */
  approvals(
    viewer: Viewer,
    filter: { readonly production?: string; readonly performer?: string; readonly disclosure?: string },
    page: PageRequest,
  ): Promise<Page<ApprovalRow>> {
    return this.list(entities.Approval, page, [seen('approvals', viewer), ...equal(filter)]);
  }

  /** Claims that a use needs no consent. */
  claims(
    viewer: Viewer,
    filter: { readonly production?: string; readonly performer?: string },
    page: PageRequest,
  ): Promise<Page<ClaimRow>> {
    return this.list(entities.Claim, page, [seen('claims', viewer), ...equal(filter)]);
  }

  /** Recalls. */
  recalls(
    viewer: Viewer,
    filter: { readonly performer?: string; readonly consent?: string },
    page: PageRequest,
  ): Promise<Page<RecallRow>> {
    return this.list(entities.Recall, page, [seen('recalls', viewer), ...equal(filter)]);
  }

  /** Reports of what was used, as they were given. */
  usageReports(
    viewer: Viewer,
    filter: { readonly production?: string; readonly performer?: string },
    page: PageRequest,
  ): Promise<Page<UsageReportRow>> {
    return this.list(entities.UsageReport, page, [seen('usage_reports', viewer), ...equal(filter)]);
  }

  /** Strikes. */
  suspensions(
    viewer: Viewer,
    filter: { readonly agreement?: string },
    page: PageRequest,
  ): Promise<Page<SuspensionRow>> {
    const { agreement } = filter;
    const under: [string, Conditions][] =
      agreement === undefined ? [] : [[':agreement = ANY (t.agreements)', { agreement }]];
    return this.list(entities.Suspension, page, [seen('suspensions', viewer), ...under]);
  }

  /** One row when this viewer may see it, else `null`, whether it exists or not. */
  async one<K extends VisibleTable>(table: K, id: string, viewer: Viewer): Promise<ProjectionRows[K] | null> {
    const query = await this.query<ProjectionRows[K]>(ENTITIES_BY_TABLE[table], [
      seen(table, viewer),
      ['t.id = :id', { id }],
    ]);
    return query.getOne().catch(rethrow);
  }

  private async list<T extends { readonly entry: number }>(
    entity: EntityTarget<T>,
    { limit, cursor }: PageRequest,
    conditions: readonly [string, Conditions][],
  ): Promise<Page<T>> {
    const query = await this.query(entity, conditions);
    if (cursor !== undefined) query.andWhere('t.entry < :before', { before: serialOf(cursor) });
    // One more than asked tells whether there is more.
    const rows = await query
      .orderBy('t.entry', 'DESC')
      .limit(limit + 1)
      .getMany()
      .catch(rethrow);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, next: rows.length > limit && last !== undefined ? cursorAfter(last) : null };
  }

  private async query<T extends object>(
    entity: EntityTarget<T>,
    conditions: readonly [string, Conditions][],
  ): Promise<SelectQueryBuilder<T>> {
    await this.open();
    const query = this.source.getRepository(entity).createQueryBuilder('t');
    for (const [condition, parameters] of conditions) query.andWhere(`(${condition})`, parameters);
    return query;
  }

  /** Connects at the first read, so that a program starts while its database does not, and recovers by itself. */
  private async open(): Promise<void> {
    if (this.source.isInitialized) return;
    this.opening ??= this.source.initialize().finally(() => (this.opening = null));
    await this.opening.catch(rethrow);
  }
}

function equal(columns: Conditions): [string, Conditions][] {
  return Object.entries(columns).flatMap(([column, value]): [string, Conditions][] =>
    value === undefined ? [] : [[`t.${column} = :${column}`, { [column]: value }]],
  );
}

function rethrow(error: unknown): never {
  throw typed(error);
}
