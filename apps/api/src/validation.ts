/** How bodies and queries become typed values: what a class does not name is refused, and every fault has its path. */
import type { ValidationPipeOptions } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { AppError, type InputError } from './errors/app-error.js';

const ERRORS_MAX = 50;

export const VALIDATION: ValidationPipeOptions = {
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  exceptionFactory: (errors) => invalidInput(errors.flatMap((error) => inputErrors(error, ''))),
};

/** Reads one value as the pipe reads a body; throws `invalid_input`. */
export function readAs<T extends object>(type: new () => T, json: unknown): T {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalidInput([{ path: '', message: 'send an object' }]);
  }
  const value = plainToInstance(type, json);
  const errors = validateSync(value, VALIDATION);
  if (errors.length > 0) throw invalidInput(errors.flatMap((error) => inputErrors(error, '')));
  return value;
}

/** The one shape in which an input is refused, whoever found the fault: a field or a reader of `#consent`. */
export function invalidInput(errors: readonly InputError[]): AppError {
  const [first] = errors;
  const more = errors.length > 1 ? `; and ${errors.length - 1} more` : '';
  const detail = first === undefined ? 'the input is not valid' : `\`${first.path}\`: ${first.message}${more}`;
  return new AppError('invalid_input', detail, { errors: errors.slice(0, ERRORS_MAX) });
}

function inputErrors(error: ValidationError, parent: string): InputError[] {
  const path = `${parent}/${error.property}`;
  const { whitelistValidation, ...faults } = error.constraints ?? {};
  const own =
    whitelistValidation === undefined
      ? Object.values(faults).map((message) => ({ path, message }))
      : [{ path, message: 'no such field; leave it out' }];
  // One fault for each field is enough: the first is the most basic.
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => inputErrors(child, path))];
}
