/** A value in a scenario file and where it stands, so that every complaint says which. */
import { CommandError } from '../usage.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads what stands at a place; where nothing stands, it gives what that means, or complains. */
export type Reader<T> = (place: Place) => T;

export class Place {
  constructor(
    readonly value: unknown,
    private readonly file: string,
    private readonly path = '',
  ) {}

  fail(why: string): never {
    throw new CommandError(`${this.file}${this.path === '' ? '' : ` at \`${this.path}\``}: ${why}`);
  }

  object(): JsonObject {
    if (!isObject(this.value)) this.fail(this.value === undefined ? 'is not there' : 'is no object');
    return this.value;
  }

  members(needed: readonly string[], allowed: readonly string[] = []): void {
    const names = Object.keys(this.object());
    const missing = needed.find((name) => !names.includes(name));
    if (missing !== undefined) this.fail(`has no \`${missing}\``);
    const unknown = names.find((name) => !needed.includes(name) && !allowed.includes(name));
    if (unknown !== undefined) this.fail(`has \`${unknown}\`, which means nothing here`);
  }

  /** What each reader makes of the member of its name; there are no others. */
  read<T>(readers: { readonly [K in keyof T]: Reader<T[K]> }): T {
    const names = Object.keys(readers);
    this.members([], names);
    const read = Object.entries<Reader<unknown>>(readers).map(([name, reader]) => [name, reader(this.member(name))]);
    // Each member is what the reader of its name gave.
    return Object.fromEntries(read) as T;
  }

  /** The place of a member, whether or not something stands there. */
  member(name: string): Place {
    return new Place(this.object()[name], this.file, `${this.path}/${name}`);
  }

  optional(name: string): Place | undefined {
    return name in this.object() ? this.member(name) : undefined;
  }

  at(name: string): Place {
    return this.optional(name) ?? this.fail(`has no \`${name}\``);
  }

  list(): Place[] {
    const { value } = this;
    if (!Array.isArray(value)) this.fail('is no list');
    return value.map((each: unknown, index) => new Place(each, this.file, `${this.path}/${index}`));
  }

  record<T>(read: Reader<T>): Readonly<Record<string, T>> {
    return Object.fromEntries(Object.keys(this.object()).map((name) => [name, read(this.at(name))]));
  }

  text(): string {
    return typeof this.value === 'string' ? this.value : this.fail('is no text');
  }

  texts(): string[] {
    return this.list().map((each) => each.text());
  }

  flag(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('is neither true nor false');
  }

  instant(): string {
    const text = this.text();
    if (!/^\d{4}-\d{2}-\d{2}T/.test(text) || Number.isNaN(Date.parse(text))) this.fail('is no instant');
    return new Date(text).toISOString();
  }
}

export const text: Reader<string> = (place) => place.text();
export const texts: Reader<readonly string[]> = (place) => place.texts();
export const flag: Reader<boolean> = (place) => place.flag();
export const instant: Reader<string> = (place) => place.instant();
export const object: Reader<JsonObject> = (place) => place.object();

/** One of a few words. */
export function choice<const W extends string>(...words: readonly W[]): Reader<W> {
  return (place) => words.find((word) => word === place.value) ?? place.fail(`is none of \`${words.join('`, `')}\``);
}

/** What stands there, or `fallback` where nothing does. */
export function or<T, F>(fallback: F, read: Reader<T>): Reader<T | F> {
  return (place) => (place.value === undefined ? fallback : read(place));
}

/** What stands there, or `null` where `null` does. */
export function orNull<T>(read: Reader<T>): Reader<T | null> {
  return (place) => (place.value === null ? null : read(place));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
