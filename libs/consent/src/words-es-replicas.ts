/** The acts that make or change a performance, in Spanish; see `words-en-acts.ts` for the rules. */
import type { ActWords } from './words-en-acts.js';

const VOICE_ONLY = { path: 'generate.face', sentence: 'Tu cara no se copia.' };
const FACE_ONLY = { path: 'generate.voice', sentence: 'Tu voz no se copia.' };

/** What lies under `generate` and `alter`. */
export const REPLICA_ACTS_ES = {
  generate: {
    title: 'Hacer sonidos e imágenes nuevas con IA',
    verb: 'hacer con IA cualquier sonido o imagen, con una copia de ti o sin ella',
    example: 'Una copia de ti actúa una escena que tú no actuaste.',
  },
  'generate.voice': {
    title: 'Hacer hablar y cantar a una copia de tu voz',
    verb: 'hacer que la copia de tu voz diga o cante lo que sea',
    example: 'La copia lee un discurso que tú nunca leíste.',
    assumed: VOICE_ONLY,
  },
  'generate.voice.adr_line': {
    title: 'Decir otra vez frases con tu voz',
    verb: 'hacer que la copia de tu voz diga frases que tú grabaste, tal como estaban en el guion',
    example: 'El viento tapó tu frase “Espérame”. La copia puede decir esa frase.',
  },
  'generate.voice.pickup_line': {
    title: 'Decir frases cortas nuevas con tu voz',
    verb: 'hacer que la copia de tu voz diga frases cortas nuevas del guion',
    example: 'El guion gana una frase: “Gira aquí”. La copia puede decirla.',
  },
  'generate.voice.narration': {
    title: 'Leer la narración con tu voz',
    verb: 'hacer que la copia de tu voz lea la narración',
    example: 'La copia lee las palabras que van entre dos escenas.',
  },
  'generate.voice.dub_language': {
    title: 'Doblarte con tu propia voz',
    verb: 'hacer que la copia de tu voz diga tus frases en {language}',
    example: 'Tú hablaste en inglés. La copia dice la misma frase en francés.',
  },
  'generate.voice.realtime_dialogue': {
    title: 'Hablar en vivo con tu voz',
    verb: 'hacer que la copia de tu voz hable en vivo con la gente, con palabras que nadie escribió antes',
    example: 'Un jugador hace una pregunta y la copia inventa la respuesta.',
  },
  'generate.voice.crowd_walla': {
    title: 'Usar tu voz en el ruido de una multitud',
    verb: 'mezclar una copia de tu voz con el ruido de una multitud',
    example: 'Tu voz es una de cuarenta en un bar lleno.',
  },
  'generate.voice.singing': {
    title: 'Cantar con tu voz',
    verb: 'hacer que la copia de tu voz cante',
    example: 'La copia canta el cumpleaños feliz en la última escena.',
  },
  'generate.face': {
    title: 'Mostrar una copia de tu cara',
    verb: 'mostrar una copia de tu cara, a cualquier edad, en ti y en otros',
    example: 'Ponen tu cara en un doble en una carrera de coches.',
    assumed: FACE_ONLY,
  },
  'generate.face.de_age': {
    title: 'Hacer tu cara más joven',
    verb: 'hacer que tu cara parezca más joven',
    example: 'En una escena de tu juventud pareces tener veinte años.',
  },
  'generate.face.age_up': {
    title: 'Hacer tu cara mayor',
    verb: 'hacer que tu cara parezca mayor',
    example: 'En la última escena pareces tener ochenta años.',
  },
  'generate.face.swap_onto_double': {
    title: 'Poner tu cara en un doble',
    verb: 'poner tu cara en un doble',
    example: 'Un doble cae del techo con tu cara.',
  },
  'generate.face.full_digital_double': {
    title: 'Mostrar un doble digital entero de ti',
    verb: 'mostrar un doble digital entero de ti, cara y cuerpo',
    example: 'El doble cuelga de un avión en el que nunca estuviste.',
    assumed: FACE_ONLY,
  },
  'generate.face.crowd_tile': {
    title: 'Ponerte en una multitud',
    verb: 'poner copias de ti al fondo de una multitud',
    example: 'Estás en la fila nueve de un estadio lleno.',
    assumed: FACE_ONLY,
  },
  'generate.body': {
    title: 'Mostrar una copia de tu cuerpo',
    verb: 'mostrar una copia de tu cuerpo',
    example: 'La copia de tu cuerpo entra por la puerta.',
    assumed: VOICE_ONLY,
  },
  'generate.performance_transfer': {
    title: 'Pasar tu actuación a otro cuerpo',
    verb: 'pasar tu actuación a otra cara u otro cuerpo',
    example: 'Un oso de la película se mueve y frunce el ceño como tú.',
  },
  'generate.synthetic_performer': {
    title: 'Crear a alguien que no existe',
    verb: 'crear con IA a un intérprete que no es nadie real',
    example: 'Una persona que atiende en una tienda se hizo con IA.',
  },
  'generate.background_element': {
    title: 'Hacer cosas del fondo',
    verb: 'hacer con IA letreros, carteles y otras cosas del fondo',
    example: 'Un cartel en la pared muestra una banda que no existe.',
  },
  'generate.ideation': {
    title: 'Probar primeras ideas con IA',
    verb: 'hacer imágenes y sonidos con IA para probar primeras ideas',
    example: 'Un tablero de ideas muestra la ropa de tu papel.',
  },
  'generate.key_visual': {
    title: 'Hacer una imagen central de la historia',
    verb: 'hacer con IA una figura o una imagen central de la historia',
    example: 'El monstruo de la película se dibuja con IA.',
  },
  alter: {
    title: 'Cambiar lo que actuaste',
    verb: 'cambiar cómo te ves, suenas, te mueves y sientes en lo que actuaste',
    example: 'Tu frase triste se vuelve alegre.',
  },
  'alter.visual_adr': {
    title: 'Ajustar tus labios a palabras nuevas',
    verb: 'cambiar tus labios y tu cara para que encajen con palabras que no dijiste',
    example: 'Dijiste “norte”. En pantalla tus labios dicen “sur”.',
    assumed: FACE_ONLY,
  },
  'alter.visual_dub': {
    title: 'Ajustar tus labios a un doblaje',
    verb: 'mover tus labios para que encajen con el {language} de otro actor',
    example: 'Tus labios se cierran cuando los cierra quien te dobla.',
    assumed: FACE_ONLY,
  },
  'alter.emotion': {
    title: 'Cambiar la emoción de tu actuación',
    verb: 'cambiar la emoción de tu actuación',
    example: 'Estabas en calma. En pantalla estás con rabia.',
  },
  'alter.pitch_timbre': {
    title: 'Cambiar el sonido de tu voz',
    verb: 'cambiar el tono y el timbre de tu voz',
    example: 'Tu voz se hace más grave en una escena.',
  },
  'alter.accent': {
    title: 'Cambiar tu acento',
    verb: 'cambiar tu acento',
    example: 'Hablaste como en Texas. Suena como en Londres.',
  },
  'alter.cleanup': {
    title: 'Limpiar tus grabaciones',
    verb: 'limpiar tus grabaciones, por ejemplo quitar ruido',
    example: 'Quitan de tu frase el zumbido de una lámpara.',
  },
} as const satisfies Record<string, ActWords>;
