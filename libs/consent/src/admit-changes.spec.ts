import { describe, expect, it } from '@jest/globals';
import { NAMES } from '../../../test/support/any-terms.js';
import { consent, permission } from '../../../test/support/consents.js';
import { admit } from './admit.js';
import type { Command, History, SignCommand } from './admit-commands.js';
import type { RequestRecord } from './admit-facts.js';
import type { ConsentEvent, ConsentRecord } from './records.js';
import { render } from './render.js';
import { stateOf } from './state.js';
import type { Terms } from './types.js';

const AT = '2026-11-23T14:00:00.000Z';
const BEFORE = '2026-11-20T14:00:00.000Z';
const TERMS = consent({}).terms;
const VAGUE: Terms = { ...TERMS, description: 'Any and all media, in perpetuity.' };

function request(stated: Partial<RequestRecord>): RequestRecord {
  const ids = { id: 'req_1', production: 'prod_harbor_s1', performer: 'perf_1', consent: null };
  return { ...ids, version: 2, state: 'sent', terms: TERMS, respondBy: null, ...stated };
}

function ask(command: Command, given: Partial<History>) {
  return admit(command, { at: AT, request: null, consent: null, names: NAMES, ...given });
}

function admitted(command: Command, given: Partial<History>) {
  const answer = ask(command, given);
  if (answer.kind === 'refused') throw new Error(`refused: ${answer.code}`);
  return answer;
}

function refusal(command: Command, given: Partial<History>) {
  const answer = ask(command, given);
  return answer.kind === 'refused' ? [answer.code, answer.detail] : [answer.kind];
}

function withEvents(...events: readonly ConsentEvent[]): ConsentRecord {
  return consent({ events });
}

const disputed = (dispute: string, version = 2): ConsentEvent => ({ kind: 'disputed', version, at: BEFORE, dispute });
const ENDS: Readonly<Record<string, ConsentEvent>> = {
  revoked: { kind: 'revoked', version: 2, at: BEFORE, effectiveAt: BEFORE },
  superseded: { kind: 'superseded', version: 2, at: BEFORE, by: 'cons_2' },
};
const WITHDRAWN: ConsentEvent = {
  ...{ kind: 'withdrawn', version: 2, at: BEFORE, effectiveAt: BEFORE, scope: null, worksMadeBefore: 'stop' },
};
const REFS = { consent: 'cons_1', request: 'req_of_cons_1', production: 'prod_harbor_s1' };

describe('a dispute', () => {
  const open: Command = { kind: 'consent.dispute', dispute: 'dsp_1' };
  const end: Command = { kind: 'consent.end_dispute', dispute: 'dsp_1' };

  it('R-12 is recorded, and the consent is disputed until this very dispute has ended', () => {
    const opened = admitted(open, { consent: consent({}) });
    expect(opened.facts).toEqual([
      { type: 'consent.disputed', refs: REFS, evidence: { version: 2, dispute: 'dsp_1' } },
    ]);
    const second = admitted({ ...open, dispute: 'dsp_2', union: 'org_1' }, { consent: opened.consent });
    expect(second.consent?.events.map((event) => 'union' in event && event.union)).toEqual([false, 'org_1']);
    const ended = admitted(end, { consent: second.consent });
    expect(ended.facts).toEqual([
      { type: 'consent.dispute_ended', refs: REFS, evidence: { version: 4, dispute: 'dsp_1' } },
    ]);
    const over = admitted({ ...end, dispute: 'dsp_2' }, { consent: ended.consent });
    const states = [opened, second, ended, over].map((each) => each.consent && stateOf(each.consent, AT));
    expect(states).toEqual(['disputed', 'disputed', 'disputed', 'given']);
  });

  it('is refused where nothing is in force, where it is known, and where there are as many as may be', () => {
    expect(refusal(open, {})).toEqual(['consent_unknown', undefined]);
    for (const [state, event] of Object.entries(ENDS))
      expect(refusal(open, { consent: withEvents(event) })).toEqual(['consent_ended', { state }]);
    expect(refusal(open, { consent: withEvents(WITHDRAWN) })).toEqual(['consent_already_withdrawn', undefined]);
    expect(refusal(open, { consent: consent({}), at: '2028-02-01T00:00:00.000Z' })).toEqual([
      ...['consent_ended', { state: 'expired' }],
    ]);
    expect(refusal(open, { consent: withEvents(disputed('dsp_1')) })[0]).toBe('dispute_exists');
    const many = Array.from({ length: 16 }, (_, index) => disputed(`dsp_${index + 2}`, index + 2));
    expect(refusal(open, { consent: withEvents(...many) })[0]).toBe('disputes_too_many');
    expect(refusal(open, { consent: withEvents(...many.slice(1)) })[0]).toBe('admitted');
  });

  it('is ended once, whatever has become of the consent', () => {
    expect(refusal(end, { consent: consent({}) })[0]).toBe('dispute_unknown');
    const ended: ConsentEvent = { kind: 'dispute_ended', version: 3, at: BEFORE, dispute: 'dsp_1' };
    expect(refusal(end, { consent: withEvents(disputed('dsp_1'), ended) })[0]).toBe('dispute_over');
    for (const event of Object.values(ENDS)) {
      const record = withEvents(disputed('dsp_1'), { ...event, version: 3 });
      expect(admitted(end, { consent: record }).consent?.version).toBe(4);
    }
  });

  it('takes nothing: a withdrawal of what is disputed stops what it names', () => {
    const asked: ConsentEvent = { kind: 'withdrawal_asked', version: 3, at: BEFORE, scope: { territory: ['FR'] } };
    const record = withEvents(disputed('dsp_1'), asked);
    const bound = { ...record, terms: { ...TERMS, revocation: { ...TERMS.revocation, right: 'none' as const } } };
    expect(admitted({ kind: 'consent.withdraw', scope: null }, { consent: bound }).effect?.kind).toBe('asked');
  });
});

