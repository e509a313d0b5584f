/**
 * Seals pages with what the environment names, in a process of its own: a token's module reads its settings from the
 * environment that the process began with. Prints one document a line in Base64, or why it cannot.
 */
import { PDFDocument } from 'pdf-lib';
import { sealPdf } from '#evidence';
import { ConfigError, readConfig } from '../../apps/worker/src/config.js';
import { openIdentity } from '../../apps/worker/src/certificates/seal-identity.js';

try {
  const { identity, close } = await openIdentity(readConfig().seal);
  const page = await PDFDocument.create();
  page.addPage().drawText('What you agreed to');
  const pdf = await page.save();
  const options = { reason: 'x', at: new Date().toISOString() };
  const sealed = await Promise.all([1, 2, 3].map(() => sealPdf(pdf, identity, options)));
  close();
  process.stdout.write(sealed.map((bytes) => Buffer.from(bytes).toString('base64')).join('\n'));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stdout.write(`refused: ${error.message}`);
}
