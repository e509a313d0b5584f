/** Acts in Spanish; see `words-en-acts.ts` for the rules. `verb` follows «puede» and «pueden», so it begins with an infinitive. */
import type { ActWords } from './words-en-acts.js';

/** What lies outside `generate` and `alter`. */
export const SOURCE_ACTS_ES = {
  capture: {
    title: 'Escanearte y grabarte para hacer una copia',
    verb: 'escanearte, grabarte y usar material antiguo para hacer una copia de ti',
    example: 'Un equipo escanea tu cara y tu cuerpo un día antes del rodaje.',
  },
  'capture.scan_face': {
    title: 'Escanear tu cara',
    verb: 'escanear tu cara para hacer una copia de ella',
    example: 'Te sientas diez minutos en medio de un círculo de cámaras.',
  },
  'capture.scan_body': {
    title: 'Escanear tu cuerpo',
    verb: 'escanear tu cuerpo para hacer una copia de él',
    example: 'Estás de pie, con tu traje, en medio de un círculo de cámaras.',
  },
  'capture.voice_recording': {
    title: 'Grabar tu voz para hacer una copia',
    verb: 'grabar tu voz para hacer una copia de ella',
    example: 'Lees una lista de frases en una cabina de sonido.',
  },
  'capture.mocap': {
    title: 'Grabar cómo te mueves',
    verb: 'grabar cómo te mueves para hacer una copia de ello',
    example: 'Llevas un traje con puntos y actúas una pelea.',
  },
  'capture.from_existing_footage': {
    title: 'Copiarte de material antiguo',
    verb: 'hacer una copia de ti con imágenes y sonidos que ya existen',
    example: 'Hacen una copia de tu cara con escenas que rodaste el año pasado.',
  },
  train: {
    title: 'Enseñar a modelos de IA con tus grabaciones',
    verb: 'enseñar a modelos de IA de todo tipo con tus grabaciones',
    example: 'Un modelo que hace voces para todos aprende de la tuya.',
  },
  'train.replica_model': {
    title: 'Enseñar a un modelo a copiarte',
    verb: 'enseñar a un modelo de IA a copiarte, con tus grabaciones',
    example: 'El modelo aprende tu voz de las frases que lees.',
  },
  'train.enhancement_model': {
    title: 'Enseñar a un modelo a mejorar grabaciones',
    verb: 'enseñar a un modelo de IA a mejorar grabaciones, con las tuyas',
    example: 'El modelo aprende a quitar el viento de tus frases.',
  },
  'train.finetune': {
    title: 'Ajustar un modelo a tus grabaciones',
    verb: 'tomar un modelo de IA que ya existe y ajustarlo a tus grabaciones',
    example: 'Ajustan a tu forma de hablar un modelo de voz que compraron.',
  },
  'train.general_nongenerative': {
    title: 'Enseñar a un modelo general que no hace nada nuevo',
    verb: 'enseñar con tus grabaciones a un modelo de IA general que no hace sonidos ni imágenes',
    example: 'Un modelo aprende a saber qué es habla y qué es música.',
  },
  'train.general_generative': {
    title: 'Enseñar a un modelo general que hace sonidos o imágenes',
    verb: 'enseñar con tus grabaciones a un modelo de IA general que hace sonidos o imágenes',
    example: 'Un modelo que hace voces para todos aprende de la tuya.',
  },
  'train.foundational_nonidentifiable': {
    title: 'Enseñar a un modelo grande, sin que se sepa que eres tú',
    verb: 'enseñar a un modelo de IA grande con tus grabaciones, cuando ya nada en ellas te señale',
    example: 'Tus frases se mezclan con muchas otras y se quita tu nombre.',
  },
  data_mining: {
    title: 'Analizar tus grabaciones por ordenador',
    verb: 'analizar tus grabaciones por ordenador para aprender de lo que hay en ellas',
    example: 'Un programa cuenta cuántas veces se dice cada palabra.',
  },
  inference: {
    title: 'Pasar un modelo por tus grabaciones',
    verb: 'pasar un modelo de IA por tus grabaciones',
    example: 'Un modelo escribe las palabras que dijiste.',
  },
  transfer_replica: {
    title: 'Dar a otros la copia de ti',
    verb: 'dar a otros la copia de ti',
    example: 'Dan tu modelo de voz a otra empresa.',
  },
  store: {
    title: 'Guardar la copia de ti',
    verb: 'guardar tus grabaciones y la copia de ti',
    example: 'Tu escaneo queda en su disco hasta la fecha final.',
  },
} as const satisfies Record<string, ActWords>;
