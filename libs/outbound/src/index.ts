export { Outbound, OutboundRefused } from './outbound.js';
export type { OutboundFault, OutboundRequest, OutboundSettings } from './outbound.js';
export { permitOf, permitsIn } from './permits.js';
export type { Permit } from './permits.js';
export { newWebhookKey, signedHeaders } from './webhook-signing.js';
export type { NewWebhookKey, SignedContent } from './webhook-signing.js';
