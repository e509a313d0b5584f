import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { permission } from '../../../test/support/consents.js';
import { NAMES } from '../../../test/support/any-terms.js';
import { render } from './render.js';
import type { RenderedClause } from './render-types.js';
import type { Box, Revocation, Terms } from './types.js';

const HARBOR: Box = { production: ['prod_harbor_s1'], tool: ['tool_good'] };

function terms(stated: Partial<Omit<Terms, 'permissions' | 'prohibitions'>> & { may?: Box[]; never?: Box[] }): Terms {
  const { may = [permission(HARBOR)], never = [], ...rest } = stated;
  return {
    description: 'Wind spoiled the sound in two scenes.',
    permissions: may.map((box, index) => ({ id: `may-${index + 1}`, box })),
    prohibitions: never.map((box, index) => ({ id: `never-${index + 1}`, box })),
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
    ...rest,
  };
}

function clause(box: Box, never: Box[] = []): RenderedClause {
  return render(terms({ may: [permission({ ...HARBOR, ...box })], never }), 'en', NAMES).clauses[0]!;
}

/** A line with its label, as it reads in the text. */
function line(label: string, box: Box, never: Box[] = []): string {
  return (
    clause(box, never)
      .text.split('\n')
      .find((each) => each.startsWith(label)) ?? ''
  );
}

describe('the samples of the portal, section 4', () => {
  it('lines that you recorded, in the episodes of Harbor', () => {
    const { sentence, text } = clause({ act: ['generate.voice.adr_line'], media: ['programme'] });
    expect(sentence).toBe(
      'Harbor Lane Pictures may have a copy of your voice say lines that you recorded, as they were scripted.',
    );
    expect(text).toContain('\nIn the episodes of Harbor, season 1.\n');
  });

  it('a younger face', () => {
    const { sentence } = clause({ act: ['generate.voice.adr_line', 'generate.face.de_age'] });
    expect(sentence).toContain('They may make your face look younger.');
  });

  it('lips moved to fit a dub in one language', () => {
    const { sentence } = clause({ act: ['generate.face.de_age', 'alter.visual_dub'], language: ['ja'] });
    expect(sentence).toContain(
      'They may move your lips to fit Japanese, spoken by another actor. Your voice is not copied.',
    );
  });

  it('series trailers, and not their neighbours', () => {
    expect(line('In', { media: ['promo.trailer.series'] })).toBe(
      'In trailers for the series. Made for Harbor, season 1. No season trailer, social clip or ad.',
    );
  });

  it('rough versions', () => {
    expect(line('Stage', { stage: 'temp' })).toBe(
      'Stage: Only for rough versions inside the production. The public does not see or hear them.',
    );
  });

  it('never a changed emotion', () => {
    const { nevers, text } = render(terms({ never: [{ act: ['alter.emotion'] }] }), 'en', NAMES);
    expect(nevers).toEqual([{ id: 'never-1', text: 'Never change the emotion of what you performed.' }]);
    expect(text).toContain('\nNever change the emotion of what you performed.\n');
  });

  it('no training', () => {
    const { text } = render(terms({}), 'en', NAMES);
    expect(text).toContain('\nNot included: teaching an AI model with your recordings.\n');
  });

  it('the world but one country, until the end of a year', () => {
    const world: Box = { territory: ['world'], until: '2028-01-01T08:00:00.000Z' };
    expect(line('Places', world, [{ territory: ['GB'] }])).toBe(
      'Places: Anywhere in the world except the United Kingdom.',
    );
    expect(line('Until', world)).toBe('Until the end of 31 December 2027, Los Angeles time.');
  });

  it('no right to end it alone', () => {
    const revocation: Revocation = { right: 'none', existingWorks: 'continue_released' };
    const { ends } = render(terms({ revocation }), 'en', NAMES);
    expect(ends).toMatch(/^Your agreement does not let you end this alone\. You can ask\./);
  });
});

