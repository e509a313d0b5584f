import { describe, expect, it } from '@jest/globals';
import { cosignerKey, formatNote, parseNote, toHex } from '#ledger';
import {
  decisionEntry,
  ed25519Pem,
  issueReceipt,
  issuingService,
  jsonBytes,
  leafOf,
  logProofOf,
  trustOf,
  type IssuingService,
} from '../../../test/support/evidence.js';
import { cosignCheckpoint } from './checkpoint.js';
import { importSigner, type Signer } from './keys.js';
import { entryProofFile } from './log-proof.js';
import type { Receipt } from './receipt.js';
import type { TrustFile } from './trust.js';
import { verify } from './verify.js';

const service = await issuingService();
const [union, press, stranger] = await Promise.all([1, 2, 3].map(async () => importSigner(ed25519Pem())));
const entry = decisionEntry();
const place = await logProofOf(service.logSigner, leafOf(entry).leafHash);
const AT = Date.parse('2026-11-23T12:00:00.000Z') / 1000;

const POLICY = [
  `witness union ${cosignerKey('union.example/w', union!.publicKey).vkey}`,
  `witness press ${cosignerKey('press.example/w', press!.publicKey).vkey}`,
  'group both all union press',
  'group one any both',
  '',
].join('\n');

async function cosigned(...by: readonly [Signer, string, number?][]): Promise<string> {
  let note = place.checkpoint;
  for (const [signer, name, at = AT] of by) note += await cosignCheckpoint(signer, name, place.checkpoint, at);
  return note;
}

async function found(checkpoint: string, parts: Partial<TrustFile>, of: IssuingService = service) {
  const trust = trustOf({ ...of.trustFile, ...parts });
  const proof = await verify(jsonBytes(entryProofFile(entry, { ...place, checkpoint })), trust);
  const said = proof.statements.filter(({ check }) => !['form', 'log'].includes(check));
  return { verdict: proof.verdict, said: said.map(({ check, ok }) => `${check} ${String(ok)}`), proof };
}

describe('witnesses', () => {
  it('that the trust names make the quorum, each with the time that they say', async () => {
    const note = await cosigned([union!, 'union.example/w'], [press!, 'press.example/w', AT + 1]);
    const { verdict, said, proof } = await found(note, { witnesses: `${POLICY}quorum both\n` });
    expect(verdict).toBe('genuine');
    expect(said).toEqual(['checkpoint true', 'cosignature true', 'cosignature true', 'witnesses true']);
    expect(proof.statements.map(({ detail }) => detail)).toContain(
      'the witness `union` cosigned the checkpoint at 2026-11-23T12:00:00.000Z',
    );
  });

  it('short of the quorum leave a file not genuine, and are no one else for being two', async () => {
    const trust = { witnesses: `${POLICY}quorum both\n` };
    for (const note of [
      await cosigned(),
      await cosigned([union!, 'union.example/w']),
      await cosigned([union!, 'union.example/w'], [union!, 'union.example/w']),
      await cosigned([union!, 'union.example/w'], [stranger!, 'press.example/w']),
      await cosigned([union!, 'union.example/w'], [press!, 'another.example/w']),
    ]) {
      expect(await found(note, trust)).toMatchObject({ verdict: 'not_genuine' });
    }
  });

  it('that did not sign spoil the note in whose name somebody wrote a line', async () => {
    const note = await cosigned([union!, 'union.example/w']);
    const { text, signatures } = parseNote(note);
    const elsewhere = await cosignCheckpoint(union!, 'union.example/w', await other(), AT);
    const [moved] = parseNote(`${text}\n${elsewhere}`).signatures;
    const changed = formatNote(text, [...signatures.slice(0, 1), moved!]);
    const { verdict, said } = await found(changed, { witnesses: `${POLICY}quorum none\n` });
    expect({ verdict, said }).toEqual({
      verdict: 'not_genuine',
      said: ['checkpoint true', 'cosignature false', 'witnesses null'],
    });
  });

  it('that nobody asks for are missed by nobody: it says that nobody cosigned', async () => {
    expect(await found(await cosigned(), {})).toMatchObject({
      verdict: 'genuine',
      said: ['checkpoint true', 'witnesses null'],
    });
    expect(await found(await cosigned(), { witnesses: `${POLICY}quorum none\n` })).toMatchObject({
      verdict: 'genuine',
    });
  });
});

