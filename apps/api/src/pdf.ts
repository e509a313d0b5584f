/** Sealed PDFs, as routes give them. */
import { applyDecorators } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { StoredDocument } from '#store';
import { AppError } from './errors/app-error.js';

export function AnswersPdf(summary: string, description: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary, description }),
    ApiOkResponse({
      description: 'The PDF',
      content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } },
    }),
  );
}

export function certificateNotReady(): AppError {
  return new AppError('not_ready_yet', 'the certificate is being made; ask again in a few seconds', {
    retryAfterSeconds: 2,
  });
}

export function pdf(reply: FastifyReply, name: string, { bytes }: StoredDocument): Buffer {
  void reply.header('content-type', 'application/pdf').header('content-disposition', `inline; filename="${name}.pdf"`);
  return Buffer.from(bytes);
}