describe('an end by the other party', () => {
  it('R-02 is a fact of its own, told apart from a withdrawal', () => {
    const { facts, consent: after } = admitted({ kind: 'consent.revoke' }, { consent: withEvents(disputed('dsp_1')) });
    expect(facts).toEqual([{ type: 'consent.revoked', refs: REFS, evidence: { version: 3, effectiveAt: AT } }]);
    expect(after && stateOf(after, AT)).toBe('revoked');
    expect(after && stateOf(after, '2026-11-23T13:59:59.999Z')).toBe('disputed');
  });

  it('is refused where nothing is left, and leaves nothing to withdraw', () => {
    for (const kind of ['consent.revoke', 'consent.withdraw'] as const) {
      const command: Command = kind === 'consent.revoke' ? { kind } : { kind, scope: null };
      expect(refusal(command, {})[0]).toBe('consent_unknown');
      for (const [state, event] of Object.entries(ENDS))
        expect(refusal(command, { consent: withEvents(event) })).toEqual(['consent_ended', { state }]);
      expect(refusal(command, { consent: withEvents(WITHDRAWN) })[0]).toBe('consent_already_withdrawn');
    }
  });
});

/** Her yes to what supersedes an older consent, in the words that say so. */
function signing(replaced: ConsentRecord, stated: Partial<SignCommand> = {}): SignCommand {
  const { clauses, hash } = render(TERMS, 'en', { ...NAMES, replaces: replaced.givenAt });
  return {
    ...{ kind: 'request.sign', consent: 'cons_2', requestVersion: 2, textHash: hash, locale: 'en' },
    ...{ typedName: 'Mara Velloso', electronicBusiness: true, method: 'email_code', capacity: 'self' },
    clauses: clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true })),
    ...stated,
  };
}

