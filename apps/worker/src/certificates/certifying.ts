/** What a delivery has certified: its entry, as the rows name who and what is in it. */
import { shownEntry } from '#evidence';
import { canonicalJson, toHex, type JsonObject, type JsonValue } from '#ledger';
import { sha256 } from '#sha256';
import type { PerformerRow, RecallAnswer, RecallRecipientRow, RecallRow, Refs, Store, StoredEntry, Tx } from '#store';
import { Undelivered } from '../carrying.js';
import type {
  Certified,
  ConsentContent,
  Content,
  DecisionContent,
  Parties,
  RecallContent,
  Signed,
  WithdrawalContent,
} from './contents.js';
import { reportContent } from './reporting.js';
import { usageContent } from './accounting.js';

/** The content, and what is done with the document. */
export interface Certifying {
  readonly content: Content;
  readonly refs: Partial<Refs>;
  /** Where the performer lives, as was stated last: `US-CA`. */
  readonly residence: string | null;
  /** Who gets a copy by mail, and of which consent; `null` for nobody. */
  readonly email: string | null;
  readonly consent: string | null;
}

type Service = Pick<Certified, 'baseUrl' | 'isDevelopment'>;

/** Reads what the payload of a delivery names. Throws where the entry is not of a kind that is certified. */
export async function contentOf(store: Store, payload: JsonObject, service: Service): Promise<Certifying> {
  const entry = await store.log.entry(textIn(payload, 'entry'));
  if (entry === null) throw new Undelivered('the delivery names no entry', 'never');
  const certified = { ...service, ...certifiedOf(entry) };
  return store.transaction((tx) => {
    switch (entry.type) {
      case 'consent.given':
        return ofConsent(tx, entry, certified);
      case 'consent.withdrawn':
      case 'consent.withdrawal_asked':
        return ofWithdrawal(tx, entry, { certified, payload });
      case 'decision.made':
        return ofDecision(tx, entry, { certified, payload });
      case 'recall.completed':
        return ofRecall(tx, entry, certified);
      case 'report.made':
        return ofReport(tx, entry, certified);
      case 'usage.report_given':
        return ofUsage(tx, entry, certified);
      default:
        throw new Undelivered(`an entry \`${entry.type}\` has no certificate`, 'never');
    }
  });
}

async function ofConsent(tx: Tx, entry: StoredEntry, certified: Certified): Promise<Certifying> {
  const { evidence, refs } = entry;
  const { consent = '' } = refs;
  const signature = objectIn(evidence, 'signature');
  const hers = hersAmong(entry, await tx.entries.signedFor(entry));
  const { parties, since, ...person } = await partiesOf(tx, refs);
  const content: ConsentContent = {
    ...{ ...certified, ...since },
    ...{ kind: 'consent', consent, parties },
    locale: textIn(evidence, 'locale'),
    words: textIn(evidence, 'text'),
    wordsHash: textIn(evidence, 'textHash'),
    clauseCount: listIn(evidence, 'clauses').length,
    signed: { ...signedAs({ ...evidence, ...signature }, hers.at), typedName: typedIn(hers) },
    signedBesides: listIn(evidence, 'cosigned').map((each) => signedAs(each, textIn(each, 'signedAt'))),
  };
  return { content, refs: { consent }, consent, ...person };
}

/**
 * The entry that she signed by: where another signature came last, the consent is of that one's entry, and she signed in one
 * before it. What was typed there, and when, is of whoever made the entry.
 */
function hersAmong(given: StoredEntry, signedFor: readonly StoredEntry[]): StoredEntry {
  const said = (evidence: JsonObject): string => {
    const { requestVersion = null, textHash = null, authority = null } = evidence;
    const { capacity = null } = objectIn(evidence, 'signature');
    return canonicalJson({ requestVersion, textHash, authority, capacity });
  };
  const own = said(given.evidence);
  return signedFor.findLast(({ type, evidence }) => type === 'request.cosigned' && said(evidence) === own) ?? given;
}

/** From before levels were recorded all were mailed codes, and one beside was a guardian's. */
function signedAs(signature: JsonObject, at: string): Signed {
  const said = { capacity: 'guardian', method: 'email_code', level: 'simple', ...signature };
  const [capacity, method, level] = [textIn(said, 'capacity'), textIn(said, 'method'), textIn(said, 'level')];
  return { capacity, method, level, keyHash: keyHashIn(signature), at };
}

