import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ENGINE_VERSION, PACKS, packName, policiesAt, VOCABULARY_VERSION, type PolicyPack } from '#consent';
import { shownEntry, writeBundle, type BundleContent, type BundledEntry } from '#evidence';
import { canonicalJson, parseNote, toBase64, toHex } from '#ledger';
import { sha256 } from '#sha256';
import type { ConsentRow, Store, StoredEntry, Tx } from '#store';
import { isOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import { actorOf } from '../asking/asker.js';
import { LookingAt, type Look } from '../asking/looking.js';
import { heldOver } from '../asking/representing.js';
import { Sight } from '../asking/sight.js';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { Proofs } from '../log/proofs.js';
import { BUNDLE_SCHEMA } from '../openapi/evidence.schemas.js';
import { statementsOn } from '../policies/dropping.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Keys } from '../trust/keys.js';

/** What a transaction reads for a bundle. */
interface Recorded {
  readonly at: string;
  readonly entries: readonly StoredEntry[];
  /** Since when the erasable part of some is gone, by the ids of the entries. */
  readonly erased: ReadonlyMap<string, string>;
  readonly isHerself: boolean;
  readonly policies: readonly PolicyPack[];
}

@ApiTags('Consents')
@Controller('v1/consents')
export class EvidenceController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
    private readonly keys: Keys,
    private readonly sight: Sight,
    private readonly proofs: Proofs,
  ) {}

  @Get(':consent/evidence')
  @ApiOperation({
    summary: 'All evidence of a consent in one file',
    description:
      'Keep it: `countersign verify FILE --trust FILE` checks it offline, years later. Canonical JSON, in which no byte can be changed unseen.',
  })
  @ApiOkResponse({ description: 'The file', content: { 'application/json': { schema: BUNDLE_SCHEMA } } })
  async evidence(
    @RecordId('consent', 'cons') id: string,
    @LookingAt() look: Look,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const row = await this.sight.show(look, 'consents', id, 'proof');
    const { content, at } = await this.contentFor(look.asker, row);
    const file = await writeBundle(this.keys.receipts, content, { issuer: this.config.baseUrl, at });
    if (file === null)
      throw new AppError(
        'state_conflict',
        `the evidence is more than the 16 MB or 10,000 entries that are verified as one file; take \`/v1/consents/${id}/proof\` in its place`,
      );
    void reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${id}.evidence.json"`);
    return file;
  }

  private async contentFor(asker: Party, row: ConsentRow): Promise<{ content: BundleContent; at: string }> {
    const { entries, erased, isHerself, policies, at } = await this.store.transaction((tx) => recorded(tx, asker, row));
    const { checkpoint, places } = await this.proofs.ofAll(entries);
    const certificate = await this.store.documents.ofConsent(row.id, 'certificate');
    const reads = (entry: StoredEntry): boolean =>
      SIGNATURES.includes(entry.type) ? isMadeBy(entry, asker) : isHerself || readsWords(entry, row, asker);
    const { trust } = this.keys;
    const content: BundleContent = {
      countersign: 'evidence/v1',
      consent: row.id,
      entries: entries.map((entry, index) => bundled(entry, places[index] ?? null, reads(entry), erased.get(entry.id))),
      checkpoint: checkpoint?.note ?? null,
      certificate: certificate && toBase64(certificate.bytes),
      keys: {
        receipts: trust.jwks.keys.map((key) => ({ ...key })),
        log: trust.log.keys,
        witnesses: this.witnessesOf(checkpoint?.note ?? null),
      },
      policies: policies.map((pack) => ({ name: packName(pack), hash: toHex(sha256(canonicalJson(pack))) })),
      versions: { engine: ENGINE_VERSION, vocabulary: VOCABULARY_VERSION },
    };
    return { content, at };
  }

  private witnessesOf(note: string | null): string[] {
    const { witnesses = [] } = this.config.witnesses ?? {};
    const ids = note === null ? [] : parseNote(note).signatures.map(({ keyId }) => keyId);
    return witnesses.flatMap(({ key }) => (ids.includes(key.keyId) ? [key.vkey] : []));
  }
}

/**
 * What was recorded of a consent, and the instant as of which.
 *
 * INVARIANT: no change of her record falls between the two, for all of them lock her. A file that is dated after a
 * withdrawal, and does not hold it, would be signed evidence that she had not withdrawn.
 */
async function recorded(tx: Tx, asker: Party, row: ConsentRow): Promise<Recorded> {
  await tx.hold([row.performer]);
  const at = await tx.at();
  const own = await tx.entries.ofConsent(row.id);
  const given = own.find(({ type }) => type === 'consent.given');
  if (given === undefined) throw new Error(`the log has no giving of ${row.id}`);
  const performer = await tx.get('performers', row.performer);
  const production = await tx.get('productions', row.production);
  const { packs } = policiesAt(await statementsOn(tx, production), production.path, row.givenAt);
  const entries = [...(await tx.entries.signedFor(given)), ...own];
  const erased = new Map<string, string>();
  for (const entry of entries) {
    const since = entry.personalSalt === null ? await tx.erasures.erasedSince(entry) : null;
    if (since !== null) erased.set(entry.id, since);
  }
  return {
    ...{ at, entries, erased },
    isHerself: asker.kind === 'person' && performer.user === asker.user,
    policies: packsAt(
      row,
      packs.map(({ pack }) => pack),
    ),
  };
}

/** The packs that the production stood under, and that of the agreement which the terms name, as it was then. */
function packsAt({ record, givenAt }: ConsentRow, known: readonly PolicyPack[]): readonly PolicyPack[] {
  const { agreement } = record.terms.formalities ?? {};
  const versions = PACKS.filter(({ id, from }) => id === agreement && from <= givenAt);
  const [named] = versions.toSorted((one, other) => (one.from < other.from ? 1 : -1));
  const names = new Set([...known, ...(named ? [named] : [])].map(packName));
  return PACKS.filter((pack) => names.has(packName(pack)));
}

const SIGNATURES: readonly string[] = ['request.cosigned', 'consent.given'];

/** What somebody typed as they signed, and their device, is theirs, whoever's consent it makes; a certificate says the rest. */
function isMadeBy({ refs }: StoredEntry, asker: Party): boolean {
  return refs.actor === actorOf(asker);
}

/**
 * Whether somebody but herself reads what was said beside a change: who acts for her reads why it is disputed or ended, and an
 * organization what it said itself.
 */
function readsWords({ type }: StoredEntry, row: ConsentRow, asker: Party): boolean {
  const isOwners = type === 'consent.revoked' || type === 'consent.withdrawal_refused';
  const isWords = isOwners || type === 'consent.disputed' || type === 'consent.dispute_ended';
  if (asker.kind === 'person' && heldOver(asker, row.performer).length > 0) return isWords;
  return isOwners && isOf(asker, row.organization);
}

function bundled(
  entry: StoredEntry,
  log: BundledEntry['log'],
  isRead: boolean,
  erasedAt: string | undefined,
): BundledEntry {
  const { personal, personalSalt } = entry;
  const { personalDigest, ...shown } = { ...shownEntry(entry), log };
  // What was erased is known by its digest to everybody.
  return isRead && personalSalt !== null
    ? { ...shown, personal, personalSalt }
    : { ...shown, personalDigest, ...(erasedAt !== undefined && { erasedAt }) };
}
