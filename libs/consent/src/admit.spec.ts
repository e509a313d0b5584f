import { describe, expect, it } from '@jest/globals';
import { NAMES } from '../../../test/support/any-terms.js';
import { consent, permission } from '../../../test/support/consents.js';
import { admit, requestStateOf } from './admit.js';
import type { Command, History, SignCommand } from './admit-commands.js';
import { applyConsentFact, applyRequestFact } from './admit-facts.js';
import type { RequestRecord } from './admit-facts.js';
import { REFUSALS } from './admit-refusals.js';
import { render } from './render.js';
import type { Terms } from './types.js';

const AT = '2026-11-23T14:00:00.000Z';
const LATER = '2026-12-01T09:00:00.000Z';
const TERMS: Terms = consent({ permissions: [permission({}), permission({ act: ['alter.visual_dub'] })] }).terms;
const NARROWER: Terms = { ...TERMS, permissions: TERMS.permissions.slice(0, 1) };

function request(stated: Partial<RequestRecord>): RequestRecord {
  const ids = { id: 'req_1', production: 'prod_harbor_s1', performer: 'perf_1', consent: null };
  return { ...ids, version: 2, state: 'sent', terms: TERMS, respondBy: null, ...stated };
}

function history(stated: Partial<History>): History {
  return { at: AT, request: null, consent: null, names: NAMES, ...stated };
}

/** Her yes to all that was shown, with what a test changes about it. */
function signing(stated: Partial<SignCommand>, terms = TERMS): SignCommand {
  const { clauses, hash } = render(terms, 'en', NAMES);
  return {
    kind: 'request.sign',
    consent: 'cons_1',
    requestVersion: 2,
    clauses: clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
    textHash: hash,
    typedName: 'Mara Velloso',
    electronicBusiness: true,
    method: 'email_code',
    capacity: 'self',
    locale: 'en',
    ...stated,
  };
}

function admitted(command: Command, given: Partial<History>) {
  const answer = admit(command, history(given));
  if (answer.kind === 'refused') throw new Error(`refused: ${answer.code}`);
  return answer;
}

function refusal(command: Command, given: Partial<History>) {
  const answer = admit(command, history(given));
  return answer.kind === 'refused' ? answer.code : answer.kind;
}

describe('the life of a request', () => {
  const create: Command = {
    kind: 'request.create',
    request: 'req_1',
    production: 'prod_harbor_s1',
    performer: 'perf_1',
    terms: TERMS,
  };

  it('goes from a draft over a counter to a signature', () => {
    const drafted = admitted(create, {}).request;
    const sent = admitted({ kind: 'request.send', respondBy: LATER }, { request: drafted }).request;
    const countered = admitted({ kind: 'request.counter', terms: NARROWER }, { request: sent }).request;
    const accepted = admitted({ kind: 'request.send' }, { request: countered }).request;
    const signed = admitted(signing({ requestVersion: 4 }, NARROWER), { request: accepted });
    expect([drafted, sent, countered, accepted, signed.request].map((each) => each?.state)).toEqual([
      'draft',
      'sent',
      'countered',
      'sent',
      'signed',
    ]);
    expect(accepted?.terms).toEqual(NARROWER);
    expect(signed.request).toMatchObject({ version: 5, respondBy: LATER, consent: 'cons_1' });
    expect(signed.consent).toEqual({
      ...{ id: 'cons_1', version: 1, request: 'req_1', production: 'prod_harbor_s1', terms: NARROWER },
      ...{ signature: { method: 'email_code', capacity: 'self', level: 'simple' }, givenAt: AT, events: [] },
    });
  });

  it('may be sent again with other terms after a counter', () => {
    const countered = request({ state: 'countered', terms: NARROWER });
    expect(admitted({ kind: 'request.send', terms: TERMS }, { request: countered }).request?.terms).toBe(TERMS);
  });

  it('lapses at the instant to answer by, and then nothing can be done with it', () => {
    const waiting = request({ respondBy: LATER });
    expect(requestStateOf(waiting, AT)).toBe('sent');
    expect(requestStateOf(waiting, LATER)).toBe('lapsed');
    expect(requestStateOf(request({ state: 'signed', respondBy: LATER }), LATER)).toBe('signed');
    for (const kind of ['request.send', 'request.decline', 'request.withdraw'] as const)
      expect(refusal({ kind }, { request: waiting, at: LATER })).toBe('lapsed');
    expect(refusal(signing({}), { request: waiting, at: LATER })).toBe('lapsed');
  });

  it('is refused what its state, its version or its date does not allow', () => {
    const counter = { kind: 'request.counter', terms: NARROWER } as const;
    expect(refusal(create, { request: request({}) })).toBe('request_exists');
    expect(refusal({ ...create, respondBy: AT }, {})).toBe('respond_by_past');
    expect(refusal({ kind: 'request.send' }, {})).toBe('request_unknown');
    expect(refusal({ kind: 'request.send' }, { request: request({}) })).toBe('request_not_open');
    expect(refusal({ kind: 'request.send', respondBy: AT }, { request: request({ state: 'draft' }) })).toBe(
      'respond_by_past',
    );
    expect(refusal(counter, { request: request({ state: 'draft' }) })).toBe('request_not_open');
    expect(refusal({ ...counter, requestVersion: 1 }, { request: request({}) })).toBe('request_version_changed');
    expect(refusal(signing({}), { request: request({ state: 'countered' }) })).toBe('request_not_open');
    for (const state of ['signed', 'declined', 'withdrawn'] as const)
      expect(refusal({ kind: 'request.decline' }, { request: request({ state }) })).toBe('request_not_open');
  });
});

