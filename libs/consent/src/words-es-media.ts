/** Media in Spanish; see `words-en-media.ts`, which also says what people assume of each. */

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
export const THINGS_ES: Readonly<Record<string, { readonly some: string; readonly one: string }>> = {
  promo: { some: 'tráileres, carteles, clips y otra promoción', one: 'promoción' },
  'promo.trailer': { some: 'tráileres', one: 'tráiler' },
  'promo.trailer.series': {
    some: 'tráileres de la serie',
    one: 'tráiler de la serie',
  },
  'promo.trailer.season': {
    some: 'tráileres de la temporada',
    one: 'tráiler de temporada',
  },
  'promo.trailer.teaser': { some: 'avances cortos', one: 'avance corto' },
  'promo.tv_spot': { some: 'cortes de televisión', one: 'corte de televisión' },
  'promo.key_art': { some: 'carteles y otras imágenes centrales', one: 'cartel' },
  'promo.social_clip': { some: 'clips para redes', one: 'clip para redes' },
  'promo.vertical_cut': {
    some: 'cortes verticales para móvil',
    one: 'corte vertical',
  },
  'promo.interview_epk': { some: 'entrevistas para la prensa', one: 'entrevista de prensa' },
  ad: { some: 'anuncios de todo tipo', one: 'anuncio' },
  'ad.brand_spot': {
    some: 'anuncios de marca',
    one: 'anuncio de marca',
  },
  'ad.digital_audio': { some: 'anuncios de audio', one: 'anuncio de audio' },
  'ad.dynamic_creative': {
    some: 'anuncios que cambian según quien los ve',
    one: 'anuncio que cambia según quien lo ve',
  },
  'ad.pause_ad': { some: 'anuncios en la pantalla de pausa', one: 'anuncio de pausa' },
  'ad.vertical_video': { some: 'anuncios de video vertical', one: 'anuncio vertical' },
  'ad.in_show_placement': {
    some: 'anuncios dentro del programa',
    one: 'anuncio dentro del programa',
  },
  'ad.contextual': {
    some: 'anuncios que van con la escena',
    one: 'anuncio que va con la escena',
  },
  game: { some: 'juegos de todo tipo', one: 'juego' },
  'game.scripted': { some: 'partes con guion de juegos', one: 'juego con guion' },
  'game.atmospheric': {
    some: 'voces de fondo en juegos',
    one: 'voz de fondo en un juego',
  },
  'game.realtime_chatbot': { some: 'charla en vivo en juegos', one: 'charla en vivo' },
  audio_only: { some: 'programas de audio', one: 'programa de audio' },
  music: { some: 'música', one: 'canción' },
  merchandise: { some: 'productos a la venta', one: 'producto a la venta' },
  experiential: { some: 'espectáculos y exposiciones en vivo', one: 'espectáculo en vivo' },
  internal: { some: 'trabajo que queda dentro de la producción', one: 'trabajo interno' },
};