function keyHashIn({ passkey }: JsonObject): string | null {
  return isObject(passkey)
    ? toHex(sha256(new Uint8Array(Buffer.from(textIn(passkey, 'publicKey'), 'base64url'))))
    : null;
}

/** Nobody types a name beside a passkey. */
function typedIn({ personal }: StoredEntry): ConsentContent['signed']['typedName'] {
  if (personal === null) return { erased: true };
  return personal['typedName'] === null ? null : textIn(personal, 'typedName');
}

interface Given {
  readonly certified: Certified;
  readonly payload: JsonObject;
}

/** The words are those that were shown as it was confirmed: the entry holds the scope, and they stand in the delivery. */
async function ofWithdrawal(tx: Tx, entry: StoredEntry, { certified, payload }: Given): Promise<Certifying> {
  const { consent = '' } = entry.refs;
  const row = await tx.get('consents', consent);
  const { parties, since, ...hers } = await partiesOf(tx, { performer: row.performer, production: row.production });
  const content: WithdrawalContent = {
    ...{ ...certified, ...since },
    ...{ kind: 'withdrawal', consent, parties },
    isAsked: entry.type === 'consent.withdrawal_asked',
    isWhole: entry.evidence['scope'] === null,
    effect: textsIn(payload, 'effect'),
    stops: textsIn(payload, 'stops'),
    goesOn: textsIn(payload, 'goesOn'),
    told: textsIn(payload, 'told'),
  };
  return { content, refs: { consent }, consent, ...hers };
}

const ANSWERED: Readonly<Record<RecallAnswer, string>> = {
  stopped: 'It has stopped.',
  already_released: 'It was out already.',
  cannot_stop: 'It cannot be stopped.',
};

/** What each said, in their own words, as far as nothing of them is erased. */
async function ofRecall(tx: Tx, { refs }: StoredEntry, certified: Certified): Promise<Certifying> {
  const { recall = '' } = refs;
  const row = await tx.get('recalls', recall);
  const { parties, since, ...hers } = await partiesOf(tx, { performer: row.performer, production: row.production });
  const recipients: RecallContent['recipients'][number][] = [];
  for (const each of await tx.recalls.recipients([recall])) {
    const { name } = await tx.get('organizations', each.organization);
    const stated = each.statedAt === null ? [] : await statedBy(tx, row, each);
    const said = each.answer === null ? [] : [ANSWERED[each.answer], ...(each.words === null ? [] : [each.words])];
    const answeredAt = [each.answeredAt ?? '', each.statedAt ?? ''].sort().at(-1) ?? '';
    recipients.push({ name, answeredAt, statement: [...said, ...stated].join(' ') });
  }
  const content: RecallContent = {
    ...certified,
    ...since,
    kind: 'recall',
    recall,
    parties,
    stops: row.stops,
    recipients,
  };
  // With her it goes once she is erased.
  return { content, refs: { recall, performer: row.performer }, consent: row.consent, ...hers };
}

/** With the signer alone goes what they wrote; that it was stated, and when, stays. */
async function statedBy(
  tx: Tx,
  { performer }: Pick<RecallRow, 'performer'>,
  { statement, signedAs, statedBy: actor }: RecallRecipientRow,
): Promise<string[]> {
  if (statement !== null && signedAs !== null) return [statement, `Signed: ${signedAs}`];
  const refs = { performer, actor: actor ?? '' };
  const erasedAt = await tx.erasures.erasedSince({ type: 'recall.deletion_stated', refs });
  return ['All that must be erased was stated to be.', `Signed: ${nameOf({ name: null, erasedAt })}`];
}

