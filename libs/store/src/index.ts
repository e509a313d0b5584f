/** The front door of the store: the only code that speaks SQL. */
export { ACTIVITY_KINDS } from './activity.js';
export type { ActivityKind, ActivityRequest, Happening, Named } from './activity.js';
export type { AppendedEntry } from './append.js';
export type { ActingParty, HeldAuthority, Person } from './askers.js';
export type { CheckQuestion } from './check-facts.js';
export type { Asker } from './check-askers.js';
export type { CheckGiven, CheckHandlers, CheckResult, DecidedFacts, Replay } from './checks.js';
export type { ClaimedDelivery, Delivery, DeliveryCount, GivenUp, Lane } from './deliveries.js';
export type { MailState, NewDelivery, TakenDelivery } from './deliveries.js';
export type { DocumentKind, NewDocument, StoredDocument } from './documents.js';
export * from './embedded/index.js';
export { erase, eraseReturned, previewErasure } from './erase.js';
export type { Erased, ErasurePreview } from './erase.js';
export type { ErasureBars, ErasureCount, ErasureScope, WhomToErase } from './erasing.js';
export { EVENT_TYPES } from './events.js';
export type { EventKind, EventPage, LogEvent } from './events.js';
export type {
  EntryFacts,
  EntryType,
  FollowedChecks,
  UsageAccount,
  UsedAmount,
  FactorKind,
  FindingResolution,
  FoundIn,
  ReportedFinding,
  MemberRole,
  NewEntry,
  OrganizationKind,
  ParticipationRole,
  ProductionKind,
  RefName,
  Refs,
  ViewedHow,
  ViewedKind,
  ViewPurpose,
  VerifiedHow,
} from './entry-types.js';
export type { ProviderRow, ProviderSettings } from './providers.js';
export type { FactorRow, RecoveryRow } from './factor-rows.js';
export type { Factors, TotpSecret } from './factors.js';
export { AlreadyExists, DatabaseUnavailable, ReadBehind, StatementTimeout, TooContended } from './errors.js';
export type { CheckCurrency, IdempotencyKey, RememberedAnswer, Reservation } from './idempotency.js';
export { isId, newId } from './ids.js';
export type { IdPrefix } from './ids.js';
export { WrongPersonalSecret } from './keyring.js';
export type { Listening } from './listen.js';
export type { Checkpoint, CosignedCheckpoint, ReceiptParts, StoredEntry, Viewer } from './log.js';
export type { CapturedMail } from './mailbox.js';
export { CannotMigrate, migrate } from './migrate.js';
export { mailboxOf, papersOf } from './people.js';
export type { Membership } from './people.js';
export type { Allowance, Drawn } from './points.js';
export { usedBy } from './projections.js';
export type {
  ApprovalRow,
  AttestationRow,
  AuthorityRow,
  ClaimQuestion,
  ClaimReview,
  ClaimRow,
  ClearanceRow,
  ConsentRow,
  DecisionRow,
  DisclosureRow,
  InstructionRow,
  KeyRow,
  MemberRow,
  OrganizationRow,
  ParticipationRow,
  PerformerRow,
  ProductionRow,
  ProjectionRows,
  RelianceRow,
  RequestRow,
  StatedOfPerformer,
  StatedOfProduction,
  ToolRow,
} from './rows.js';
export { DEVICE_DAYS } from './sessions.js';
export type {
  RecallAnswer,
  RecallDuty,
  RecallLate,
  RecallRecipient,
  RecallRecipientRow,
  RecallRow,
} from './recall-rows.js';
export { findingId } from './findings.js';
export type { FindingOf } from './findings.js';
export type { Counted } from './statistics.js';
export { noticesOf } from './strikes.js';
export type { StrikeReach, Struck } from './strikes.js';
export type { SessionLevel, Sessions } from './sessions.js';
export type { SignChallenge, SignCode, SignProofs } from './sign-proofs.js';
export type { PasskeyRow } from './passkeys.js';
export type { Colleague, SignOn, VouchedAccount } from './sign-ons.js';
export { cursorAfter } from './pages.js';
export type { Page, PageRequest } from './pages.js';
export type { Reliance } from './reliance.js';
export type { RecallLink } from './recalls.js';
export { rebuild } from './rebuild.js';
export type { Difference, RebuildReport } from './rebuild.js';
export { sealPlain } from './seal-plain.js';
export { openStore } from './store.js';
export type { AuthPool, Store, StoreOptions } from './store.js';
export type { Clock } from './clock.js';
export type { Tx } from './transaction.js';
export type { SignNote } from './sequence.js';
export type { NewView } from './views.js';
export type { DisabledWhy, WebhookKey, WebhookRow, WebhookSettings } from './webhook-rows.js';
export type { WebhookAttempt, WebhookLog, WebhookMessage, WebhookOutcome } from './webhooks.js';
export type { JsonObject } from '#ledger';
export type { FindingAct, FindingRow, MembershipRow, ReportRow, SuspensionRow } from './union-rows.js';
export type { ReportedUse, ReservationRow, UsageReportRow } from './usage-rows.js';
export type { AllowedRow, CheckedUseRow, DeclaredUse, Owing, UsagePeriod } from './usage.js';
