/**
 * A sealed certificate of a consent, next to what an engineer writes by hand: bare pdf-lib and pkijs, with the same words on as
 * many pages in the same faces and by the same key, and those pages signed by @signpdf with its PKCS #12 signer, on RSA of 2048
 * bits. Without time-stamps, which are requests to others. `node … FILE ROUNDS`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import fontkit from '@pdf-lib/fontkit';
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib';
import { P12Signer } from '@signpdf/signer-p12';
import { SignPdf, Signer } from '@signpdf/signpdf';
import { ObjectIdentifier, OctetString } from 'asn1js';
import { PDFDocument, type PDFFont } from 'pdf-lib';
import {
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import { developmentIdentity, importIdentity, sealPdf } from '#evidence';
import { sheetOf } from '../../apps/worker/src/certificates/certificate-sheet.js';
import { layOut } from '../../apps/worker/src/certificates/layout.js';
import { PAPERS, type Block, type Sheet } from '../../apps/worker/src/certificates/sheet.js';
import { loadTypefaces } from '../../apps/worker/src/certificates/typesetting/typefaces.js';
import { consentContent } from '../support/certificates.js';
import { held, spread } from './spread.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const EACH = 10;
const AT = '2026-09-03T19:05:41.220Z';
const REASON = 'Certificate of consent';
const SIZE = 9.5;

const sheet = sheetOf(consentContent());
const typefaces = await loadTypefaces();
const pem = await developmentIdentity('Bench', '2026-01-01T00:00:00.000Z');
const identity = await importIdentity(pem);
const FACES = ['public-sans/400Regular/PublicSans_400Regular', 'public-sans/600SemiBold/PublicSans_600SemiBold'].concat(
  ...['source-serif-4/400Regular/SourceSerif4_400Regular', 'source-serif-4/600SemiBold/SourceSerif4_600SemiBold'],
);
const faces = await Promise.all(
  FACES.map((face) => readFile(createRequire(import.meta.url).resolve(`@expo-google-fonts/${face}.ttf`))),
);

async function own(): Promise<Uint8Array> {
  return sealPdf(await layOut(sheet, typefaces, 'A4'), identity, { reason: REASON, at: AT });
}

/** What stands on the pages, in the order of the faces: sans, bold, serif, bold serif. */
function wordsOf({ title, state, summary, sections, identity: foot, verifyUrl }: Sheet): [string, number][] {
  const of = (block: Block): [string, number][] => {
    switch (block.kind) {
      case 'text':
        return [[block.text, 0]];
      case 'facts':
        return block.facts.map(({ label, text }) => [`${label}: ${text}`, 0]);
      case 'list':
        return block.items.map((item) => [item, 0]);
      case 'record':
        return block.parts.flatMap((part) => [
          [part.title, 3],
          ...part.lines.map((line): [string, number] => [line, 2]),
        ]);
    }
  };
  const told = sections.flatMap(({ heading, blocks }): [string, number][] => [[heading, 1], ...blocks.flatMap(of)]);
  return [[title, 1], [state.word, 1], [summary, 0], ...told, [verifyUrl, 0], [foot, 0]];
}

const words = wordsOf(sheet);
const pageCount = (await PDFDocument.load(await layOut(sheet, typefaces, 'A4'))).getPageCount();

/** The pages as an engineer sets them: lines broken by width, as many on each page as make the same number of pages. */
async function barePages(): Promise<PDFDocument> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const fonts: PDFFont[] = [];
  for (const face of faces) fonts.push(await pdf.embedFont(face, { subset: true }));
  const lines = words.flatMap(([text, face]) => {
    const font = fonts[face];
    return font === undefined ? [] : broken(text, font).map((line) => ({ line, font }));
  });
  const perPage = Math.ceil(lines.length / pageCount);
  for (let from = 0; from < lines.length; from += perPage) {
    const page = pdf.addPage([...PAPERS.A4]);
    lines.slice(from, from + perPage).forEach(({ line, font }, index) => {
      page.drawText(line, { x: 58, y: 760 - index * 14, size: SIZE, font });
    });
  }
  await pdf.attach(new TextEncoder().encode(sheet.record.json), sheet.record.name, { mimeType: 'application/json' });
  return pdf;
}

function broken(text: string, font: PDFFont): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && font.widthOfTextAtSize(longer, SIZE) > PAPERS.A4[0] - 116) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

