import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';

/** What a route is for and what it answers; problems, security and headers are added from `access.ts`. */
export function Answers(
  summary: string,
  answer: Type | null,
  status = answer === null ? 204 : 200,
  description?: string,
): MethodDecorator {
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ApiResponse({
      status,
      description: answer === null ? 'Done' : 'The answer',
      ...(answer === null ? {} : { type: answer }),
    }),
  );
}
