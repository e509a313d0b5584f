import type { ApprovalKind } from '#consent';

/** Whose written go-ahead a rule can ask for. */
export const APPROVAL_KINDS: readonly ApprovalKind[] = ['studio', 'legal', 'union', 'estate', 'performer'];

/** What binds an approval, a claim or a disclosure to its use. */
export const HASH = /^[0-9a-f]{64}$/;
export const HASH_WORDS = '64 hex digits';