describe('a signature', () => {
  it('records the words that were shown, and no name', () => {
    const { facts } = admitted(signing({}), { request: request({}) });
    const shown = render(TERMS, 'en', NAMES);
    expect(facts).toEqual([
      {
        type: 'consent.given',
        refs: { request: 'req_1', production: 'prod_harbor_s1', performer: 'perf_1', consent: 'cons_1' },
        evidence: {
          ...{ requestVersion: 2, terms: TERMS, locale: 'en', text: shown.text, textHash: shown.hash },
          clauses: shown.clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
          ...{ signature: { method: 'email_code', capacity: 'self', level: 'simple' }, electronicBusiness: true },
        },
      },
    ]);
    expect(JSON.stringify(facts)).not.toContain('Mara');
  });

  it('needs each clause confirmed apart, in the words that were shown', () => {
    const [first, second] = signing({}).clauses;
    const sign = (clauses: SignCommand['clauses']) => refusal(signing({ clauses }), { request: request({}) });
    expect(sign([first!])).toBe('clause_not_confirmed');
    expect(sign([first!, { ...second!, confirmed: false }])).toBe('clause_not_confirmed');
    expect(sign([first!, { ...second!, textHash: first!.textHash }])).toBe('clause_text_changed');
    expect(sign([first!, second!, { ...second!, id: 'may-9' }])).toBe('clause_unknown');
    expect(sign([first!, first!, second!])).toBe('clause_unknown');
  });

  it('needs a name, the agreement to sign electronically, the right version and the right words', () => {
    const sign = (stated: Partial<SignCommand>) => refusal(signing(stated), { request: request({}) });
    expect(sign({ typedName: ' ' })).toBe('name_missing');
    expect(sign({ electronicBusiness: false })).toBe('electronic_business_missing');
    expect(sign({ requestVersion: 1 })).toBe('request_version_changed');
    expect(sign({ textHash: '0'.repeat(64) })).toBe('text_changed');
    expect(sign({ locale: 'tlh' })).toBe('words_missing');
  });

  it('is not taken for words that changed because a title did', () => {
    const productions = { ...NAMES.productions, prod_harbor_s1: 'Harbour, season 1' };
    expect(refusal(signing({}), { request: request({}), names: { ...NAMES, productions } })).toBe(
      'clause_text_changed',
    );
  });

  it('is not taken for terms that have no words, or whose time is over', () => {
    const given = { request: request({}), names: { ...NAMES, productions: {} } };
    expect(refusal(signing({}), given)).toBe('words_missing');
    expect(refusal(signing({}), { request: request({}), at: '2028-01-01T00:00:00.000Z' })).toBe('terms_over');
  });
});

