/** What people assume and the terms do not grant, always looked for in the same order. */
import { grantedLeaves, shareOf, silentDimensions } from './render-reach.js';
import type { Tongue } from './tongue-en.js';
import type { Terms } from './types.js';

type Dimension = 'act' | 'media' | 'purpose' | 'content';

/** The words of the vocabulary that one of the assumed things may be granted by; each of them alone is enough. */
type Assumed = readonly (readonly [Dimension, string])[];

const LIVE_CHAT: Assumed = [
  ['act', 'generate.voice.realtime_dialogue'],
  ['media', 'game.realtime_chatbot'],
];
const SINGING: Assumed = [
  ['act', 'generate.voice.singing'],
  ['content', 'singing'],
];

const COPIES = {
  voice: ['generate.voice', 'capture.voice_recording', 'alter.pitch_timbre', 'alter.accent'],
  face: ['generate.face', 'capture.scan_face', 'alter.visual_adr', 'alter.visual_dub'],
  body: ['generate.body', 'generate.performance_transfer', 'capture.scan_body', 'capture.mocap'],
} as const;

/** The things left out, in words that follow `Not included:`. Where a part is granted, only the rest is left out. */
export function notIncludedIn({ notIncluded: words }: Tongue, terms: Terms): readonly string[] {
  const share = (assumed: Assumed) => {
    const shares = assumed.map(([dimension, word]) => shareOf(dimension, [word], grantedLeaves(dimension, terms)));
    return shares.find((each) => each !== 'none') ?? 'none';
  };
  const unless = (assumed: Assumed, none: string, part = '') => ({ all: null, part, none })[share(assumed)];
  const { train, ad, trailer, productions } = words;
  const items = [
    unless([['act', 'train']], train.none, train.part),
    unless([['media', 'ad']], ad.none, ad.part),
    unless([['media', 'promo.trailer']], trailer.none, trailer.part),
    share([['purpose', 'pitch']]) === 'none' ? productions.none : productions.part,
    speaksAll(terms) ? null : words.languages,
    unless([['act', 'alter.emotion']], words.emotion),
    unless(SINGING, words.singing),
    copiesLeftOut(words, terms),
    unless(LIVE_CHAT, words.chat),
    unless([['act', 'transfer_replica']], words.passing),
  ];
  return items.filter((item) => item !== null);
}

function speaksAll({ permissions }: Terms): boolean {
  return permissions.some(({ box }) => silentDimensions(box).length === 0 && (box.language ?? []).includes('*'));
}

function copiesLeftOut({ copies, yours }: Tongue['notIncluded'], terms: Terms): string | null {
  const granted = grantedLeaves('act', terms);
  const without = (['voice', 'face', 'body'] as const).filter(
    (each) => shareOf('act', COPIES[each], granted) === 'none',
  );
  return without.length === 0 ? null : yours(without.map((each) => copies[each]));
}
