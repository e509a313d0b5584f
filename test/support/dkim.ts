/** Reads DKIM signatures as RFC 6376 has them (rsa-sha256, relaxed/relaxed), with nothing of what makes ours. */
import { createHash, createVerify, type KeyObject } from 'node:crypto';

/** What a message's signature says, and whether it is true by this key. */
export function dkimOf(raw: string, key: KeyObject): { isValid: boolean; tags: Readonly<Record<string, string>> } {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, end).split(/\r\n(?![ \t])/);
  const signature = headers.find((header) => /^dkim-signature:/i.test(header)) ?? '';
  const tags = Object.fromEntries(
    signature
      .replace(/^[^:]*:/, '')
      .split(';')
      .map((tag) => tag.trim().split(/\s*=\s*(.*)/s))
      .map(([name = '', value = '']) => [name, value.replace(/\s+/g, ' ')]),
  );
  const body = raw
    .slice(end + 4)
    .replace(/[ \t]+(?=\r\n)/g, '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(\r\n)*$/, '\r\n');
  const isBody = createHash('sha256').update(body).digest('base64') === tags['bh']?.replace(/\s/g, '');
  const left = [...headers];
  const signed = (tags['h'] ?? '').split(':').map((name) => {
    const at = left.findLastIndex((header) => header.toLowerCase().startsWith(`${name.trim().toLowerCase()}:`));
    return at === -1 ? '' : `${relaxed(left.splice(at, 1)[0] ?? '')}\r\n`;
  });
  const bare = relaxed(signature).replace(/([;:\s]b=)[^;]*/, '$1');
  const isSigned = createVerify('RSA-SHA256')
    .update(signed.join('') + bare)
    .verify(key, (tags['b'] ?? '').replace(/\s/g, ''), 'base64');
  return { isValid: isBody && isSigned, tags };
}

function relaxed(header: string): string {
  const [name = '', value = ''] = header.split(/:(.*)/s);
  return `${name.trim().toLowerCase()}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;
}
