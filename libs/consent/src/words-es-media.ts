/** Media in Spanish; see `words-en-media.ts`. */
import type { ThingWords } from './words-en-media.js';

/** Where the work itself may be seen or heard. */
export const WAYS_ES: Readonly<Record<string, string>> = {
  'programme.theatrical': 'en cines',
  'programme.svod': 'en plataformas de pago',
  'programme.avod': 'en plataformas con anuncios',
  'programme.fast': 'en canales gratis por internet',
  'programme.linear': 'en canales de televisión',
  'programme.est_tvod': 'en compra o alquiler por internet',
  'programme.physical': 'en discos',
  'programme.airline': 'en aviones',
  'programme.clip_show': 'en programas de recortes',
};

/** Every other medium. */
export const THINGS_ES: Readonly<Record<string, ThingWords>> = {
  promo: { some: 'tráileres, carteles, clips y otra promoción', one: 'promoción', assumed: ['ad'] },
  'promo.trailer': { some: 'tráileres', one: 'tráiler', assumed: ['promo.social_clip', 'ad'] },
  'promo.trailer.series': {
    some: 'tráileres de la serie',
    one: 'tráiler de la serie',
    assumed: ['promo.trailer.season', 'promo.social_clip', 'ad'],
  },
  'promo.trailer.season': {
    some: 'tráileres de la temporada',
    one: 'tráiler de temporada',
    assumed: ['promo.trailer.series', 'promo.social_clip', 'ad'],
  },
  'promo.trailer.teaser': { some: 'avances cortos', one: 'avance corto', assumed: ['promo.trailer.series', 'ad'] },
  'promo.tv_spot': { some: 'cortes de televisión', one: 'corte de televisión', assumed: ['promo.social_clip', 'ad'] },
  'promo.key_art': { some: 'carteles y otras imágenes centrales', one: 'cartel', assumed: ['merchandise', 'ad'] },
  'promo.social_clip': { some: 'clips para redes', one: 'clip para redes', assumed: ['promo.trailer', 'ad'] },
  'promo.vertical_cut': {
    some: 'cortes verticales para móvil',
    one: 'corte vertical',
    assumed: ['ad.vertical_video'],
  },
  'promo.interview_epk': { some: 'entrevistas para la prensa', one: 'entrevista de prensa', assumed: ['ad'] },
  ad: { some: 'anuncios de todo tipo', one: 'anuncio' },
  'ad.brand_spot': {
    some: 'anuncios de marca',
    one: 'anuncio de marca',
    assumed: ['ad.digital_audio', 'ad.dynamic_creative'],
  },
  'ad.digital_audio': { some: 'anuncios de audio', one: 'anuncio de audio', assumed: ['ad.brand_spot'] },
  'ad.dynamic_creative': {
    some: 'anuncios que cambian según quien los ve',
    one: 'anuncio que cambia según quien lo ve',
  },
  'ad.pause_ad': { some: 'anuncios en la pantalla de pausa', one: 'anuncio de pausa', assumed: ['ad.brand_spot'] },
  'ad.vertical_video': { some: 'anuncios de video vertical', one: 'anuncio vertical', assumed: ['ad.brand_spot'] },
  'ad.in_show_placement': {
    some: 'anuncios dentro del programa',
    one: 'anuncio dentro del programa',
    assumed: ['ad.brand_spot'],
  },
  'ad.contextual': {
    some: 'anuncios que van con la escena',
    one: 'anuncio que va con la escena',
    assumed: ['ad.brand_spot'],
  },
  game: { some: 'juegos de todo tipo', one: 'juego' },
  'game.scripted': { some: 'partes con guion de juegos', one: 'juego con guion', assumed: ['game.realtime_chatbot'] },
  'game.atmospheric': {
    some: 'voces de fondo en juegos',
    one: 'voz de fondo en un juego',
    assumed: ['game.scripted', 'game.realtime_chatbot'],
  },
  'game.realtime_chatbot': { some: 'charla en vivo en juegos', one: 'charla en vivo' },
  audio_only: { some: 'programas de audio', one: 'programa de audio', assumed: ['music'] },
  music: { some: 'música', one: 'canción' },
  merchandise: { some: 'productos a la venta', one: 'producto a la venta', assumed: ['ad'] },
  experiential: { some: 'espectáculos y exposiciones en vivo', one: 'espectáculo en vivo' },
  internal: { some: 'trabajo que queda dentro de la producción', one: 'trabajo interno' },
};
