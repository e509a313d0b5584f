/** What was kept is checked with nothing but the files: no service, no database, no network. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Terminal } from '../terminal.js';
import { trust } from '../trust.js';
import { verify } from '../verify.js';
import { json, keep, untilMade } from './chapters-checking.js';
import type { Narrator } from './narrator.js';
import type { Agreed, Scene } from './scene.js';
import { listAt, valueAt } from './visitor.js';

const EVIDENCE = 'evidence.json';
const PASSKEY_CHECKS = ['words', 'challenge', 'origin', 'user_verified', 'passkey'];

/** The last thing that needs the service: the proofs that her signature and her withdrawal are in the log, and all evidence. */
export async function proofsAreFetched(agreed: Agreed): Promise<readonly string[]> {
  const { narrator, mara, consent } = agreed;
  narrator.chapter('Mara keeps the proof');
  const entries = await untilMade(async () => {
    const items = listAt(await mara.get(`/v1/consents/${consent}/proof`), 'items');
    return items.every((item) => valueAt(item, 'log') !== null) ? items : null;
  });
  narrator.asked('GET /v1/consents/…/proof', entries.map((item) => String(valueAt(item, 'entry', 'type'))).join(', '));
  const files: string[] = [];
  for (const item of entries) {
    const [index, path, checkpoint] = ['index', 'path', 'checkpoint'].map((name) => valueAt(item, 'log', name));
    const proof = { countersign: 'proof/v1', entry: valueAt(item, 'entry'), index, path, checkpoint };
    files.push(await keep(agreed, `proof-${files.length + 1}.json`, json(proof)));
  }
  narrator.holds(
    'her signature and her withdrawal are in the log, with a path to its signed head',
    files.length === 2,
    entries,
  );
  const evidence = await mara.bytes(`/v1/consents/${consent}/evidence`);
  narrator.asked('GET /v1/consents/…/evidence', `all of it as one file of ${Math.round(evidence.length / 1024)} kB`);
  return [...files, await keep(agreed, EVIDENCE, evidence)];
}

/** Fetches the trust file, once: whom to believe is decided before there is anything to believe. */
export async function trustIsKept({ baseUrl, folder, narrator }: Scene): Promise<string> {
  const file = `${folder}/trust.json`;
  const { exitCode, text } = await commanded((terminal) => trust([baseUrl, '--out', file], terminal));
  narrator.holds('the trust file is fetched once, and kept', exitCode === 0, text);
  return file;
}

/** Checks every file offline, then one that somebody has improved. */
export async function filesAreVerified(scene: Scene, trustFile: string, files: readonly string[]): Promise<void> {
  const { narrator } = scene;
  for (const file of files) {
    const { exitCode, text } = await commanded((terminal) => verify([file, '--trust', trustFile], terminal));
    const [, about = ''] = text.split('\n').map((row) => row.trim());
    narrator.asked(`countersign verify ${basename(file)}`, exitCode === 0 ? 'GENUINE' : `exit code ${exitCode}`);
    narrator.holds(about, exitCode === 0, text);
    if (basename(file) === EVIDENCE) passkeyIsChecked(narrator, text);
  }
  const denial = files.find((file) => basename(file) === 'receipt-denied.json') ?? '';
  const improved = (await readFile(denial, 'utf8')).replace('"deny"', '"allow"');
  const forged = await keep(scene, 'receipt-improved.json', improved);
  narrator.tell('Somebody changes one word of the last receipt, from deny to allow:');
  const { exitCode, text } = await commanded((terminal) => verify([forged, '--trust', trustFile], terminal));
  narrator.quote(
    text
      .split('\n')
      .filter((row) => row.includes('FAILED'))
      .map((row) => row.trim()),
  );
  narrator.holds('it is not genuine any more', exitCode === 1 && text.includes('NOT GENUINE'), text);
}

/** What `verify` found of her signature: rows of the form `ok  what`. */
function passkeyIsChecked(narrator: Narrator, report: string): void {
  const rows = report.split('\n').map((row) => row.trim().replace(/\s+/g, ' '));
  const found = PASSKEY_CHECKS.map((check) => rows.find((row) => row.startsWith(`ok ${check} `)));
  narrator.quote(found.flatMap((row) => row ?? []));
  narrator.holds('her passkey signed these very words and answers: checked anew', !found.includes(undefined), report);
}

/** Runs a command as the shell would, and keeps what it prints. */
async function commanded(
  command: (terminal: Terminal) => Promise<number>,
): Promise<{ exitCode: number; text: string }> {
  let text = '';
  const hear = (more: string): void => {
    text += more;
  };
  const exitCode = await command({ out: hear, err: hear });
  return { exitCode, text };
}