describe('a request that supersedes a consent', () => {
  const create: Command = {
    ...{ kind: 'request.create', request: 'req_1', production: 'prod_harbor_s1', performer: 'perf_1', terms: TERMS },
    supersedes: 'cons_1',
  };

  it('R-10 is signed in words that say so, and its signature ends the older consent', () => {
    const old = consent({});
    expect(admitted(create, { superseded: old }).request?.supersedes).toBe('cons_1');
    const sent = request({ supersedes: 'cons_1' });
    const { facts, consent: given, superseded } = admitted(signing(old), { request: sent, superseded: old });
    expect(facts.map(({ type, refs }) => [type, 'consent' in refs && refs.consent])).toEqual([
      ['consent.given', 'cons_2'],
      ['consent.superseded', 'cons_1'],
    ]);
    expect(facts[1]?.evidence).toEqual({ version: 2, by: 'cons_2' });
    expect(facts[0]?.evidence).toMatchObject({
      supersedes: 'cons_1',
      text: expect.stringContaining(
        'This takes the place of all that you signed on 31 August 2026, 17:00, Los Angeles time.',
      ),
    });
    expect(given).toMatchObject({ id: 'cons_2', version: 1, supersedes: 'cons_1' });
    expect(superseded && stateOf(superseded, AT)).toBe('superseded');
  });

  it('is refused where the older one is unknown, or was superseded before', () => {
    const gone = withEvents(ENDS['superseded']!);
    expect(refusal(create, {})[0]).toBe('supersedes_unknown');
    expect(refusal(create, { superseded: consent({ id: 'cons_9' }) })[0]).toBe('supersedes_unknown');
    expect(refusal(create, { superseded: gone })[0]).toBe('superseded_already');
    const sent = request({ supersedes: 'cons_1' });
    expect(refusal(signing(gone), { request: sent, superseded: gone })[0]).toBe('superseded_already');
    expect(refusal(signing(gone), { request: sent })[0]).toBe('supersedes_unknown');
  });

  it('may renew what was withdrawn, revoked or has run out', () => {
    for (const event of [WITHDRAWN, ENDS['revoked']!])
      expect(admitted(create, { superseded: withEvents(event) }).facts).toHaveLength(1);
    const old = consent({ permissions: [permission({ until: BEFORE })] });
    expect(admitted(create, { superseded: old }).facts).toHaveLength(1);
  });

  it('cannot be signed in words that leave it out', () => {
    const { hash } = render(TERMS, 'en', NAMES);
    const old = consent({});
    const sent = request({ supersedes: 'cons_1' });
    expect(refusal(signing(old, { textHash: hash }), { request: sent, superseded: old })[0]).toBe('text_changed');
  });
});

describe('a description that reads like boilerplate', () => {
  it('V-03 is not sent until a person has found it specific, and the consent keeps what she found', () => {
    const draft = request({ state: 'draft', version: 1, terms: VAGUE });
    expect(refusal({ kind: 'request.send' }, { request: draft })).toEqual([
      'description_vague',
      { phrases: ['any and all media', 'in perpetuity'] },
    ]);
    const { facts, request: sent } = admitted(
      { kind: 'request.send', descriptionReview: 'specific' },
      { request: draft },
    );
    expect(facts[0]?.evidence).toEqual({ terms: VAGUE, respondBy: null, descriptionReview: 'specific' });
    expect(sent?.descriptionReview).toBe('specific');
    const { clauses } = render(VAGUE, 'en', NAMES);
    const yes = clauses.map(({ id, textHash }) => ({ id, textHash, confirmed: true }));
    const { textHash: _, ...rest } = signing(consent({}), { clauses: yes });
    const { consent: given } = admitted(rest, { request: sent });
    expect(given?.descriptionReview).toBe('specific');
  });

  it('V-03 is looked at again when a counter is accepted, or other terms are sent', () => {
    const reviewed = request({ terms: VAGUE, descriptionReview: 'specific' });
    const countered = admitted({ kind: 'request.counter', terms: VAGUE }, { request: reviewed }).request;
    expect(countered).not.toHaveProperty('descriptionReview');
    expect(refusal({ kind: 'request.send' }, { request: countered })[0]).toBe('description_vague');
    const { request: resent } = admitted({ kind: 'request.send', terms: TERMS }, { request: countered });
    expect(resent).not.toHaveProperty('descriptionReview');
  });
});

describe('a representative', () => {
  it('V-09 is recorded with the authority that is named; whether it is enough is not decided here', () => {
    const command = signing(consent({}), { capacity: 'guardian', authority: 'aut_1' });
    const { textHash: _, ...rest } = command;
    const signers = { isMinor: true, hasDied: false, guardians: ['aut_1'], ended: [] };
    const { facts, consent: given } = admitted(rest, { request: request({}), signers });
    expect(facts[0]?.evidence).toMatchObject({ signature: { capacity: 'guardian' }, authority: 'aut_1' });
    expect(given).toMatchObject({ signature: { capacity: 'guardian' }, authority: 'aut_1' });
  });
});
