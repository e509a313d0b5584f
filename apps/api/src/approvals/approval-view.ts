import type { ApprovalRow } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import type { ApprovalView } from './approvals.bodies.js';

/** An answer, whole. */
export function approvalView(row: ApprovalRow): ApprovalView {
  const { id, disclosure, organization, kind, verdict, useHash, note, givenAt } = row;
  const { expiresAt, voidedAt, voidReason } = row;
  return { id, disclosure, organization, kind, verdict, useHash, note, givenAt, expiresAt, voidedAt, voidReason };
}

/** What was written to it is for those it was written to and those who gave it: a lawyer's advice is nobody else's. */
export function approvalToOthers(row: ApprovalRow, reader: Party): ApprovalView {
  const isTheirs = row.actor === actorOf(reader) || isOf(reader, row.organization);
  return { ...approvalView(row), ...(isTheirs ? {} : { note: null, voidReason: null }) };
}
