/** Our own PostgreSQL, and what the launcher shares with it: locks that no crash leaves behind, and plain refusals. */
export { CannotStart, explainFolder } from './cannot-start.js';
export { claim, isHolder, type Claim, type ClaimFacts, type Holder } from './claim.js';
export { removeEmbedded } from './place.js';
export { runningEmbedded, startEmbedded, type Embedded, type EmbeddedOptions } from './start-embedded.js';
export { temporaryDatabase, type TemporaryDatabase } from './temporary-database.js';
