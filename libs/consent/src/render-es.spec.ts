/** The Spanish samples of the portal, section 4, and what Spanish asks of sentences that English does not. */
import { describe, expect, it } from '@jest/globals';
import { NAMES } from '../../../test/support/any-terms.js';
import { permission } from '../../../test/support/consents.js';
import { render } from './render.js';
import type { RenderedTerms } from './render-types.js';
import type { Box, Revocation, Terms } from './types.js';

const IN_SPANISH = {
  ...NAMES,
  productions: { ...NAMES.productions, prod_harbor_s1: 'Harbor, temporada 1' },
};

function rendered({ may = {}, never = [], ...stated }: { may?: Box; never?: Box[] } & Partial<Terms>): RenderedTerms {
  const box = permission({ production: ['prod_harbor_s1'], tool: ['tool_good'], ...may });
  const terms: Terms = {
    description: 'El viento arruinó el sonido.',
    permissions: [{ id: 'may', box }],
    prohibitions: never.map((each, index) => ({ id: `never-${index}`, box: each })),
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: 'contract',
    ...stated,
  };
  return render(terms, 'es', IN_SPANISH);
}

const lineOf = (label: string, given: Parameters<typeof rendered>[0]) =>
  rendered(given)
    .text.split('\n')
    .find((line) => line.startsWith(label));

describe('the samples', () => {
  it.each<[Box, string]>([
    [
      { act: ['generate.voice.adr_line'] },
      'Harbor Lane Pictures puede hacer que la copia de tu voz diga frases que tú grabaste, tal como estaban en el guion.',
    ],
    [{ act: ['generate.voice', 'generate.face.de_age'] }, 'Pueden hacer que tu cara parezca más joven.'],
    [
      { act: ['generate.face.de_age', 'alter.visual_dub'], language: ['ja'] },
      'Pueden mover tus labios para que encajen con el japonés de otro actor. Tu voz no se copia.',
    ],
  ])('%j', (may, words) => {
    expect(rendered({ may }).clauses[0]?.sentence).toContain(words);
  });

  it.each<[string, Box, string]>([
    ['En', { media: ['programme'] }, 'En los episodios de Harbor, temporada 1.'],
    [
      'En tráileres',
      { media: ['promo.trailer.series'] },
      'En tráileres de la serie. Hecho para Harbor, temporada 1. Ningún tráiler de temporada, clip para redes ni anuncio.',
    ],
    [
      'Etapa',
      { stage: 'temp' },
      'Etapa: Solo para versiones de prueba dentro de la producción. El público no las ve ni las oye.',
    ],
    [
      'Hasta',
      { until: '2028-01-01T08:00:00.000Z' },
      'Hasta el final del 31 de diciembre de 2027, hora de Los Ángeles.',
    ],
  ])('%s', (label, may, line) => {
    expect(lineOf(label, { may })).toBe(line);
  });

  it('the world but one country', () => {
    const never = [{ territory: ['GB'] }];
    expect(lineOf('Lugares', { may: { territory: ['world'] }, never })).toBe(
      'Lugares: En todo el mundo menos el Reino Unido.',
    );
  });

  it('never a changed emotion, no training, and no right to end it alone', () => {
    const revocation: Revocation = { right: 'none', existingWorks: 'continue_released' };
    const { text, ends } = rendered({ never: [{ act: ['alter.emotion'] }], revocation });
    expect(text).toContain('\nNunca pueden cambiar la emoción de tu actuación.\n');
    expect(text).toContain('\nNo está incluido: enseñar a un modelo de IA con tus grabaciones.\n');
    expect(ends).toMatch(/^Tu acuerdo no te permite terminar esto por tu cuenta\. Puedes pedirlo\./);
  });
});

describe('Spanish', () => {
  it.each<[Box, string]>([
    [{ territory: ['FR', 'IT'] }, 'Lugares: Francia e Italia.'],
    [{ territory: ['IT', 'FR'] }, 'Lugares: Italia y Francia.'],
    [{ language: ['es-GB'] }, 'Idiomas: Español del Reino Unido; el español de otros países no está incluido.'],
    [{ language: ['es-419'] }, 'Idiomas: Español de América Latina; el español de España no está incluido.'],
    [{ advertiser: ['Larkspur'], media: ['ad'] }, 'Anunciante: Larkspur y ningún otro.'],
    [{ tool: ['tool_good'] }, 'Herramienta: Ondina Voice 3.2 y ninguna otra.'],
  ])('joins %j as it is spoken', (may, line) => {
    expect(rendered({ may }).text).toContain(`\n${line}\n`);
  });

  it('says "u" before an o, and nothing of a deed with where it must not be', () => {
    const never = [{ media: ['ad', 'programme.airline'] }, { stage: 'final' as const }];
    expect(rendered({ never }).nevers.map(({ text }) => text)).toEqual([
      'Nunca en anuncios de todo tipo u obras que se ven en aviones.',
      'Nunca en la obra terminada.',
    ]);
  });

  it('parts thousands by neither point nor comma, which mean each other from one country to the next', () => {
    const pay = { amount: 1_234_500, currency: 'USD' } as const;
    expect(rendered({ pay }).text).toContain('Te pagan 12\u00a0345,00 dólares de Estados Unidos por esto.');
  });

  it('says of several languages that one is another', () => {
    const may: Box = { act: ['alter.visual_dub'], language: ['ja', 'ko'] };
    expect(rendered({ may }).clauses[0]?.sentence).toContain('para que encajen con otro idioma de otro actor');
  });
});
