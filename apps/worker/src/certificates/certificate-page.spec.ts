import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { PDFDocument } from 'pdf-lib';
import { certificatePage, type CertificateContent, type Fonts } from './certificate-page.js';

const ttf = (face: string): Promise<Uint8Array> =>
  readFile(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${face}.ttf`));
const fonts: Fonts = {
  sans: await ttf('DejaVuSans'),
  sansBold: await ttf('DejaVuSans-Bold'),
  serif: await ttf('DejaVuSerif'),
};

function content(over: Partial<CertificateContent> = {}): CertificateContent {
  return {
    title: 'Certificate of consent',
    summary: 'Mara Velloso allows Harbor Lane Pictures what is written here, in Harbor, season 1.',
    sections: [
      {
        heading: 'The words that were signed',
        style: 'record',
        lines: [{ label: 'Clause 1', text: 'They may have a copy of your voice say lines.' }],
      },
      { heading: 'Signature', style: 'plain', lines: [{ label: 'Signed by', text: 'Mara Velloso' }] },
    ],
    identity: 'cons_1 · fingerprint 00ff',
    at: new Date('2026-09-01T10:00:00.000Z'),
    record: { name: 'consent.json', json: '{"a":1}' },
    ...over,
  };
}

describe('certificatePage', () => {
  it('gives the same bytes for the same content, so that a job run twice makes one document', async () => {
    const [once, again] = await Promise.all([certificatePage(content(), fonts), certificatePage(content(), fonts)]);
    expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
  });

  it('writes names of any script and unbroken words without failing', async () => {
    const names = 'Łucja Müller · Мария · Μαρία · 山田花子 · محمد · 🎭 ' + 'x'.repeat(400);
    const pdf = await certificatePage(content({ summary: names }), fonts);
    expect((await PDFDocument.load(pdf)).getPageCount()).toBe(1);
  });

  it('goes on to further pages where the words need them', async () => {
    const lines = Array.from({ length: 120 }, (_, index) => ({ text: `Line ${String(index)} of a long consent.` }));
    const pdf = await certificatePage(content({ sections: [{ heading: 'Long', style: 'record', lines }] }), fonts);
    expect((await PDFDocument.load(pdf)).getPageCount()).toBeGreaterThan(2);
  });
});