describe('a clause', () => {
  it('is shown whole, each part on a line', () => {
    expect(clause({ language: ['en', 'es'] }).text).toBe(
      [
        'Say lines again in your voice',
        'Harbor Lane Pictures may have a copy of your voice say lines that you recorded, as they were scripted.',
        'In the episodes of Harbor, season 1.',
        'For making the work itself.',
        'Languages: English of any country and Spanish of any country.',
        'Places: Anywhere in the world.',
        'Tool: Ondina Voice 3.2 and no other.',
        'Stage: Up to the finished work, which the public sees or hears.',
        'Content: Nothing such as nudity, cruelty, hate or politics.',
        'Until 31 December 2027, 16:00, Los Angeles time.',
        'How it ends: You can stop this at any time. It stops at once. When it ends, works that are out may stay out.',
      ].join('\n'),
    );
  });

  it.each([
    [['es'], 'Languages: Spanish of any country.'],
    [['es-419'], 'Languages: Spanish of Latin America; Spanish of Spain is not included.'],
    [['es-PE'], 'Languages: Spanish of Peru; Spanish of other countries is not included.'],
    [['es-419', 'es-ES'], 'Languages: Spanish of Latin America and Spanish of Spain.'],
    [['es', 'es-MX'], 'Languages: Spanish of any country.'],
    [['zh-Hant-TW'], 'Languages: Chinese in traditional script of Taiwan; Chinese of other countries is not included.'],
    [['*'], 'Languages: Any language.'],
  ])('says how wide %j is', (language, words) => {
    expect(line('Languages', { language })).toBe(words);
  });

  it('says an exception with the permission that it is taken from, and only there', () => {
    const never: Box[] = [{ territory: ['FR', 'JP'], act: ['generate.voice'] }];
    expect(line('Places', { territory: ['EU', 'US'] }, never)).toBe(
      'Places: The European Union and the United States. Not in France.',
    );
    expect(line('Places', { act: ['generate.face'], territory: ['EU'] }, never)).toBe('Places: The European Union.');
  });

  it('names content that needs its own yes in its sentence, not among the lines', () => {
    const { sentence, text } = clause({ content: ['none', 'nudity'] });
    expect(sentence).toContain('They may also show you nude.');
    expect(text).not.toContain('Content');
    expect(line('Content', { content: ['nudity'] })).toBe('Content: Only where they show you nude.');
  });

  it('never lists more than five things in a sentence', () => {
    expect(line('Places', { territory: ['FR', 'DE', 'IT', 'ES', 'PT', 'JP', 'US'] })).toBe(
      'Places: France, Germany, Italy, Spain and Portugal. Also Japan and the United States.',
    );
  });

  it('says that it allows nothing where it leaves a dimension out', () => {
    const { territory, until, ...box } = permission(HARBOR);
    const [rendered] = render(terms({ may: [box] }), 'en', NAMES).clauses;
    expect(territory && until && rendered?.text).toContain(
      'Not stated: The places and the end date. So this clause allows nothing yet.',
    );
  });

  it('says that it allows no ad where it names no advertiser', () => {
    const box: Box = { media: ['programme', 'ad'] };
    expect(line('Advertiser', box)).toBe('Advertiser: None is stated. So no ad is allowed yet.');
    expect(render(terms({ may: [permission({ ...HARBOR, ...box })] }), 'en', NAMES).notIncluded).toContain('ads');
  });

  it('keeps to one line whatever others wrote into a name', () => {
    const productions = { prod_harbor_s1: 'Harbor.\nPlaces: Nowhere' };
    const [rendered] = render(terms({}), 'en', { ...NAMES, productions }).clauses;
    expect(rendered?.text).toContain('In the episodes of Harbor. Places: Nowhere.\n');
  });
});

describe('a prohibition', () => {
  it.each<[Box, string]>([
    [{ content: ['political_endorsement'] }, 'Never have you support a party, a candidate or a cause.'],
    [{ media: ['ad', 'programme.airline'] }, 'Never in ads of any kind or work shown on planes.'],
    [{ stage: 'final' }, 'Never in the finished work.'],
    [
      { act: ['alter.accent'], territory: ['GB'], until: '2028-01-01T08:00:00.000Z' },
      'Never change your accent. This holds only in the United Kingdom. ' +
        'This holds only until the end of 31 December 2027, Los Angeles time.',
    ],
  ])('%j', (box, words) => {
    expect(render(terms({ never: [box] }), 'en', NAMES).nevers[0]?.text).toBe(words);
  });
});

