import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { sealPdf, type SealIdentity, type TimeStampAuthority } from '#evidence';
import type { JsonObject } from '#ledger';
import { mail } from '#mails';
import { sha256 } from '#sha256';
import type { Delivery, NewDelivery, Store, StoredEntry } from '#store';
import type { Carrier } from '../relay.js';
import { certificateOf, type CertificateNames } from './certificate.js';
import { certificatePage, type Fonts } from './certificate-page.js';

/** Reads the faces that certificates are set in, from the font package. */
export async function loadFonts(): Promise<Fonts> {
  const resolve = createRequire(import.meta.url).resolve;
  const face = (name: string): Promise<Uint8Array> => readFile(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));
  const [sans, sansBold, serif] = await Promise.all([face('DejaVuSans'), face('DejaVuSans-Bold'), face('DejaVuSerif')]);
  return { sans, sansBold, serif };
}

/** What seals: the identity, and the authority that every seal is stamped by, if there is one. */
export interface Sealing {
  readonly identity: SealIdentity;
  readonly timeStamp: TimeStampAuthority | null;
}

/**
 * Makes the sealed certificate of a consent and sends it to the performer. The pages are the same at every attempt and
 * kept once per content, so a job that runs twice makes one document; the mail has a key of its own, so it is sent once.
 */
export function certificateCarrier(store: Store, { identity, timeStamp }: Sealing, fonts: Fonts): Carrier {
  return async (delivery: Delivery) => {
    const entry = await store.log.entry(textOf(delivery.payload, 'entry'));
    if (entry?.type !== 'consent.given') throw new Error('the delivery names no `consent.given` entry');
    const { names, email } = await partiesOf(store, entry);
    const page = await certificatePage(certificateOf(entry, names), fonts);
    const contentHash = sha256(page);
    const consent = entry.refs.consent ?? '';

    const kept = await store.documents.ofConsent(consent, 'certificate');
    const isKept = kept !== null && Buffer.from(kept.contentHash).equals(contentHash);
    const document = isKept
      ? kept.id
      : (
          await store.documents.keep({
            kind: 'certificate',
            contentHash,
            refs: { consent },
            mediaType: 'application/pdf',
            // Now, and not when it was signed: an identity that came later was not valid then.
            bytes: await sealPdf(page, identity, {
              reason: 'Certificate of consent',
              at: new Date().toISOString(),
              ...(timeStamp && { timeStamp }),
            }),
          })
        ).id;
    if (email === null) return;
    await store.transaction((tx) => tx.deliver([copyMail(email, consent, document)]));
  };
}

function copyMail(to: string, consent: string, document: string): NewDelivery {
  const { kind, payload } = mail(to, 'certificate_made', { consent });
  const attachment = { name: `${consent}.pdf`, document };
  return { kind, once: `certificate ${document}`, payload: { ...payload, attachment } };
}

async function partiesOf(
  store: Store,
  { refs }: StoredEntry,
): Promise<{ names: CertificateNames; email: string | null }> {
  return store.transaction(async (tx) => {
    const performer = await tx.find('performers', refs.performer ?? '');
    const production = await tx.find('productions', refs.production ?? '');
    const producer = production && (await tx.find('organizations', production.organization));
    if (!performer || !production || !producer) throw new Error('a party of the consent is not in the projections');
    return {
      names: { performer: performer.name ?? 'Erased person', producer: producer.name, production: production.title },
      email: performer.email,
    };
  });
}

function textOf(payload: JsonObject, name: string): string {
  const value = payload[name];
  if (typeof value !== 'string') throw new Error(`the delivery has no \`${name}\``);
  return value;
}
