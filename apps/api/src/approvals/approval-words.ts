import type { ApprovalKind } from '#consent';

/** Whose written go-ahead a rule can ask for. */
export const APPROVAL_KINDS: readonly ApprovalKind[] = ['studio', 'legal', 'union', 'estate', 'performer'];