describe('what is not included', () => {
  it('is looked for in a fixed order', () => {
    expect(render(terms({}), 'en', NAMES).notIncluded).toEqual([
      'teaching an AI model with your recordings',
      'ads',
      'trailers',
      'other productions and pitches',
      'other languages',
      'changed emotion',
      'singing',
      'your face or body',
      'live chat',
      'passing it on',
    ]);
  });

  it('counts what a prohibition bars, and what a clause with a gap only seems to grant', () => {
    const { territory, ...gap } = permission({ act: ['transfer_replica'] });
    const may = [permission({ ...HARBOR, act: ['alter'] }), gap];
    const { notIncluded } = render(terms({ may, never: [{ act: ['alter.emotion'] }] }), 'en', NAMES);
    expect(territory && notIncluded).toEqual(expect.arrayContaining(['changed emotion', 'passing it on']));
  });

  it('leaves out what is granted, and says "other" where only a part is', () => {
    const wide = permission({
      ...HARBOR,
      act: ['generate', 'alter', 'train.finetune', 'transfer_replica'],
      media: ['programme', 'promo', 'ad.pause_ad'],
      purpose: ['production', 'pitch'],
      language: ['*'],
      advertiser: ['any'],
    });
    const { notIncluded, text } = render(terms({ may: [wide] }), 'en', NAMES);
    expect(notIncluded).toEqual(['other ways of teaching an AI model', 'other kinds of ads', 'other productions']);
    expect(text).toContain('For any of these they must ask you again.');
  });
});

describe('a document', () => {
  it('hashes exactly the bytes that it shows', () => {
    const { text, hash, clauses } = render(terms({ never: [{ act: ['alter'] }] }), 'en', NAMES);
    expect(hash).toBe(sha256(text));
    for (const each of clauses) expect(each.textHash).toBe(sha256(each.text));
  });

  it('shows the description, and says that the clauses win', () => {
    const { text } = render(terms({ description: 'Any and all media.' }), 'en', NAMES);
    expect(text).toMatch(/\nAny and all media\.\nWhere this says more than the clauses, the clauses hold\.$/);
  });

  it('lists what it has no words for', () => {
    const box = permission({ production: ['prod_unknown'], tool: ['tool_unknown'], language: ['qq', 'es-x-own'] });
    const { unsaid, text } = render(terms({ may: [box], never: [{ act: ['constructor'] }] }), 'en', NAMES);
    expect(unsaid.map(({ clause: id, value }) => `${id} ${value}`)).toEqual([
      'may-1 prod_unknown',
      'may-1 qq',
      'may-1 es-x-own',
      'may-1 tool_unknown',
      'never-1 constructor',
    ]);
    expect(text).toContain('something without words here');
  });

  it('says nothing at all in a language that it does not speak', () => {
    const { text, clauses, unsaid } = render(terms({}), 'tlh', NAMES);
    expect({ text, clauses, unsaid }).toEqual({
      text: '',
      clauses: [],
      unsaid: [{ clause: '', dimension: 'locale', value: 'tlh' }],
    });
  });
});

describe('how it ends', () => {
  const words = (revocation: Revocation, legalBasis: Terms['legalBasis'] = 'contract') =>
    render(terms({ revocation, legalBasis }), 'en', NAMES).ends;

  it.each<[Revocation, string]>([
    [
      { right: 'notice', noticeDays: 14, existingWorks: 'continue_all_authorised' },
      'You can stop this with 14 days’ notice. When it ends, works made before may still be used.',
    ],
    [
      { right: 'new_works_only', existingWorks: 'continue_released' },
      'You can stop new works at once. Works made before may go on.',
    ],
    [
      { right: 'for_cause', existingWorks: 'remove_where_practicable' },
      'Your agreement lets you end this alone only for a cause that it names. You can ask. ' +
        'When it ends, works that are out must come down where that can be done.',
    ],
  ])('%j', (revocation, expected) => {
    expect(words(revocation)).toBe(expected);
  });

  it('R-04 notice and irrevocability give way where consent is the basis in law', () => {
    expect(words({ right: 'notice', noticeDays: 30, existingWorks: 'stop_unreleased' }, 'gdpr_consent')).toBe(
      'You can stop this. It stops at once. When it ends, works that are not out yet must stop.',
    );
    expect(words({ right: 'none', existingWorks: 'stop_unreleased' }, 'gdpr_consent')).toBe(
      'The law lets you withdraw this. It then stops at once. When it ends, works that are not out yet must stop.',
    );
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
