import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, decodePDFRawStream } from 'pdf-lib';
import { CONTENTS, consentContent, decisionContent, withdrawalContent } from '../../../../test/support/certificates.js';
import { differenceFrom, pictureOf, textOf } from '../../../../test/support/pdf-pages.js';
import { hasTool, tell } from '../../../../test/support/tools.js';
import { sheetOf } from './certificate-sheet.js';
import type { Content } from './contents.js';
import { layOut } from './layout.js';
import type { Paper } from './sheet.js';
import { shaped } from './typesetting/shaping.js';
import { loadTypefaces, typefacesFor } from './typesetting/typefaces.js';

const typefaces = await loadTypefaces();
const made = (content: Content, paper: Paper = 'A4'): Promise<Uint8Array> => layOut(sheetOf(content), typefaces, paper);
const folder = mkdtempSync(join(tmpdir(), 'countersign-pages-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Rasterizers round in their own ways from one processor to another; a moved line differs by far more. */
const DIFFERENCE_MAX = 4;

describe('a certificate', () => {
  it.each([
    ['consent', 'A4', 1],
    ['consent', 'A4', 3],
    ['consent-scripts', 'Letter', 1],
    ['consent-scripts', 'Letter', 2],
    ['withdrawal', 'A4', 1],
    ['names', 'A4', 1],
    ['decision', 'Letter', 1],
    ['recall', 'A4', 1],
    ['report', 'A4', 1],
    ['usage', 'A4', 1],
  ] as const)('of the kind %s on %s looks on page %i as it was looked at', async (kind, paper, page) => {
    const picture = await pictureOf(await made(CONTENTS[kind] ?? consentContent(), paper), page, 0.6);
    const golden = new URL(`../../../../test/vectors/certificates/${kind}-${String(page)}.png`, import.meta.url);
    expect(await differenceFrom(golden, picture)).toBeLessThan(DIFFERENCE_MAX);
  });

  it('is the same bytes for the same content, so that a job run twice makes one document', async () => {
    const [once, again] = await Promise.all([made(consentContent()), made(consentContent())]);
    expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
  });

  it('gives back every word that was signed, in 40 clauses, with its identity on every page', async () => {
    const content = consentContent({}, 40);
    const pdf = await made(content);
    const text = flat(await textOf(pdf));
    for (const line of content.words.split('\n')) expect(text).toContain(flat(line));
    const document = await PDFDocument.load(pdf);
    const count = document.getPageCount();
    expect(count).toBeGreaterThan(8);
    expect(text.split(flat(`${content.consent} · leaf ${content.leafHash.slice(0, 16)}`))).toHaveLength(count + 1);
    expect(text).toContain(flat(`${String(count)} of ${String(count)}`));
  });

  it.each([
    ['Arabic', 'فاطمة الزهراء بنت يوسف'],
    ['Hebrew', 'נועה בן־דוד'],
    ['Devanagari', 'श्रीकृष्ण क्षत्रिय'],
    ['Japanese', '渡邉 花子（わたなべ）'],
    ['emoji', 'Ava 🎭 O’Neil 👩‍🎤'],
    ['Greek and Cyrillic', 'Ελένη Щукина'],
    ['Vietnamese, decomposed', 'Nguyễn Thị Ánh'],
    ['Hangul', '김하늘'],
    ['Chinese, simplified', '张玥伟'],
    ['Chinese, traditional', '張瓊芳'],
    ['Thai', 'สมชาย ใจดี'],
    ['Bengali', 'শ্রীমতি বন্দ্যোপাধ্যায়'],
    ['Tamil', 'ஸ்ரீதேவி'],
    ['Telugu', 'శ్రీదేవి'],
    ['Gujarati', 'પ્રિયંકા'],
    ['Gurmukhi', 'ਹਰਪ੍ਰੀਤ'],
    ['Kannada', 'ಕೃಷ್ಣ'],
    ['Malayalam', 'മോഹൻലാൽ'],
    ['Sinhala', 'ශ්‍රී'],
    ['Khmer', 'សុភា'],
    ['Myanmar', 'အောင်'],
    ['Amharic', 'አበበ ቢቂላ'],
    ['Armenian', 'Արամ Խաչատրյան'],
    ['Georgian', 'ნინო'],
    ['Adlam, which no face has', '𞤀𞤣𞤤𞤢𞤥'],
    ['one unbroken word', 'x'.repeat(300)],
  ])('gives back a name in %s as it was written', async (_, name) => {
    const pdf = await made(withdrawalContent({ told: [name] }));
    if (!hasTool('pdftotext', 'names are read by pdf.js alone')) return;
    const file = join(folder, 'name.pdf');
    writeFileSync(file, pdf);
    expect(flat(tell('pdftotext', [file, '-']).text)).toContain(flat(name));
  });

  it('shows what no face has by its numbers, and says that it does', async () => {
    const text = (name: string) =>
      made(withdrawalContent({ told: [name] }))
        .then(textOf)
        .then(flat);
    const said = flat('Letters that this service has no face for are shown by their numbers in Unicode');
    expect(await text('𞤀')).toContain(said);
    expect(await text('Ава 김하늘')).not.toContain(said);
    const faces = (await typefacesFor('𞤀', typefaces)).sans;
    const [cluster, ...others] = shaped('𞤀𞤣', faces);
    expect([cluster?.glyphs.length, others.length, cluster?.glyphs.some(({ id }) => id === 0)]).toEqual([9, 1, false]);
  });

  it('gives back every letter of Arabic that is written with vowels; where these stand is for the reader to tell', async () => {
    const pdf = await made(withdrawalContent({ told: ['مُحَمَّد بْن يُوسُف'] }));
    const letters = (text: string): string => flat(text).replaceAll(/\p{Mn}/gu, '');
    expect(letters(await textOf(pdf))).toContain('محمدبنيوسف');
    if (!hasTool('pdftotext', 'names are read by pdf.js alone')) return;
    const file = join(folder, 'vowels.pdf');
    writeFileSync(file, pdf);
    expect(letters(tell('pdftotext', [file, '-']).text)).toContain('محمدبنيوسف');
  });

  it('gives pdf.js its names back as well', async () => {
    for (const name of ['श्रीकृष्ण क्षत्रिय', '渡邉 花子', 'Ava 🎭', 'Ελένη Щукина', 'فاطمة الزهراء'])
      expect(flat(await textOf(await made(withdrawalContent({ told: [name] }))))).toContain(flat(name));
  });

  it('does not begin a line with what closes, nor end one with what opens, where no space parts words', async () => {
    const sentence = '彼女は「港の灯り」に出演する、そして次の季節も、約束は守られる。'.repeat(6);
    const pdf = await made(withdrawalContent({ told: [sentence] }));
    const lines = (await textOf(pdf)).split('\n').filter((line) => /[\u3040-\u30ff\u4e00-\u9fff]/u.test(line));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      expect(line).not.toMatch(/^[、。」）]/u);
      expect(line).not.toMatch(/[「（]$/u);
    }
  });

  it('states its language and title, carries its record as an associated file, and tells what each part is', async () => {
    const document = await PDFDocument.load(await made(consentContent({ locale: 'es' })), { updateMetadata: false });
    const { catalog, context } = document;
    expect(document.getTitle()).toBe('Certificate of consent');
    expect(document.getCreationDate()?.toISOString()).toBe('2026-09-03T19:05:41.000Z');
    expect(catalog.get(PDFName.of('Lang'))?.toString()).toBe('(es)');
    const preferences = catalog.lookup(PDFName.of('ViewerPreferences'), PDFDict);
    expect(preferences.get(PDFName.of('DisplayDocTitle'))?.toString()).toBe('true');
    const [file] = catalog.lookup(PDFName.of('AF'), PDFArray).asArray();
    const specification = context.lookup(file, PDFDict);
    expect(specification.get(PDFName.of('AFRelationship'))).toBe(PDFName.of('Source'));
    const stream = specification.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F'));
    if (!(stream instanceof PDFRawStream)) throw new Error('the record is no stream');
    expect(Buffer.from(decodePDFRawStream(stream).decode()).toString()).toBe('{"countersign":"entry/v1"}');
    const root = catalog.lookup(PDFName.of('StructTreeRoot'), PDFDict);
    const parts = root.lookup(PDFName.of('K'), PDFDict).lookup(PDFName.of('K'), PDFArray).asArray();
    const roles = parts.map((part) => context.lookup(part, PDFDict).get(PDFName.of('S'))?.toString());
    expect(roles.slice(0, 4)).toEqual(['/P', '/H1', '/P', '/H2']);
    expect(roles).toContain('/Figure');
  });

  it('says on every page that its seal is one of development, and nothing of it where it is not', async () => {
    const text = flat(await textOf(await made(decisionContent({ isDevelopment: true }))));
    expect(text.split(flat('development identity, not for production'))).toHaveLength(4);
    expect(flat(await textOf(await made(decisionContent())))).not.toContain('development');
  });

  it('leads by its QR code to the page that tells how to check it, and tells that page nothing', () => {
    const { verifyUrl } = sheetOf(consentContent());
    expect(verifyUrl).toBe(
      'https://countersign.example/verify#cons_01JD2Y6M4E8Q9V3T5S7R.6794a6cf3c8cc0084718b10022610608',
    );
  });

  it('is well formed to qpdf, tags and all', async () => {
    if (!hasTool('qpdf', 'the form of certificates is not looked at')) return;
    const file = join(folder, 'form.pdf');
    writeFileSync(file, await made(CONTENTS['consent-scripts'] ?? consentContent()));
    expect(tell('qpdf', ['--check', file])).toMatchObject({ ok: true });
  });
});

/** Without what lines and pages do to text: how often spaces stand between words, and marks of direction. */
function flat(text: string): string {
  return text.normalize('NFC').replaceAll(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}