async function ofDecision(tx: Tx, entry: StoredEntry, { certified, payload }: Given): Promise<Certifying> {
  const { evidence, refs } = entry;
  const { decision = '', organization = '', performer, production = '' } = refs;
  const asking = await tx.get('organizations', organization);
  const about = await tx.get('productions', production);
  const reasons = listIn(evidence, 'reasons');
  // To whoever asked about a stranger a profile and an id that nobody has are alike: neither is named.
  const isStranger = reasons.some(({ code }) => code === 'UNKNOWN');
  const hers = performer === undefined || isStranger ? null : await tx.find('performers', performer);
  const name = performer === undefined || isStranger ? performer : nameOf(hers);
  const content: DecisionContent = {
    ...{ ...certified, ...erasedSince(hers) },
    ...{ kind: 'decision', check: decision, outcome: outcomeOf(evidence), validUntil: textIn(evidence, 'validUntil') },
    ...{ askedBy: asking.name, performer: name ?? null, production: about.title },
    use: listIn(payload, 'use').map((line) => ({ label: textIn(line, 'label'), text: textIn(line, 'text') })),
    reasons: reasons.map((reason) => ({
      message: textIn(reason, 'message'),
      rule: textIn(reason, 'rule'),
      source: textIn(reason, 'source'),
    })),
    nearest: textsIn(payload, 'nearest'),
    approvals: textsIn(evidence, 'approvalsMissing'),
    obligations: listIn(evidence, 'obligations').map(
      (each) => `${textIn(each, 'kind')} (${textIn(each, 'rule')}, ${textIn(each, 'source')})`,
    ),
    consents: listIn(evidence, 'reliedOn').map(
      (each) => `${textIn(each, 'consent')} (version ${JSON.stringify(each['version'])})`,
    ),
    policies: textsIn(evidence, 'packs'),
  };
  return { content, refs: { decision }, consent: null, email: null, residence: null };
}

async function ofReport(tx: Tx, { refs }: StoredEntry, certified: Certified): Promise<Certifying> {
  const { report = '' } = refs;
  const content = await reportContent(tx, await tx.get('reports', report), certified);
  return { content, refs: { report }, consent: null, email: null, residence: null };
}

/** With her it goes once she is erased, as it names her. */
async function ofUsage(tx: Tx, { refs }: StoredEntry, certified: Certified): Promise<Certifying> {
  const { usageReport = '', performer } = refs;
  const row = await tx.get('usage_reports', usageReport);
  const { parties, residence } = await partiesOf(tx, row);
  const content = await usageContent(tx, row, { parties, certified });
  const about = { usageReport, ...(performer !== undefined && { performer }) };
  return { content, refs: about, consent: null, email: null, residence };
}

function outcomeOf(evidence: JsonObject): DecisionContent['outcome'] {
  const outcome = evidence['outcome'];
  if (outcome === 'allow' || outcome === 'needs_approval' || outcome === 'deny') return outcome;
  throw new Undelivered('the decision has no outcome', 'never');
}

type Hers = Pick<Certifying, 'email' | 'residence'> & { readonly parties: Parties; readonly since: Since };
type Since = Pick<Certified, 'erasedAt'>;

async function partiesOf(tx: Tx, { performer: id = '', production: node = '' }: Partial<Refs>): Promise<Hers> {
  const performer = await tx.get('performers', id);
  const production = await tx.get('productions', node);
  const producer = await tx.get('organizations', production.organization);
  const residence = performer.record.findLast((each) => each.residence !== undefined)?.residence ?? null;
  const parties = { performer: nameOf(performer), producer: producer.name, production: production.title };
  return { parties, email: performer.email, residence, since: erasedSince(performer) };
}

function erasedSince(performer: Pick<PerformerRow, 'erasedAt'> | null): Since {
  const { erasedAt = null } = performer ?? {};
  return erasedAt === null ? {} : { erasedAt };
}

function nameOf(performer: Pick<PerformerRow, 'name' | 'erasedAt'> | null): string {
  const { name = null, erasedAt = null } = performer ?? {};
  return name ?? (erasedAt === null ? 'Erased person' : `Erased person (erased on ${erasedAt.slice(0, 10)})`);
}

function certifiedOf(entry: StoredEntry): Pick<Certified, 'entry' | 'at' | 'leafHash' | 'record'> {
  const { id, at, leafHash } = entry;
  // The shape that receipts use, so that one verifier reads both.
  const record = canonicalJson({ countersign: 'entry/v1', entry: shownEntry(entry) });
  return { entry: id, at, leafHash: toHex(leafHash), record };
}

function textIn(object: JsonObject, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw new Undelivered(`there is no text \`${name}\``, 'never');
  return value;
}

function objectIn(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  if (!isObject(value)) throw new Undelivered(`there is no object \`${name}\``, 'never');
  return value;
}

function listIn(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name] ?? [];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textsIn(object: JsonObject, name: string): readonly string[] {
  const value = object[name] ?? [];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
