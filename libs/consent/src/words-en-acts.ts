/**
 * Acts in English. `verb` follows "may", and follows "Never" in a prohibition, so it says the whole width of its path
 * and nothing narrower. `{language}` becomes the one language of the clause, or "another language".
 */

export interface ActWords {
  readonly title: string;
  readonly verb: string;
  readonly example: string;
  /** What people assume that this includes: said to be left out, unless some clause grants that path. */
  readonly assumed?: { readonly path: string; readonly sentence: string };
}

/** What lies outside `generate` and `alter`. */
export const SOURCE_ACTS = {
  capture: {
    title: 'Scan and record you for a copy',
    verb: 'scan you, record you and use old footage, to make a copy of you',
    example: 'A crew scans your face and body the day before the shoot.',
  },
  'capture.scan_face': {
    title: 'Scan your face',
    verb: 'scan your face to make a copy of it',
    example: 'You sit in a ring of cameras for ten minutes.',
  },
  'capture.scan_body': {
    title: 'Scan your body',
    verb: 'scan your body to make a copy of it',
    example: 'You stand in a ring of cameras in your costume.',
  },
  'capture.voice_recording': {
    title: 'Record your voice for a copy',
    verb: 'record your voice to make a copy of it',
    example: 'You read a list of lines in a sound booth.',
  },
  'capture.mocap': {
    title: 'Record how you move',
    verb: 'record how you move, to make a copy of it',
    example: 'You wear a suit with dots and act out a fight.',
  },
  'capture.from_existing_footage': {
    title: 'Copy you from old footage',
    verb: 'make a copy of you from film and sound that exist',
    example: 'They build a copy of your face from scenes you shot last year.',
  },
  train: {
    title: 'Teach AI models with your recordings',
    verb: 'teach AI models of any kind with your recordings',
    example: 'A model that makes voices for anyone learns from yours.',
  },
  'train.replica_model': {
    title: 'Teach a model to copy you',
    verb: 'teach an AI model to copy you, from your recordings',
    example: 'The model learns your voice from the lines you read.',
  },
  'train.enhancement_model': {
    title: 'Teach a model to improve your recordings',
    verb: 'teach an AI model to improve recordings, from yours',
    example: 'The model learns how to take wind out of your lines.',
  },
  'train.finetune': {
    title: 'Fit a model to your recordings',
    verb: 'take an AI model that exists and fit it to your recordings',
    example: 'A voice model that they bought is fitted to how you speak.',
  },
  'train.general_nongenerative': {
    title: 'Teach a general model that makes nothing new',
    verb: 'teach a general AI model that makes no sound or picture, with your recordings',
    example: 'A model learns to tell speech from music.',
  },
  'train.general_generative': {
    title: 'Teach a general model that makes sound or pictures',
    verb: 'teach a general AI model that makes sound or pictures, with your recordings',
    example: 'A model that makes voices for anyone learns from yours.',
  },
  'train.foundational_nonidentifiable': {
    title: 'Teach a large model, with you made unknown',
    verb: 'teach a large AI model with your recordings, once nothing in them points to you',
    example: 'Your lines are mixed with many others, and your name is taken off.',
  },
  data_mining: {
    title: 'Search your recordings by computer',
    verb: 'search your recordings by computer to learn from what they hold',
    example: 'A program counts how often each word is said.',
  },
  inference: {
    title: 'Run a model on your recordings',
    verb: 'run an AI model on your recordings',
    example: 'A model writes down the words that you said.',
  },
  transfer_replica: {
    title: 'Pass the copy of you on',
    verb: 'pass the copy of you on to others',
    example: 'They hand your voice model to another company.',
  },
  store: {
    title: 'Keep the copy of you',
    verb: 'keep your recordings and the copy of you',
    example: 'Your scan stays on their disk until the end date.',
  },
} as const satisfies Record<string, ActWords>;
