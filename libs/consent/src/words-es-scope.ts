/** Content, purposes and stages in Spanish. */
import type { Stage } from './types.js';

/** Each verb follows «también pueden» and «nunca pueden». */
export const CONTENT_ES: Readonly<Record<string, string>> = {
  nudity: 'mostrarte sin ropa',
  simulated_sex: 'mostrarte en escenas de sexo actuadas',
  graphic_violence: 'mostrarte en escenas crueles o con sangre',
  drug_alcohol_tobacco: 'mostrarte con drogas, alcohol o tabaco',
  political_endorsement: 'hacer que apoyes a un partido, a un candidato o una causa',
  religious_advocacy: 'hacer que hables en favor de una fe',
  hate: 'hacer que digas o hagas cosas de odio',
  self_harm: 'mostrar que te haces daño',
  medical_claim: 'hacer que digas cosas sobre la salud',
  gambling: 'hacer que hables en favor de apuestas o juegos con dinero',
  weapons_ad: 'hacer que anuncies armas',
  competing_brand: 'hacer que anuncies a un rival de una marca tuya',
  deceptive_news: 'ponerte en noticias que parecen reales y no lo son',
  derogatory_to_subject: 'mostrarte de un modo que te rebaje',
  singing: 'hacer que cantes',
  foreign_accent: 'darte un acento de otro país',
  age_below: 'mostrarte con menos edad que la de tu papel',
  other: 'usarte en otro contenido que pide su propio sí',
};

export const NO_CONTENT_ES = 'nada de desnudos, crueldad, odio o política';
export const PLAIN_CONTENT_ES = 'usarte en contenido común, como la vida diaria';

export const PURPOSES_ES: Readonly<Record<string, string>> = {
  production: 'hacer la obra misma',
  reshoot: 'volver a rodar',
  stunt_safety: 'escenas que te podrían hacer daño',
  continuity: 'que los planos se parezcan',
  dubbing: 'el doblaje',
  accessibility: 'personas que no ven u oyen bien',
  previs: 'planear los planos',
  pitch: 'proponer obras nuevas',
  concept: 'primeras ideas para obras nuevas',
  archive: 'el archivo',
  research_internal: 'estudios dentro de la empresa',
  training_licence_third_party: 'dar a otros una licencia para enseñar a una IA',
};

const UNSEEN = 'El público no las ve ni las oye.';

export const STAGE_LIMITS_ES: Readonly<Record<Stage, string>> = {
  ideation: `Solo para primeras ideas. ${UNSEEN}`,
  temp: `Solo para versiones de prueba dentro de la producción. ${UNSEEN}`,
  internal_review: `Solo para versiones hasta la revisión dentro de la producción. ${UNSEEN}`,
  final: 'Hasta la obra terminada, que el público ve u oye.',
};

export const STAGE_STARTS_ES: Readonly<Record<Stage, string>> = {
  ideation: 'en cualquier etapa de la obra',
  temp: 'en versiones de prueba y en todo lo que sigue',
  internal_review: 'en versiones de revisión y en la obra terminada',
  final: 'en la obra terminada',
};

export const STAGE_WORDS_ES: Readonly<Record<Stage, string>> = {
  ideation: 'primeras ideas',
  temp: 'versiones de prueba',
  internal_review: 'versiones de revisión',
  final: 'la obra terminada',
};
