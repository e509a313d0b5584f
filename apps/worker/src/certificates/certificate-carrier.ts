import { sealPdf, type SealIdentity, type TimeStampAuthority } from '#evidence';
import { canonicalJson, type JsonObject } from '#ledger';
import { mail, type NewMail } from '#mails';
import { sha256 } from '#sha256';
import type { DocumentKind, NewDelivery, Refs, Store } from '#store';
import type { Carrier } from '../carrying.js';
import { contentOf, type Certifying } from './certifying.js';
import { sheetOf } from './certificate-sheet.js';
import { layOut } from './layout.js';
import type { Paper } from './sheet.js';
import type { Typefaces } from './typesetting/typefaces.js';

/** What seals: the identity, and the authority that every seal is stamped by, if there is one. */
export interface Sealing {
  readonly identity: SealIdentity;
  readonly timeStamp: TimeStampAuthority | null;
}

/** How certificates look, and where the service is that they speak of. */
export interface Printing {
  readonly typefaces: Typefaces;
  readonly baseUrl: URL;
  /** For whoever lives nowhere that is known. */
  readonly paper: Paper;
}

/** One more whenever the same content comes out as other pages: documents are kept once per content and layout. */
const LAYOUT = 4;

/** Countries whose paper is Letter (Unicode CLDR, paper size US-Letter); everybody else's is A4. */
const LETTER = new Set(['BZ', 'CA', 'CL', 'CO', 'CR', 'GT', 'MX', 'NI', 'PA', 'PH', 'PR', 'SV', 'US', 'VE']);

/**
 * Makes the sealed certificate of an entry, and sends hers to the performer. It is kept once per content, so a job that runs
 * twice makes one document; the mail has a key of its own, so it is sent once.
 */
export function certificateCarrier(store: Store, sealing: Sealing, printing: Printing): Carrier {
  return async (delivery) => {
    const { identity, timeStamp } = sealing;
    const service = { baseUrl: printing.baseUrl.origin, isDevelopment: identity.isDevelopment };
    const certifying = await contentOf(store, delivery.payload, service);
    const paper = paperOf(certifying, printing);
    // The content comes from an entry as JSON, and from rows as text.
    const said = { layout: LAYOUT, paper, content: certifying.content } as unknown as JsonObject;
    const contentHash = sha256(canonicalJson(said));
    const kind = KINDS[certifying.content.kind];
    const document = (await store.documents.withContent(kind, contentHash)) ?? (await make());
    const { email, consent } = certifying;
    if (email === null || consent === null) return;
    const { recall } = certifying.refs;
    const made =
      recall === undefined ? copyOf(email, consent, kind) : mail(email, 'recall_completed', { recall, consent });
    await store.transaction((tx) => tx.deliver([withFile(made, recall ?? consent, { kind, document })]));

    async function make(): Promise<string> {
      const sheet = sheetOf(certifying.content);
      const page = await layOut(sheet, printing.typefaces, paper);
      // Now, and not when it was signed: an identity that came later was not valid then.
      const at = new Date().toISOString();
      const bytes = await sealPdf(page, identity, { reason: sheet.title, at, ...(timeStamp && { timeStamp }) });
      const refs: Partial<Refs> = certifying.refs;
      return (await store.documents.keep({ kind, contentHash, refs, mediaType: 'application/pdf', bytes })).id;
    }
  };
}

const KINDS = {
  ...({ consent: 'certificate', withdrawal: 'withdrawal', decision: 'decision' } as const),
  ...({ recall: 'recall', report: 'report', usage: 'usage' } as const),
};

/** Hers where it is known where she lives, for she keeps it. */
function paperOf({ residence }: Certifying, { paper }: Printing): Paper {
  if (residence === null) return paper;
  return LETTER.has(residence.slice(0, 2)) ? 'Letter' : 'A4';
}

function copyOf(to: string, consent: string, kind: DocumentKind): NewMail {
  return mail(to, kind === 'withdrawal' ? 'withdrawal_certified' : 'certificate_made', { consent });
}

function withFile(
  made: NewMail,
  name: string,
  { kind, document }: { readonly kind: DocumentKind; readonly document: string },
): NewDelivery {
  const attachment = { name: `${kind === 'withdrawal' ? 'withdrawal-' : ''}${name}.pdf`, document };
  return { kind: made.kind, once: `certificate ${document}`, payload: { ...made.payload, attachment } };
}
