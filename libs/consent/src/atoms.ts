/** Sets of small numbers: the atoms of an axis, or the rows of a grid. */

/** A set: member `n` is bit `n & 31` of word `n >> 5`. */
export type Atoms = number[];

/** The empty set and the full one of a size, and fresh empty ones to fill. */
export function setsOf(size: number): { readonly all: Atoms; readonly none: Atoms; readonly fresh: () => Atoms } {
  const words = (size + 31) >> 5;
  // Plain arrays of one number are made several times faster than typed ones, and most sets are that small.
  const fresh = (): Atoms => (words === 1 ? [0] : new Array<number>(words).fill(0));
  const all = fresh();
  for (let member = 0; member < size; member++) add(all, member);
  return { all, none: fresh(), fresh };
}

/** The set of these members. */
export function setOf(size: number, members: readonly number[]): Atoms {
  const set = new Array<number>((size + 31) >> 5).fill(0);
  for (const member of members) add(set, member);
  return set;
}

/** Puts a member into a set that is still being made. */
export function add(set: Atoms, member: number): void {
  set[member >> 5] = (set[member >> 5] ?? 0) | (1 << (member & 31));
}

/** Puts what two sets have in common into another that is still being made; all are of one size. */
export function addCommon(set: Atoms, one: Atoms, other: Atoms): void {
  for (let word = 0; word < set.length; word++) set[word] = (set[word] ?? 0) | ((one[word] ?? 0) & (other[word] ?? 0));
}

/** Whether the set has the member. */
export function holds(set: Atoms, member: number): boolean {
  return ((set[member >> 5] ?? 0) & (1 << (member & 31))) !== 0;
}

/** Whether two sets of one size have a member in common. */
export function meet(one: Atoms, other: Atoms): boolean {
  for (let word = 0; word < one.length; word++) if (((one[word] ?? 0) & (other[word] ?? 0)) !== 0) return true;
  return false;
}

/** Whether all members of one set are members of the other, of the same size. */
export function isWithin(one: Atoms, other: Atoms): boolean {
  for (let word = 0; word < one.length; word++) if (((one[word] ?? 0) & ~(other[word] ?? 0)) !== 0) return false;
  return true;
}

/** The members that two sets of one size have in common. */
export function both(one: Atoms, other: Atoms): Atoms {
  const common: Atoms = [];
  for (let word = 0; word < one.length; word++) common.push((one[word] ?? 0) & (other[word] ?? 0));
  return common;
}

/** Whether the set has no member. */
export function isEmpty(set: Atoms): boolean {
  for (const word of set) if (word !== 0) return false;
  return true;
}

/** Whether two sets have the same members. */
export function isSame(one: Atoms | undefined, other: Atoms): boolean {
  return one?.every((word, index) => word === other[index]) === true;
}

/** A text or number that is the same for equal sets of one size, and for no others. */
export function keyOf(set: Atoms): string | number {
  if (set.length <= 1) return set[0] ?? 0;
  let key = '';
  for (const word of set) key += String.fromCharCode(word & 0xffff, word >>> 16);
  return key;
}
