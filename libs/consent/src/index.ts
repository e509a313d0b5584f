/** The consent engine: may this happen, may this be recorded, and how is it said? Pure; see `types.ts` for its words. */
export type * from './types.js';
export { packIdOf, packName } from './policy.js';
export type * from './policy.js';
export * from './records.js';

export { admit, requestStateOf } from './admit.js';
export { isConsentFact, isRequestFact } from './admit-outcome.js';
export type { Admitted } from './admit-outcome.js';
export type { Command, History, SignCommand } from './admit-commands.js';
export { applyConsentFact, applyRequestFact } from './admit-facts.js';
export type {
  ClauseAnswer,
  ConsentFact,
  Fact,
  KeptAnswer,
  RequestFact,
  RequestRecord,
  RequestState,
  SignedBeside,
  SigningEvidence,
} from './admit-facts.js';
export { REFUSALS } from './admit-refusals.js';
export type { RefusalCode, Refused } from './admit-refusals.js';
export { AGREEMENTS } from './agreements.js';
export { boilerplateIn } from './boilerplate.js';
export { changesBetween } from './changes-between.js';
export type { DecisionChange } from './changes-between.js';
export { covers, intersect, subtract } from './algebra.js';
export { FACTS } from './facts.js';
export type { FactKind, FactName, Facts } from './facts.js';
export { CURRENCY_DIGITS } from './currencies.js';
export { openDisputesOf, openWishesOf } from './disputes.js';
export type { OpenDispute, Wish } from './disputes.js';
export { decide, ENGINE_VERSION } from './decide.js';
export { FINDING_CODES, findingsOf, keyOf as findingKeyOf } from './findings.js';
export type { Finding, FindingCode, FindingRecord, PendingTransfer } from './findings.js';
export { packsFor } from './packs.js';
export { isPausedBy, leavesStrikesToHer, pausesByItself, type StruckConsent } from './striking.js';
export { PACKS, packNamed } from './released-packs.js';
export {
  agreementsOf,
  isAgreement,
  nearestAgreements,
  nearestPacks,
  letsOptOut,
  policiesAt,
  strikableAgreements,
} from './policies.js';
export type { KnownPack, Policies } from './policies.js';
export { recallAnswerBy, recallStagesOf, recallUnionAt } from './recall-times.js';
export type { RecallStage } from './recall-times.js';
export { RULES } from './rules.js';
export type { Certainty, Rule } from './rules.js';
export { birthdayIn, claimEndsAt } from './situation.js';
export { isContested } from './exemption.js';
export { usageGaps } from './usage-gaps.js';
export type { CheckedUse, Pause, UsageGap, UsageGapCode } from './usage-gaps.js';
export { useHashOf } from './use-hash.js';
export { nearestWords } from './nearest-words.js';
export { isEntrusted } from './reach.js';
export { concernsTerms, concernsUse, entrustsTerms } from './entrusted.js';
export { lifeAt } from './life.js';
export type { Life } from './life.js';
export { readBox } from './read-box.js';
export type { Problem, ProblemCode, ReadResult } from './read-json.js';
export { readQuantity } from './read-quantities.js';
export { readTerms } from './read-terms.js';
export { CLAUSES_MAX } from './statements.js';
export { readUse } from './read-use.js';
export { REASON_CODES } from './reasons.js';
export { replay } from './replay.js';
export type { RecordedDecision, Replay, ReplayDifference } from './replay.js';
export { render } from './render.js';
export { reportsDue } from './reports-due.js';
export type { GivenReport, OwingCheck, ReportDue } from './reports-due.js';
export { nearestInWords, useInWords } from './scope-words.js';
export type {
  EffectWords,
  Names,
  RenderedClause,
  RenderedHeadings,
  RenderedLine,
  RenderedNever,
  RenderedSection,
  RenderedTerms,
  Unsaid,
} from './render-types.js';
export { asksFor, countedIn, missingIn, rolesIn, signersOf } from './signers.js';
export type { Paper, Signers } from './signers.js';
export { stateOf } from './state.js';
export type { ConsentState } from './state.js';
export { touches } from './touching.js';
export { isWord, QUANTITY_MAX, QUANTITY_UNITS, STAGES, VOCABULARIES, VOCABULARY_VERSION } from './vocabulary.js';
export type { ListedDimension, Vocabulary } from './vocabulary.js';
export { withdrawalEffect } from './withdrawal.js';
export type { WithdrawalEffect } from './withdrawal.js';
