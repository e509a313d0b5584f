import { describe, expect, it } from '@jest/globals';
import { boilerplateIn, readsLikeBoilerplate } from './boilerplate.js';

describe('boilerplateIn, V-03', () => {
  it.each<[string, readonly string[]]>([
    [
      'Any and all media, now known or hereafter devised, throughout the universe, in perpetuity.',
      [...['any and all media', 'now known or hereafter devised', 'throughout the universe', 'in perpetuity']],
    ],
    ['Your voice may be used for any purpose whatsoever.', ['any purpose whatsoever']],
    ['Your likeness for ALL  PURPOSES\nof the company.', ['all purposes']],
    ['The voice in all forms of media that we like.', ['all forms of media']],
    ['A copy of your face, without limitation.', ['without limitation']],
    ['A copy of you, whether now or hereafter known.', ['whether now or hereafter known']],
    [
      'Su voz en cualquier medio conocido o por conocer, a perpetuidad.',
      [...['cualquier medio', 'conocido o por conocer', 'a perpetuidad']],
    ],
    ['Su imagen en todos los medios y para todos los fines.', ['todos los medios', 'todos los fines']],
    [
      'Su voz, para cualquier propósito, sin limitación, en todo el universo.',
      [...['cualquier proposito', 'sin limitacion', 'en todo el universo']],
    ],
    ['In perpetuity, and once more in perpetuity.', ['in perpetuity']],
  ])('finds the phrases of %j', (description, phrases) => {
    expect(boilerplateIn(description)).toEqual(phrases);
  });

  it('tells of what was signed whether it reads like boilerplate; a short text was looked at before', () => {
    expect(readsLikeBoilerplate('A copy of your voice, in perpetuity.')).toBe(true);
    expect(readsLikeBoilerplate('  ')).toBe(true);
    expect(readsLikeBoilerplate('ADR lines')).toBe(false);
  });

  it.each(['ADR', 'Your voice, please', ' As agreed. ', '声', 'Wie vereinbart'])(
    'finds that %j says nothing',
    (description) => {
      expect(boilerplateIn(description)).toEqual([description.trim()]);
    },
  );

  it.each([
    'Two ADR lines for the season trailer',
    'Lines of Harbor that you recorded, said again by a copy of your voice.',
    'A copy of your voice for replacement lines, and a younger face, in season 1 of Harbor and its trailers.',
    'Your face made to look as it did in 1998, in the scenes of Harbor that are set then.',
    'Your German voice for this film, and a copy of it for dubbed lines.',
    'Wind spoiled the sound in two scenes.',
    'Líneas de la primera temporada, en español.',
    '第一シーズンの台詞をあなたの声の複製で',
    'The intermediate media team mends all lines of episode four.',
    'Less than they asked.',
  ])('leaves %j alone', (description) => {
    expect(boilerplateIn(description)).toEqual([]);
  });
});
