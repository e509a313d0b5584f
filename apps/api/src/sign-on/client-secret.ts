/** What we show a provider to be its client: kept encrypted, so that the database alone does not open a provider. */
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { hkdfSync } from 'node:crypto';

/** Sealed together with the provider that it is shown to, so that a row moved to another provider opens nothing. */
export function sealSecret(authSecret: string, provider: string, secret: string): Promise<string> {
  return symmetricEncrypt({ key: keyOf(authSecret), data: `${provider} ${secret}` });
}

/** What `sealSecret` sealed for this provider; throws for anything else. */
export async function openSecret(authSecret: string, provider: string, sealed: string): Promise<string> {
  const opened = await symmetricDecrypt({ key: keyOf(authSecret), data: sealed });
  if (!opened.startsWith(`${provider} `)) throw new Error('a client secret lies with another provider');
  return opened.slice(provider.length + 1);
}

/** A key for this purpose alone. */
function keyOf(authSecret: string): string {
  return Buffer.from(hkdfSync('sha256', authSecret, '', 'countersign client secrets of providers', 32)).toString('hex');
}
