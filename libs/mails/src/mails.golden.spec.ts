import { expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { SAMPLES } from '../../../test/support/mail-samples.js';
import { MAIL_LOCALES, renderMail, type MailName } from './index.js';

/** Compares a document with what it is made of; `npm run golden` writes it. */
async function expectGolden(path: string, made: string): Promise<void> {
  const file = new URL(path, new URL('../../../', import.meta.url));
  if (process.env['GOLDEN'] === 'write') await writeFile(file, made);
  expect(await readFile(file, 'utf8')).toBe(made);
}

const INTRODUCTION = `# Mail

Every mail that Countersign sends, in each language, with made-up names filled in. This page is made by \`npm run golden\`; the
words are those of \`libs/mails\`. Each is sent as plain text, as here, and as HTML of the same words.
`;

it('docs/mail.md shows every mail in every language', async () => {
  // The samples have one for each name, by their type.
  const sections = (Object.keys(SAMPLES) as MailName[]).map((name) => {
    const mails = MAIL_LOCALES.map((locale) => {
      const { subject, text } = renderMail(name, SAMPLES[name], locale);
      return `\`\`\`\n${subject}\n\n${text.replace(/\n+Countersign\n$/, '')}\n\`\`\`\n`;
    });
    return [`## ${name}\n`, ...mails].join('\n');
  });
  await expectGolden('docs/mail.md', [INTRODUCTION, ...sections].join('\n'));
});

it('the HTML of a mail is as it was looked at', async () => {
  await expectGolden(
    'test/vectors/mails/withdrawal-recorded.es.html',
    renderMail('withdrawal_recorded', SAMPLES.withdrawal_recorded, 'es').html,
  );
});
