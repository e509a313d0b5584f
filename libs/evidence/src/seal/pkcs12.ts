/** An identity from a PKCS #12 file, as authorities and `openssl pkcs12 -export` hand it out. */
import { CertBag, Certificate, PFX, PKCS8ShroudedKeyBag, PrivateKeyInfo, type SafeBag, type SafeContents } from 'pkijs';
import { softIdentity, type SealIdentity } from './identity.js';
import { X509Certificate } from './x509.js';

export async function readPkcs12(file: Uint8Array, passphrase: string): Promise<SealIdentity> {
  const bags = await bagsIn(file, new Uint8Array(new TextEncoder().encode(passphrase)).buffer);
  const keys = bags.flatMap(({ bagValue }) => {
    const key: unknown = bagValue instanceof PKCS8ShroudedKeyBag ? bagValue.parsedValue : bagValue;
    return key instanceof PrivateKeyInfo ? [new Uint8Array(key.toSchema().toBER())] : [];
  });
  const certificates = bags.flatMap(({ bagValue }) => {
    const certificate: unknown = bagValue instanceof CertBag ? bagValue.parsedValue : null;
    return certificate instanceof Certificate ? [new X509Certificate(certificate.toSchema().toBER())] : [];
  });
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0)
    throw new Error('the PKCS #12 file holds not exactly one key; export one identity alone');
  return softIdentity(key, ordered(certificates));
}

/** Everything in the file, once its own check of integrity was passed. */
async function bagsIn(file: Uint8Array, password: ArrayBuffer): Promise<SafeBag[]> {
  try {
    const pfx = PFX.fromBER(new Uint8Array(file));
    await pfx.parseInternalValues({ checkIntegrity: true, password });
    const safe = pfx.parsedValue?.authenticatedSafe;
    if (safe === undefined) throw new Error('no content');
    const locks = safe.safeContents.map(() => ({ password }));
    await safe.parseInternalValues({ safeContents: locks });
    // The library types what it parsed as anything: it is a list of these.
    const { safeContents } = safe.parsedValue as { readonly safeContents: readonly { readonly value: SafeContents }[] };
    const bags = safeContents.flatMap(({ value }) => value.safeBags);
    for (const { bagValue } of bags) {
      if (bagValue instanceof PKCS8ShroudedKeyBag) await unlocked(bagValue, password);
    }
    return bags;
  } catch {
    throw new Error(
      'the PKCS #12 file cannot be opened; give its passphrase, and export it with AES and SHA-256 as OpenSSL 3 does',
    );
  }
}

/** A key has a lock of its own. */
async function unlocked(bag: PKCS8ShroudedKeyBag, password: ArrayBuffer): Promise<void> {
  // The library documents this call, and types it as one for itself alone.
  const open = bag as unknown as { parseInternalValues(lock: { password: ArrayBuffer }): Promise<void> };
  await open.parseInternalValues({ password });
}

/** The one that no other was issued by comes first; a file may hold them in any order. */
function ordered(certificates: readonly X509Certificate[]): X509Certificate[] {
  const isIssuer = ({ subject }: X509Certificate): boolean =>
    certificates.some((each) => each.issuer === subject && each.subject !== subject);
  const chain = certificates.filter((each) => !isIssuer(each)).slice(0, 1);
  for (;;) {
    const last = chain.at(-1);
    const next = certificates.find((each) => each.subject === last?.issuer && !chain.includes(each));
    if (next === undefined) return chain;
    chain.push(next);
  }
}
