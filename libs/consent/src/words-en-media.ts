/**
 * Media in English. What lies under `programme` says where the work itself is seen; everything else is a thing of its
 * own, so it has a name in the plural and in the singular.
 */

/** Where the work itself may be seen or heard; the path `programme` means all of these and needs no words. */
export const WAYS: Readonly<Record<string, string>> = {
  'programme.theatrical': 'in cinemas',
  'programme.svod': 'on paid streaming services',
  'programme.avod': 'on streaming services with ads',
  'programme.fast': 'on free streaming channels',
  'programme.linear': 'on TV channels',
  'programme.est_tvod': 'to buy or rent online',
  'programme.physical': 'on discs',
  'programme.airline': 'on planes',
  'programme.clip_show': 'in clip shows',
};

export interface ThingWords {
  readonly some: string;
  readonly one: string;
  /** What people assume that it includes: named as left out where the clause does not grant it. */
  readonly assumed?: readonly string[];
}

/** Every other medium. */
export const THINGS: Readonly<Record<string, ThingWords>> = {
  promo: { some: 'trailers, posters, clips and other promotion', one: 'promotion', assumed: ['ad'] },
  'promo.trailer': { some: 'trailers', one: 'trailer', assumed: ['promo.social_clip', 'ad'] },
  'promo.trailer.series': {
    some: 'trailers for the series',
    one: 'series trailer',
    assumed: ['promo.trailer.season', 'promo.social_clip', 'ad'],
  },
  'promo.trailer.season': {
    some: 'trailers for the season',
    one: 'season trailer',
    assumed: ['promo.trailer.series', 'promo.social_clip', 'ad'],
  },
  'promo.trailer.teaser': { some: 'teasers', one: 'teaser', assumed: ['promo.trailer.series', 'ad'] },
  'promo.tv_spot': { some: 'TV spots', one: 'TV spot', assumed: ['promo.social_clip', 'ad'] },
  'promo.key_art': { some: 'posters and other key art', one: 'poster', assumed: ['merchandise', 'ad'] },
  'promo.social_clip': { some: 'clips for social media', one: 'social clip', assumed: ['promo.trailer', 'ad'] },
  'promo.vertical_cut': { some: 'vertical cuts for phones', one: 'vertical cut', assumed: ['ad.vertical_video'] },
  'promo.interview_epk': { some: 'interviews for the press', one: 'press interview', assumed: ['ad'] },
  ad: { some: 'ads of any kind', one: 'ad' },
  'ad.brand_spot': { some: 'brand ads', one: 'brand ad', assumed: ['ad.digital_audio', 'ad.dynamic_creative'] },
  'ad.digital_audio': { some: 'audio ads', one: 'audio ad', assumed: ['ad.brand_spot'] },
  'ad.dynamic_creative': { some: 'ads that change for each viewer', one: 'ad that changes for each viewer' },
  'ad.pause_ad': { some: 'ads on the pause screen', one: 'pause ad', assumed: ['ad.brand_spot'] },
  'ad.vertical_video': { some: 'vertical video ads', one: 'vertical video ad', assumed: ['ad.brand_spot'] },
  'ad.in_show_placement': { some: 'ads placed inside the show', one: 'ad inside the show', assumed: ['ad.brand_spot'] },
  'ad.contextual': { some: 'ads that match the scene', one: 'ad that matches the scene', assumed: ['ad.brand_spot'] },
  game: { some: 'games of any kind', one: 'game' },
  'game.scripted': { some: 'scripted parts of games', one: 'scripted game', assumed: ['game.realtime_chatbot'] },
  'game.atmospheric': {
    some: 'background voices in games',
    one: 'background voice in a game',
    assumed: ['game.scripted', 'game.realtime_chatbot'],
  },
  'game.realtime_chatbot': { some: 'live chat in games', one: 'live chat' },
  audio_only: { some: 'audio shows', one: 'audio show', assumed: ['music'] },
  music: { some: 'music', one: 'song' },
  merchandise: { some: 'goods for sale', one: 'thing for sale', assumed: ['ad'] },
  experiential: { some: 'live shows and exhibits', one: 'live show' },
  internal: { some: 'work that stays inside the production', one: 'inside work' },
};
