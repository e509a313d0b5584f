/**
 * Fields of bodies, queries and answers. One decorator says what a field is, and both the validation and the OpenAPI
 * document follow from it.
 */
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { isId, type IdPrefix } from '#store';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

interface FieldOptions {
  readonly optional?: true;
  /** The field may be `null`, which says "known to be absent". */
  readonly nullable?: true;
  readonly example?: unknown;
}

// Controls and separators forge lines in mail and in signed words; bidirectional ones turn words around on the screen.
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;
/** Something to see: blanks of every kind, marks that need a letter and letters without ink are none. */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;
const LINES = /^(?:[\n\r\t]|[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069])*$/u;

/** A line of text that people read. */
export function Line(description: string, max: number, options: FieldOptions & { readonly min?: number } = {}) {
  const min = options.min ?? 1;
  return field(description, options, { type: String, minLength: min, maxLength: max }, [
    IsString({ message: 'send a text' }),
    Length(min, max, { message: `send ${min} to ${max} characters` }),
    Matches(ONE_LINE, { message: 'send one line, without characters that nobody sees' }),
    Matches(VISIBLE, { message: 'send something that can be seen' }),
  ]);
}

/** Text of several lines. */
export function Paragraph(description: string, max: number, options: FieldOptions = {}) {
  return field(description, options, { type: String, minLength: 1, maxLength: max }, [
    IsString({ message: 'send a text' }),
    Length(1, max, { message: `send 1 to ${max} characters` }),
    Matches(LINES, { message: 'send text without characters that nobody sees' }),
  ]);
}

/** Text of a form that a pattern gives. */
export function Pattern(description: string, pattern: RegExp, what: string, options: FieldOptions = {}) {
  return field(description, options, { type: String, pattern: pattern.source }, [
    IsString({ message: 'send a text' }),
    Matches(pattern, { message: `send ${what}` }),
  ]);
}

/** What SHA-256 gives, in hex. */
export function Hash(description: string, options: FieldOptions = {}) {
  return Pattern(description, /^[0-9a-f]{64}$/, '64 hex digits', options);
}

/**
 * What better-auth can sign in with. Some other letters become Latin ones in lower case: mail to the one address would
 * hold a link into the account of the other.
 */
