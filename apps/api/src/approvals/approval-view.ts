import type { ApprovalRow } from '#store';
import type { ApprovalView } from './approvals.bodies.js';

export function approvalView(row: ApprovalRow): ApprovalView {
  const { id, disclosure, organization, kind, verdict, useHash, note, givenAt } = row;
  const { expiresAt, voidedAt, voidReason } = row;
  return { id, disclosure, organization, kind, verdict, useHash, note, givenAt, expiresAt, voidedAt, voidReason };
}