describe('a retired key', () => {
  const after = '2026-11-24T00:00:00.000Z';
  const [logVkey] = service.trustFile.log.keys;
  const [receiptJwk] = service.trustFile.jwks.keys;
  const retiredLog = (retiredAt: string) => ({
    log: { ...service.trustFile.log, keys: [] },
    retiredKeys: { receipts: [], log: [{ key: logVkey!, retiredAt }] },
    witnesses: `${POLICY}quorum union\n`,
  });

  it('of the log counts for a checkpoint that witnesses saw before it was retired, and for no other', async () => {
    const note = await cosigned([union!, 'union.example/w']);
    expect(await found(note, retiredLog(after))).toMatchObject({ verdict: 'genuine' });
    expect(await found(note, retiredLog('2026-11-23T12:00:00.000Z'))).toMatchObject({
      verdict: 'not_genuine',
      said: ['checkpoint false', 'cosignature true', 'witnesses true'],
    });
    // A witness says in which second it signed: it may have been after a key that was replaced within that second.
    const [within, over] = [500, 1000].map((ms) => new Date(AT * 1000 + ms).toISOString());
    expect(await found(note, retiredLog(within!))).toMatchObject({ verdict: 'not_genuine' });
    expect(await found(note, retiredLog(over!))).toMatchObject({ verdict: 'genuine' });
    // Of the two, only the one that is no quorum saw it in time.
    const late = await cosigned([union!, 'union.example/w', AT + 86_400], [press!, 'press.example/w']);
    expect(await found(late, retiredLog(after))).toMatchObject({ verdict: 'not_genuine' });
    expect(await found(await cosigned(), { ...retiredLog(after), witnesses: 'quorum none\n' })).toMatchObject({
      verdict: 'not_genuine',
    });
    const { witnesses: _, ...unwitnessed } = retiredLog(after);
    expect(await found(note, unwitnessed)).toMatchObject({ verdict: 'not_genuine' });
  });

  it('of receipts counts for a leaf that was in the log by then, and not for the word of the receipt', async () => {
    const receipt = await issueReceipt(service.receiptSigner, entry);
    const retired = {
      jwks: { keys: [] },
      retiredKeys: { receipts: [{ key: receiptJwk!, retiredAt: after }], log: [] },
      witnesses: `${POLICY}quorum union\n`,
    };
    const failing = async (file: Receipt) => {
      const { statements } = await verify(jsonBytes(file), trustOf({ ...service.trustFile, ...retired }));
      return statements.filter(({ ok }) => ok === false).map(({ check }) => check);
    };
    const log = { ...place, checkpoint: await cosigned([union!, 'union.example/w']) };
    expect(await failing({ ...receipt, log })).toEqual([]);
    // Whoever has the key now writes any receipt, with any date: but not into the log of then.
    expect(await failing(receipt)).toEqual(['signature']);
    const late = await cosigned([union!, 'union.example/w', AT + 86_400]);
    expect(await failing({ ...receipt, log: { ...log, checkpoint: late } })).toEqual(['signature']);
    expect(await failing({ ...receipt, log: { ...log, index: log.index + 1 } })).toEqual(['signature', 'log']);
  });

  it('that is in use as well counts as one in use', async () => {
    const both = { ...retiredLog('2026-01-01T00:00:00.000Z'), log: service.trustFile.log };
    expect(await found(await cosigned([union!, 'union.example/w']), both)).toMatchObject({ verdict: 'genuine' });
  });
});

async function other(): Promise<string> {
  const { leafHash } = leafOf(decisionEntry({ leafId: toHex(new Uint8Array(16)) }));
  return (await logProofOf(service.logSigner, leafHash)).checkpoint;
}