const ADDRESS = /^[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;

export function Email(description: string, options: FieldOptions = {}) {
  return field(
    description,
    { example: 'mara@example.com', ...options },
    { type: String, format: 'email', maxLength: 254 },
    [
      IsEmail({}, { message: 'send an e-mail address' }),
      Length(3, 254, { message: 'send at most 254 characters' }),
      Matches(ADDRESS, { message: 'send an e-mail address in plain Latin letters' }),
    ],
  );
}

export function Id(prefix: IdPrefix, description: string, options: FieldOptions = {}) {
  const example = `${prefix}_0123456789abcdefghijkl`;
  return field(description, { example, ...options }, { type: String, pattern: `^${prefix}_[0-9A-Za-z]{22}$` }, [
    ValidateBy({
      name: 'isId',
      validator: {
        validate: (value) => typeof value === 'string' && isId(prefix, value),
        defaultMessage: () => `send an id that starts with \`${prefix}_\``,
      },
    }),
  ]);
}

export function Choice(description: string, values: readonly string[], options: FieldOptions = {}) {
  return field(description, options, { type: String, enum: [...values] }, [
    IsIn([...values], { message: `send one of ${values.join(', ')}` }),
  ]);
}

/** Several of some words, each at most once. */
export function Choices(description: string, values: readonly string[], options: FieldOptions = {}) {
  return field(description, options, { type: String, enum: [...values], isArray: true, maxItems: values.length }, [
    IsArray({ message: 'send a list' }),
    ArrayMinSize(1, { message: 'send at least one' }),
    ArrayMaxSize(values.length, { message: 'send each once' }),
    IsIn([...values], { each: true, message: `send some of ${values.join(', ')}` }),
  ]);
}

export function Instant(description: string, options: FieldOptions = {}) {
  return field(
    description,
    { example: '2026-12-01T00:00:00.000Z', ...options },
    { type: String, format: 'date-time' },
    [
      ValidateBy({
        name: 'isInstant',
        validator: {
          validate: isInstant,
          defaultMessage: () => 'send an instant in UTC such as `2026-12-01T00:00:00Z`',
        },
      }),
      Transform(({ value }: { readonly value: unknown }) => (isInstant(value) ? new Date(value).toISOString() : value)),
    ],
  );
}

const INSTANT = /^(\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d{1,3})?Z$/;

/** One form alone, kept with milliseconds: instants are compared as text, and other forms sort elsewhere. */
function isInstant(value: unknown): value is string {
  const second = typeof value === 'string' ? INSTANT.exec(value)?.[1] : undefined;
  if (second === undefined) return false;
  const read = new Date(`${second}Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(second);
}

/** A day of the calendar, without a time or a zone. */
export function Day(description: string, options: FieldOptions = {}) {
  return field(description, options, { type: String, format: 'date' }, [
    ValidateBy({
      name: 'isDay',
      validator: { validate: isDay, defaultMessage: () => 'send a day that exists, such as `1984-02-29`' },
    }),
  ]);
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isInstant(`${value}T00:00:00Z`);
}

export function Flag(description: string, options: FieldOptions = {}) {
  return field(description, options, { type: Boolean }, [IsBoolean({ message: 'send `true` or `false`' })]);
}

export function Count(description: string, min: number, max: number, options: FieldOptions = {}) {
  return field(description, options, { type: 'integer', minimum: min, maximum: max }, [
    // A question has texts alone. `Number` would make 0 of an empty one, and 1 of `true`.
    Transform(({ value }: { readonly value: unknown }) =>
      typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value,
    ),
    IsInt({ message: 'send a whole number' }),
    Min(min, { message: `send ${min} or more` }),
    Max(max, { message: `send ${max} or less` }),
  ]);
}

const WHOLE_NUMBER = /^-?\d{1,16}$/;

/** Six digits from an e-mail, as people type or paste them. */
export function Code(description: string, options: FieldOptions = {}) {
  return field(description, { example: '402715', ...options }, { type: String, pattern: '^[0-9]{6}$' }, [
    Matches(/^[0-9]{6}$/, { message: 'send the six digits from the e-mail' }),
  ]);
}

/** A secret in an answer. */
export function Secret(description: string) {
  return field(description, { example: 'csk_…' }, { type: String }, []);
}

/** JSON whose insides are read by a reader of `#consent`; here only its documented shape is known. */
export function Json(description: string, schema: FieldSchema, options: FieldOptions = {}) {
  return field(description, options, schema, [IsObject({ message: 'send an object' })]);
}

/** An object of one class. */
export function Nested(description: string, item: new () => object, options: FieldOptions = {}) {
  return field(description, options, { type: item }, [
    IsObject({ message: 'send an object' }),
    ValidateNested({ message: 'send an object' }),
    Type(() => item),
  ]);
}

/** A list of texts, only in answers. */
export function Texts(description: string, max: number, options: FieldOptions = {}) {
  return field(description, options, { type: String, isArray: true, maxItems: max }, []);
}

/** Texts of one form that one can send, each once. */
export function Patterns(
  description: string,
  pattern: RegExp,
  what: string,
  { max, min = 0, ...options }: FieldOptions & { readonly max: number; readonly min?: number },
) {
  const schema = { type: 'array', items: { type: 'string', pattern: pattern.source }, minItems: min, maxItems: max };
  return field(description, options, { ...schema, uniqueItems: true }, [
    ...listOfEach(min, max),
    Matches(pattern, { each: true, message: `send ${what}` }),
  ]);
}

/** Lines that one can send, each once. */
export function Lines(description: string, lengthMax: number, max: number, options: FieldOptions = {}) {
  const items = { type: 'string', minLength: 1, maxLength: lengthMax };
  return field(description, options, { type: 'array', items, maxItems: max, uniqueItems: true }, [
    ...listOfEach(0, max),
    Length(1, lengthMax, { each: true, message: `send 1 to ${lengthMax} characters` }),
    Matches(ONE_LINE, { each: true, message: 'send one line, without characters that nobody sees' }),
    Matches(VISIBLE, { each: true, message: 'send something that can be seen' }),
  ]);
}

function listOfEach(min: number, max: number): PropertyDecorator[] {
  return [
    IsArray({ message: 'send a list' }),
    ArrayMinSize(min, { message: `send at least ${min}` }),
    ArrayMaxSize(max, { message: `send at most ${max}` }),
    ArrayUnique({ message: 'send each once' }),
    IsString({ each: true, message: 'send texts' }),
  ];
}

/** A list of one class whose items are read one by one later, so that each can fail alone. */
export function UpTo(description: string, item: new () => object, max: number, options: FieldOptions = {}) {
  return field(description, options, { type: item, isArray: true, minItems: 1, maxItems: max }, [
    IsArray({ message: 'send a list' }),
    ArrayMinSize(1, { message: 'send at least one' }),
    ArrayMaxSize(max, { message: `send at most ${max}` }),
  ]);
}

/** A list of objects of one class. */
export function ListOf(
  description: string,
  item: new () => object,
  max: number,
  options: FieldOptions & { readonly min?: number } = {},
) {
  return field(description, options, { type: item, isArray: true, maxItems: max }, [
    IsArray({ message: 'send a list' }),
    ArrayMinSize(options.min ?? 0, { message: `send at least ${options.min ?? 0}` }),
    ArrayMaxSize(max, { message: `send at most ${max}` }),
    // A list within the list would pass as a nested value, and its items unread.
    IsObject({ each: true, message: 'send objects' }),
    ValidateNested({ each: true, message: 'send objects' }),
    Type(() => item),
  ]);
}

type FieldSchema = Readonly<Record<string, unknown>> & { readonly required?: string[] };

function field(
  description: string,
  options: FieldOptions,
  schema: FieldSchema,
  checks: readonly PropertyDecorator[],
): PropertyDecorator {
  const { optional = false, nullable = false, example } = options;
  const property = {
    ...(nullable ? { nullable } : {}),
    ...(example === undefined ? {} : { example }),
    required: !optional,
    ...schema,
    // A schema's own `required` names its members; this says whether there must be a field at all.
    selfRequired: !optional,
    description,
  };
  // Not `IsOptional`, which takes `null` for left out.
  const present = ValidateIf((_, value) => !(optional && value === undefined) && !(nullable && value === null));
  // Each kind of field passes a schema of one member of that union; put together, the compiler sees of all at once.
  return applyDecorators(ApiProperty(property as ApiPropertyOptions), ...checks, present);
}
