/** What people assume and the terms do not grant, in English, always looked for in the same order. */
import { overlap, wholly } from './render-reach.js';
import { series } from './render-sentences.js';
import type { Box } from './types.js';
import type { ListedDimension } from './vocabulary.js';

/** Words of the vocabulary for one of the things that people assume. */
type Assumed = Readonly<Partial<Record<ListedDimension, readonly string[]>>>;

const COPIES: Readonly<Record<string, readonly string[]>> = {
  voice: ['generate.voice', 'capture.voice_recording', 'alter.pitch_timbre', 'alter.accent'],
  face: ['generate.face', 'capture.scan_face', 'alter.visual_adr', 'alter.visual_dub'],
  body: ['generate.body', 'generate.performance_transfer', 'capture.scan_body', 'capture.mocap'],
};

/** The things left out, in words that follow `Not included:`. @param granted what the permissions leave after the prohibitions. */
export function notIncludedIn(granted: readonly Box[]): readonly string[] {
  const items = [
    leftOut(
      granted,
      { act: ['train'] },
      'teaching an AI model with your recordings',
      'other ways of teaching an AI model',
    ),
    leftOut(granted, { media: ['ad'] }, 'ads', 'other kinds of ads'),
    leftOut(granted, { media: ['promo.trailer'] }, 'trailers', 'other kinds of trailers'),
    leftOut(granted, { purpose: ['pitch'] }, 'other productions and pitches', '') ?? 'other productions',
    granted.some(({ language }) => language?.includes('*')) ? null : 'other languages',
    leftOut(granted, { act: ['alter.emotion'] }, 'changed emotion', ''),
    leftOut(granted, { act: ['generate.voice.singing'], content: ['singing'] }, 'singing', ''),
    copiesLeftOut(granted),
    leftOut(granted, { act: ['generate.voice.realtime_dialogue'], media: ['game.realtime_chatbot'] }, 'live chat', ''),
    leftOut(granted, { act: ['transfer_replica'] }, 'passing it on', ''),
  ];
  return items.filter((item) => item !== null);
}

/** The words for a thing of which nothing is granted, for one of which a part is, or `null` where all or any of it is. */
function leftOut(granted: readonly Box[], assumed: Assumed, none: string, part: string): string | null {
  const dimensions = (['act', 'media', 'purpose', 'content'] as const).filter((each) => assumed[each] !== undefined);
  const isMet = dimensions.some((each) => overlap(each, assumed[each] ?? [], wordsIn(granted, each)));
  if (!isMet) return none;
  const isWhole = dimensions.every((each) => wholly(each, assumed[each] ?? [], wordsIn(granted, each)));
  return isWhole || part === '' ? null : part;
}

function copiesLeftOut(granted: readonly Box[]): string | null {
  const acts = wordsIn(granted, 'act');
  const without = Object.keys(COPIES).filter((each) => !overlap('act', COPIES[each] ?? [], acts));
  return without.length === 0 ? null : `your ${series(without, 'or')}`;
}

function wordsIn(boxes: readonly Box[], dimension: 'act' | 'media' | 'purpose' | 'content'): readonly string[] {
  return boxes.flatMap((box) => box[dimension] ?? []);
}
