/** Base64url and PEM. */
import { fromBase64, toBase64 } from '#ledger';

/** Unpadded Base64url (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The bytes of unpadded Base64url in its one canonical spelling, `null` for anything else. A lenient reader ignores
 * unused bits, and then two different files would count as the same signed one.
 */
export function fromBase64url(text: string): Uint8Array | null {
  if (/[^A-Za-z0-9_-]/.test(text)) return null;
  const padding = '='.repeat((4 - (text.length % 4)) % 4);
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/') + padding);
}

/** The DER bytes of each PEM block with this label, in order. */
export function pemBlocks(text: string, label: string): Uint8Array<ArrayBuffer>[] {
  const blocks = text.matchAll(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`, 'g'));
  return Array.from(blocks, ([, body = '']) => fromBase64(body.replaceAll(/\s/g, ''))).filter((der) => der !== null);
}

export function toPem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
