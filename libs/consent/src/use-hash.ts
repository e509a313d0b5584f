/** What binds an approval, a claim or a disclosure to one exact use. */
import { sha256 } from '#sha256';
import type { Use } from './types.js';

/**
 * SHA-256, in hex, of everything that a use states but its quantity and its description: whatever else changes, be it a
 * tool, a place, a stage or a fact, makes it another use. The order of values changes nothing.
 */
export function useHashOf(use: Use): string {
  const before = known.get(use);
  if (before !== undefined) return before;
  const { quantity: _, description: __, ...bound } = use;
  const text = JSON.stringify(normal(bound));
  const hash = Array.from(sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
  known.set(use, hash);
  return hash;
}

// One decision asks several times: for its packs, for its records, and for what is recorded of it.
const known = new WeakMap<Use, string>();

function normal(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(item)))].sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, normal(member)]);
}
