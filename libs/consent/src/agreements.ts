/**
 * The collective agreements that an engagement can be under, by the ids of their packs without a version. Terms that name
 * another are refused: nobody could say to the performer which agreement it is.
 */
export const AGREEMENTS: readonly string[] = [
  ...['sag-aftra-tv', 'sag-aftra-commercials', 'sag-aftra-interactive', 'sag-aftra-animation', 'sag-aftra-sound'],
  ...['sag-aftra-audio-ai', 'equity-uk', 'actra'],
];
