/** What people assume and the terms do not grant, in English, always looked for in the same order. */
import { grantedLeaves, shareOf, silentDimensions } from './render-reach.js';
import { series } from './render-sentences.js';
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
export function notIncludedIn(terms: Terms): readonly string[] {
  const share = (assumed: Assumed) => {
    const shares = assumed.map(([dimension, word]) => shareOf(dimension, [word], grantedLeaves(dimension, terms)));
    return shares.find((each) => each !== 'none') ?? 'none';
  };
  const unless = (assumed: Assumed, none: string, part: string) => ({ all: null, part, none })[share(assumed)];
  const items = [
    unless([['act', 'train']], 'teaching an AI model with your recordings', 'other ways of teaching an AI model'),
    unless([['media', 'ad']], 'ads', 'other kinds of ads'),
    unless([['media', 'promo.trailer']], 'trailers', 'other kinds of trailers'),
    share([['purpose', 'pitch']]) === 'none' ? 'other productions and pitches' : 'other productions',
    speaksAll(terms) ? null : 'other languages',
    unless([['act', 'alter.emotion']], 'changed emotion', ''),
    unless(SINGING, 'singing', ''),
    copiesLeftOut(terms),
    unless(LIVE_CHAT, 'live chat', ''),
    unless([['act', 'transfer_replica']], 'passing it on', ''),
  ];
  return items.filter((item) => item !== null);
}

function speaksAll({ permissions }: Terms): boolean {
  return permissions.some(({ box }) => silentDimensions(box).length === 0 && (box.language ?? []).includes('*'));
}

function copiesLeftOut(terms: Terms): string | null {
  const granted = grantedLeaves('act', terms);
  const without = (['voice', 'face', 'body'] as const).filter(
    (each) => shareOf('act', COPIES[each], granted) === 'none',
  );
  return without.length === 0 ? null : `your ${series(without, 'or')}`;
}