async function withPlaceholder(pdfDoc: PDFDocument): Promise<Uint8Array> {
  const said = { reason: REASON, name: 'Bench', contactInfo: '', location: '' };
  pdflibAddPlaceholder({ pdfDoc, ...said, signatureLength: 16_384 });
  return pdfDoc.save({ useObjectStreams: false });
}

const [keyPem = '', certificatePem = ''] = pem.split(/(?=-----BEGIN CERTIFICATE)/);
const derOf = (text: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(text.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'));
const p256 = { name: 'ECDSA', namedCurve: 'P-256' };
const key = await crypto.subtle.importKey('pkcs8', derOf(keyPem), p256, false, ['sign']);
const certificate = Certificate.fromBER(derOf(certificatePem));

/** As the examples of pkijs sign. */
class BareSigner extends Signer {
  override async sign(document: Buffer): Promise<Buffer> {
    const digest = createHash('sha256').update(document).digest();
    const attributes = [
      new Attribute({
        type: '1.2.840.113549.1.9.3',
        values: [new ObjectIdentifier({ value: '1.2.840.113549.1.7.1' })],
      }),
      new Attribute({ type: '1.2.840.113549.1.9.4', values: [new OctetString({ valueHex: new Uint8Array(digest) })] }),
    ];
    const { issuer, serialNumber } = certificate;
    const signed = new SignedData({
      version: 1,
      digestAlgorithms: [new AlgorithmIdentifier({ algorithmId: '2.16.840.1.101.3.4.2.1' })],
      encapContentInfo: new EncapsulatedContentInfo({ eContentType: '1.2.840.113549.1.7.1' }),
      certificates: [certificate],
      signerInfos: [
        new SignerInfo({
          version: 1,
          sid: new IssuerAndSerialNumber({ issuer, serialNumber }),
          signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes }),
        }),
      ],
    });
    await signed.sign(key, 0, 'SHA-256', new Uint8Array(document));
    const content = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) });
    return Buffer.from(content.toSchema().toBER());
  }
}

async function bare(): Promise<Uint8Array> {
  return new SignPdf().sign(Buffer.from(await withPlaceholder(await barePages())), new BareSigner());
}

const p12 = await makePkcs12();

async function byForge(): Promise<Uint8Array> {
  const signer = new P12Signer(p12, { passphrase: 'bench' });
  return new SignPdf().sign(Buffer.from(await withPlaceholder(await barePages())), signer);
}

async function makePkcs12(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  try {
    const [keyFile, certFile, file] = ['key.pem', 'cert.pem', 'id.p12'].map((name) => join(folder, name));
    const quiet = { stdio: 'ignore' } as const;
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=Bench', '-keyout', `${keyFile}`];
    execFileSync('openssl', [...made, '-out', `${certFile}`], quiet);
    const packed = ['pkcs12', '-export', '-inkey', `${keyFile}`, '-in', `${certFile}`, '-passout', 'pass:bench'];
    execFileSync('openssl', [...packed, '-out', `${file}`], quiet);
    return await readFile(`${file}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function perSecond(make: () => Promise<Uint8Array>): Promise<number> {
  const startedAt = performance.now();
  for (let made = 0; made < EACH; made += 1) await make();
  return (EACH * 1000) / (performance.now() - startedAt);
}

const contestants = [own, bare, byForge];
const rates = contestants.map((): number[] => []);
// The first round warms and is not counted; turns about, so that none always runs on what another has warmed.
for (let round = 0; round <= ROUNDS; round += 1) {
  const order = contestants.map((_, index) => (index + round) % contestants.length);
  for (const index of order) {
    const rate = await perSecond(contestants[index] ?? own);
    if (round > 0) rates[index]?.push(rate);
  }
}
const [owns = [], bares = [], forged = []] = rates;
const over = (others: readonly number[]): number[] => owns.map((each, round) => each / (others[round] ?? each));
console.log(
  `${pageCount} pages; ours ${spread(owns, 1)}/s, bare pdf-lib and pkijs ${spread(bares, 1)}/s, @signpdf with forge ${spread(forged, 1)}/s`,
);
console.log(`ours / bare: ${held(over(bares), 0.8)}\nours / @signpdf with forge: ${held(over(forged), 5)}`);
