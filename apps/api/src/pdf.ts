/** Sealed PDFs, as routes give them. */
import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { JsonObject, Store, StoredDocument, Tx, Viewer } from '#store';
import type { Look } from './asking/looking.js';
import type { Sight } from './asking/sight.js';
import { AppError, notFound } from './errors/app-error.js';

export function AnswersPdf(summary: string, description: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiOkResponse({
      description: 'The PDF',
      content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
    }),
  );
}

/** A sealed PDF of a record, and how it is come by. */
export interface Wanted {
  readonly table: 'consents' | 'decisions' | 'recalls' | 'usage_reports';
  readonly id: string;
  readonly find: (id: string) => Promise<StoredDocument | null>;
  /** What the worker needs to make it. */
  readonly payload: (tx: Tx) => Promise<JsonObject>;
  /** Whose eyes may see it beside those of unions, where these are fewer than see the record. */
  readonly among?: readonly Viewer[];
}

/**
 * The document, for whoever sees the record. What is not there yet is made because it is asked for: a copy of a record, which
 * asking changes as little as it is changed by being looked at. Nobody has looked until it is shown.
 */
export async function certificateFor(
  { store, sight }: { readonly store: Store; readonly sight: Sight },
  look: Look,
  { table, id, find, payload, among }: Wanted,
): Promise<StoredDocument> {
  const isTheirs = await sight.wouldShow(look, table, id, among);
  const document = isTheirs ? await find(id) : null;
  if (isTheirs && document === null) {
    const needed = await store.transaction(payload);
    const wanted = { kind: 'certificate', once: `certificate ${id}`, payload: needed } as const;
    throw certificateNotReady(await store.deliveries.haveMade(wanted));
  }
  await sight.show(look, table, id, 'certificate', among);
  if (document === null) throw notFound();
  return document;
}

export function certificateNotReady(how: 'waits' | 'failed'): AppError {
  return how === 'waits'
    ? new AppError('not_ready_yet', 'the certificate is being made; ask again in a few seconds', {
        retryAfterSeconds: 2,
      })
    : new AppError(
        'not_ready_yet',
        'making the certificate failed, and is tried again; ask in some minutes, and tell whoever operates the service if it lasts',
        { retryAfterSeconds: 600 },
      );
}

export function pdf(reply: FastifyReply, name: string, { bytes }: StoredDocument): Buffer {
  void reply.header('content-type', 'application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`);
  return Buffer.from(bytes);
}