describe('signatures of several', () => {
  const BOTH: Terms = { ...TERMS, formalities: { signatures: ['production'] } };
  const hers = (stated: Partial<SignCommand> = {}) => signing(stated, BOTH);
  const theirs = () => signing({ capacity: 'production', organization: 'org_1' }, BOTH);

  it('count for the very words that are shown: once a title has changed she signs again, and nobody is stuck', () => {
    const sent = admitted(hers(), { request: request({ terms: BOTH }) }).request;
    const names = { ...NAMES, productions: { ...NAMES.productions, prod_harbor_s1: 'Harbour, season 1' } };
    const { clauses, hash } = render(BOTH, 'en', names);
    const said = {
      clauses: clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
      textHash: hash,
    };
    const countersigned = admitted({ ...theirs(), ...said }, { request: sent, names });
    expect([countersigned.consent, countersigned.request?.cosigned?.length]).toEqual([null, 2]);
    const again = admitted({ ...hers(), ...said }, { request: countersigned.request, names });
    expect(again.facts).toMatchObject([
      { type: 'consent.given', evidence: { textHash: hash, cosigned: [{ capacity: 'production', textHash: hash }] } },
    ]);
    // In the words that she signed it is one at once.
    expect(admitted(theirs(), { request: sent }).consent).not.toBeNull();
    expect(refusal(hers(), { request: sent })).toBe('cosigned_already');
  });

  it('are hers by whoever signs for her now: her guardians, her estate, and nobody under a paper that has ended', () => {
    const asked = request({ terms: BOTH });
    const as = { isMinor: false, hasDied: false, guardians: [], ended: [] };
    const agents = hers({ capacity: 'agent', authority: 'auth_1' });
    const signed = admitted(agents, { request: asked, signers: as }).request;
    const done = (signers: History['signers']) => admitted(theirs(), { request: signed, signers: signers! }).consent;
    expect(done(as)?.signature.capacity).toBe('agent');
    for (const changed of [
      { ...as, ended: ['auth_1'] },
      { ...as, hasDied: true },
      { ...as, isMinor: true },
      { ...as, isMinor: true, guardians: ['auth_2'] },
    ])
      expect(done(changed)).toBeNull();
    const estates = hers({ capacity: 'estate', authority: 'auth_3' });
    const died = { ...as, hasDied: true };
    const theirsFirst = admitted(theirs(), { request: asked, signers: died }).request;
    expect(admitted(estates, { request: theirsFirst, signers: died }).consent?.signature.capacity).toBe('estate');
  });
});

describe('a withdrawal', () => {
  it('records its scope, when it takes effect and what works made before may do', () => {
    const scope = { language: ['es-MX'] };
    const { facts, consent: after, effect } = admitted({ kind: 'consent.withdraw', scope }, { consent: consent({}) });
    expect(facts).toEqual([
      {
        type: 'consent.withdrawn',
        refs: { consent: 'cons_1', request: 'req_of_cons_1', production: 'prod_harbor_s1' },
        evidence: { version: 2, scope, effectiveAt: AT, worksMadeBefore: 'stop' },
      },
    ]);
    expect(after?.events).toEqual([
      { kind: 'withdrawn', at: AT, version: 2, scope, effectiveAt: AT, worksMadeBefore: 'stop' },
    ]);
    expect(effect?.state).toBe('narrowed');
  });

  it('of a scope without a dimension is of all of it', () => {
    const { facts } = admitted({ kind: 'consent.withdraw', scope: {} }, { consent: consent({}) });
    expect(facts[0]?.evidence).toMatchObject({ scope: null });
  });

  it('is refused for another version than the one that was looked at, and for no consent', () => {
    const command = { kind: 'consent.withdraw', scope: null, expectedVersion: 7 } as const;
    expect(refusal(command, { consent: consent({}) })).toBe('consent_version_changed');
    expect(refusal(command, {})).toBe('consent_unknown');
  });
});

describe('the fold', () => {
  const refs = { request: 'req_1', production: 'prod_1', performer: 'perf_1' };

  it('stops at facts that cannot follow each other', () => {
    const withdrawal = {
      type: 'consent.withdrawn',
      refs: { consent: 'cons_1', request: 'req_1', production: 'prod_1' },
      evidence: { version: 3, scope: null, effectiveAt: AT, worksMadeBefore: 'stop' },
    } as const;
    const created = { type: 'request.created', refs, evidence: { terms: TERMS, respondBy: null } } as const;
    expect(() => applyRequestFact(null, { type: 'request.declined', refs, evidence: {} })).toThrow(
      'before its creation',
    );
    expect(() => applyRequestFact(request({}), created)).toThrow('created twice');
    expect(() => applyConsentFact(null, withdrawal, AT)).toThrow('before it was given');
    expect(() => applyConsentFact(consent({}), withdrawal, AT)).toThrow('gap in its versions');
  });
});

it('every refusal has one sentence, in the style of messages', () => {
  for (const sentence of Object.values(REFUSALS)) expect(sentence).toMatch(/^[a-z].*[^.]$/);
});
