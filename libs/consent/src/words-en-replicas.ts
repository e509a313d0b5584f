/** The acts that make or change a performance, in English; see `words-en-acts.ts` for the rules. */
import type { ActWords } from './words-en-acts.js';

const VOICE_ONLY = { path: 'generate.face', sentence: 'Your face is not copied.' };
const FACE_ONLY = { path: 'generate.voice', sentence: 'Your voice is not copied.' };

/** What lies under `generate` and `alter`. */
export const REPLICA_ACTS = {
  generate: {
    title: 'Make new sound and pictures by AI',
    verb: 'make any new sound or picture by AI, with a copy of you or without',
    example: 'A copy of you plays a scene that you did not play.',
  },
  'generate.voice': {
    title: 'Have a copy of your voice speak and sing',
    verb: 'have a copy of your voice say or sing any words',
    example: 'The copy reads a speech that you never read.',
    assumed: VOICE_ONLY,
  },
  'generate.voice.adr_line': {
    title: 'Say lines again in your voice',
    verb: 'have a copy of your voice say lines that you recorded, as they were scripted',
    example: 'Wind covered your line “Wait for me”. The copy may say that line.',
  },
  'generate.voice.pickup_line': {
    title: 'Say short new lines in your voice',
    verb: 'have a copy of your voice say short new lines from the script',
    example: 'The script gains one line, “Turn left here”. The copy may say it.',
  },
  'generate.voice.narration': {
    title: 'Read narration in your voice',
    verb: 'have a copy of your voice read the narration',
    example: 'The copy reads the words between two scenes.',
  },
  'generate.voice.dub_language': {
    title: 'Dub you in your own voice',
    verb: 'have a copy of your voice say your lines in {language}',
    example: 'You spoke English. The copy says the same line in French.',
  },
  'generate.voice.realtime_dialogue': {
    title: 'Talk live in your voice',
    verb: 'have a copy of your voice talk live with people, in words that no one wrote before',
    example: 'A player asks a question, and the copy makes up the answer.',
  },
  'generate.voice.crowd_walla': {
    title: 'Use your voice in crowd noise',
    verb: 'mix a copy of your voice into the noise of a crowd',
    example: 'Your voice is one of forty in a full bar.',
  },
  'generate.voice.singing': {
    title: 'Sing in your voice',
    verb: 'have a copy of your voice sing',
    example: 'The copy sings the birthday song in the last scene.',
  },
  'generate.face': {
    title: 'Show a copy of your face',
    verb: 'show a copy of your face, at any age, on you and on others',
    example: 'Your face is put on a double in a car chase.',
    assumed: FACE_ONLY,
  },
  'generate.face.de_age': {
    title: 'Make your face younger',
    verb: 'make your face look younger',
    example: 'In a scene from your youth you look twenty again.',
  },
  'generate.face.age_up': {
    title: 'Make your face older',
    verb: 'make your face look older',
    example: 'In the last scene you look eighty.',
  },
  'generate.face.swap_onto_double': {
    title: 'Put your face on a double',
    verb: 'put your face on a double',
    example: 'A stunt double falls off the roof with your face.',
  },
  'generate.face.full_digital_double': {
    title: 'Show a full digital double of you',
    verb: 'show a full digital double of you, face and body',
    example: 'The double hangs from a plane that you were never on.',
    assumed: FACE_ONLY,
  },
  'generate.face.crowd_tile': {
    title: 'Put you in a crowd',
    verb: 'put copies of you in the back of a crowd',
    example: 'You stand in row nine of a full stadium.',
    assumed: FACE_ONLY,
  },
  'generate.body': {
    title: 'Show a copy of your body',
    verb: 'show a copy of your body',
    example: 'The copy of your body walks through the door.',
    assumed: VOICE_ONLY,
  },
  'generate.performance_transfer': {
    title: 'Move your acting onto another body',
    verb: 'move your acting onto another face or body',
    example: 'A bear in the film moves and frowns as you did.',
  },
  'generate.synthetic_performer': {
    title: 'Make a performer who is not real',
    verb: 'make a performer by AI who is no real person',
    example: 'A shop clerk in one scene was made by AI.',
  },
  'generate.background_element': {
    title: 'Make things in the background',
    verb: 'make signs, posters and other things in the background by AI',
    example: 'A poster on the wall shows a made-up band.',
  },
  'generate.ideation': {
    title: 'Try out first ideas by AI',
    verb: 'make pictures and sounds by AI to try out first ideas',
    example: 'A mood board shows how your role might dress.',
  },
  'generate.key_visual': {
    title: 'Make a main picture of the story',
    verb: 'make a main figure or a main picture of the story by AI',
    example: 'The monster of the film is drawn by AI.',
  },
  alter: {
    title: 'Change what you performed',
    verb: 'change how you look, sound, move and feel in what you performed',
    example: 'Your sad line becomes a glad one.',
  },
  'alter.visual_adr': {
    title: 'Fit your lips to new words',
    verb: 'change your lips and face to fit words that you did not say',
    example: 'You said “north”. On screen your lips say “south”.',
    assumed: FACE_ONLY,
  },
  'alter.visual_dub': {
    title: 'Fit your lips to a dub',
    verb: 'move your lips to fit {language}, spoken by another actor',
    example: 'Your lips close where the dubbing actor closes theirs.',
    assumed: FACE_ONLY,
  },
  'alter.emotion': {
    title: 'Change the emotion of your acting',
    verb: 'change the emotion of what you performed',
    example: 'You were calm. On screen you are angry.',
  },
  'alter.pitch_timbre': {
    title: 'Change the sound of your voice',
    verb: 'change the pitch and the tone of your voice',
    example: 'Your voice is made deeper in one scene.',
  },
  'alter.accent': {
    title: 'Change your accent',
    verb: 'change your accent',
    example: 'You spoke as in Texas. It sounds like London.',
  },
  'alter.cleanup': {
    title: 'Clean up your recordings',
    verb: 'clean up your recordings, such as by taking out noise',
    example: 'The hum of a lamp is taken out of your line.',
  },
} as const satisfies Record<string, ActWords>;
