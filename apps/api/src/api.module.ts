/** The parts of the application and how they find each other. */
import { Module, type DynamicModule } from '@nestjs/common';
import { Outbound } from '#outbound';
import { type Store } from '#store';
import { StoreModule } from '#store/lists';
import { ActivityController } from './activity/activity.controller.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { Accounts } from './asking/accounts.js';
import { Mirror } from './asking/mirror.js';
import { Limits } from './asking/limits.js';
import { Sight } from './asking/sight.js';
import { AuthoritiesController } from './authorities/authorities.controller.js';
import { DiscoveryController } from './authzen/discovery.controller.js';
import { Evaluating } from './authzen/evaluating.js';
import { EvaluationsController } from './authzen/evaluations.controller.js';
import { SearchesController } from './authzen/searches.controller.js';
import { Searching } from './authzen/searching.js';
import { Checks } from './checks/checks.js';
import { ChecksController } from './checks/checks.controller.js';
import { CheckCertificateController } from './checks/certificate.controller.js';
import { FollowUpsController } from './checks/follow-ups.controller.js';
import { PaymentsController } from './usage-reports/payments.controller.js';
import { GivenReportsController } from './usage-reports/given-reports.controller.js';
import { UsageReportsController } from './usage-reports/reports.controller.js';
import { UsageOfController } from './usage-reports/usage.controller.js';
import { RecheckController } from './checks/recheck.controller.js';
import { ReplayController } from './checks/replay.controller.js';
import { UsageController } from './checks/usage.controller.js';
import { ClaimAnswersController } from './claims/claim-answers.controller.js';
import { ClaimsController } from './claims/claims.controller.js';
import { ClearancesController } from './clearances/clearances.controller.js';
import type { Config } from './config.js';
import { ConsentProofController } from './consents/consent-proof.controller.js';
import { ConsentsController } from './consents/consents.controller.js';
import { DisputesController } from './consents/disputes.controller.js';
import { EvidenceController } from './consents/evidence.controller.js';
import { NotesController } from './consents/notes.controller.js';
import { DisclosuresController } from './disclosures/disclosures.controller.js';
import { CopyController } from './erasure/copy.controller.js';
import { ErasureController } from './erasure/erasure.controller.js';
import { EventsController } from './events/events.controller.js';
import { FactorsController } from './factors/factors.controller.js';
import { OwnFactorsController } from './factors/own-factors.controller.js';
import { PasskeysController } from './factors/passkeys.controller.js';
import { RecoveryController } from './factors/recovery.controller.js';
import { HealthController } from './health/health.controller.js';
import { LogController } from './log/log.controller.js';
import { Proofs } from './log/proofs.js';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { ReferenceController } from './openapi/reference.controller.js';
import { Document } from './openapi/served-document.js';
import { MembershipsController } from './memberships/memberships.controller.js';
import { KeysController } from './organizations/keys.controller.js';
import { LeakedKeysController } from './organizations/leaked-keys.controller.js';
import { MembersController } from './organizations/members.controller.js';
import { OrganizationsController } from './organizations/organizations.controller.js';
import { DetailsController } from './performers/details.controller.js';
import { PerformersController } from './performers/performers.controller.js';
import { PacksController } from './policies/packs.controller.js';
import { PoliciesController } from './policies/policies.controller.js';
import { PortalController } from './portal/portal.controller.js';
import { ParticipationsController } from './productions/participations.controller.js';
import { ProductionsController } from './productions/productions.controller.js';
import { CONFIG, STORE } from './provided.js';
import { RecallLinksController } from './recalls/recall-links.controller.js';
import { RecallsController } from './recalls/recalls.controller.js';
import { AnswersController } from './requests/answers.controller.js';
import { RemindersController } from './requests/reminders.controller.js';
import { RequestsController } from './requests/requests.controller.js';
import { SessionsController } from './session/sessions.controller.js';
import { SessionController } from './session/session.controller.js';
import { ProvidersController } from './sign-on/providers.controller.js';
import { SignOnController } from './sign-on/sign-on.controller.js';
import { SigningOn } from './sign-on/signing-on.js';
import { FindingsController } from './findings/findings.controller.js';
import { UnionReportsController } from './union-reports/union-reports.controller.js';
import { StatisticsController } from './statistics/statistics.controller.js';
import { StrikePauseController } from './suspensions/strike-pause.controller.js';
import { SuspensionsController } from './suspensions/suspensions.controller.js';
import { AttestationsController } from './tools/attestations.controller.js';
import { ToolsController } from './tools/tools.controller.js';
import { Keys } from './trust/keys.js';
import { TrustController } from './trust/trust.controller.js';
import { WebhookDeliveriesController } from './webhooks/webhook-deliveries.controller.js';
import { WebhooksController } from './webhooks/webhooks.controller.js';
import { SeenTokens } from './writing/seen.js';
import { WritesInterceptor } from './writing/writes.js';

/** What is made before the application: it is handed in, so that whoever made it also closes it. */
export interface Parts {
  readonly config: Config;
  readonly store: Store;
  readonly accounts: Accounts;
  readonly limits: Limits;
  readonly keys: Keys;
  readonly seen: SeenTokens;
}

const CONTROLLERS = [
  ...[
    SessionController,
    SessionsController,
    FactorsController,
    OwnFactorsController,
    PasskeysController,
    RecoveryController,
  ],
  ...[OrganizationsController, MembersController, KeysController, LeakedKeysController],
  ...[MembershipsController, ProvidersController, SignOnController],
  ...[ProductionsController, ParticipationsController, PoliciesController, PacksController],
  ...[PerformersController, DetailsController, AuthoritiesController, ActivityController],
  ...[EventsController, WebhooksController, WebhookDeliveriesController],
  ...[ToolsController, AttestationsController, ClearancesController, SuspensionsController, StrikePauseController],
  ...[FindingsController, UnionReportsController, StatisticsController],
  ...[RequestsController, AnswersController, RemindersController],
  ...[ConsentsController, ConsentProofController, EvidenceController, DisputesController, NotesController],
  ...[
    ChecksController,
    UsageController,
    FollowUpsController,
    ReplayController,
    RecheckController,
    CheckCertificateController,
  ],
  ...[UsageOfController, PaymentsController, UsageReportsController, GivenReportsController],
  ...[DisclosuresController, ApprovalsController, CopyController, ErasureController],
  ...[ClaimsController, ClaimAnswersController],
  ...[RecallsController, RecallLinksController],
  ...[EvaluationsController, SearchesController, DiscoveryController],
  ...[LogController, TrustController, HealthController, MailboxController, ReferenceController, PortalController],
];

@Module({})
export class ApiModule {
  static of({ config, store, accounts, limits, keys, seen }: Parts): DynamicModule {
    return {
      module: ApiModule,
      imports: [StoreModule.of({ connectionString: config.databaseUrl })],
      controllers: CONTROLLERS,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: STORE, useValue: store },
        { provide: Accounts, useValue: accounts },
        { provide: Limits, useValue: limits },
        { provide: Keys, useValue: keys },
        { provide: SeenTokens, useValue: seen },
        { provide: Outbound, useValue: new Outbound({ permits: config.outboundPermits }) },
        ...[Checks, Document, Evaluating, Mirror, Proofs, Searching, Sight, SigningOn, WritesInterceptor],
      ],
    };
  }
}
