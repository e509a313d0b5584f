/** Spanish, in the second person and in plain words of both sides of the sea; see `tongue-en.ts` for what each is for. */
import { quoted, series } from './render-sentences.js';
import type { RenderedHeadings } from './render-types.js';
import { fromWordsEs, momentWordsEs, untilWordsEs } from './time-es.js';
import { ENGLISH, type LimitName, type LineName, type Tongue } from './tongue-en.js';
import type { ExistingWorksRule, Formalities, PostMortem, QuantityUnit, SignatureBeside } from './types.js';
import { SOURCE_ACTS_ES } from './words-es-acts.js';
import { languageNameEs, languageWordsEs, ofPlace } from './words-es-languages.js';
import { THINGS_ES, WAYS_ES } from './words-es-media.js';
import { agreementNameEs, groupedEs, moneyWordsEs } from './words-es-money.js';
import { PLACES_ES } from './words-es-places.js';
import { REPLICA_ACTS_ES } from './words-es-replicas.js';
import * as scope from './words-es-scope.js';
import type { ThingWords } from './words-en-media.js';

type Texts<K extends string> = Readonly<Record<K, string>>;

const HEADINGS: RenderedHeadings = {
  document: 'Las palabras que firmas',
  never: 'Nunca',
  notIncluded: 'No está incluido',
  ends: 'Cómo termina',
  description: 'En sus propias palabras',
};

/** What people assume of a medium is the same in every language. */
const THINGS: Tongue['vocabulary']['media']['things'] = Object.fromEntries(
  Object.entries(THINGS_ES).map(([word, said]) => [word, { ...ENGLISH.vocabulary.media.things[word], ...said }]),
);

const VOCABULARY: Tongue['vocabulary'] = {
  acts: { ...SOURCE_ACTS_ES, ...REPLICA_ACTS_ES },
  purposes: scope.PURPOSES_ES,
  media: { work: 'la obra misma', ways: WAYS_ES, things: THINGS },
  content: { kinds: scope.CONTENT_ES, none: scope.NO_CONTENT_ES, plain: scope.PLAIN_CONTENT_ES },
  stages: { limits: scope.STAGE_LIMITS_ES, starts: scope.STAGE_STARTS_ES, names: scope.STAGE_WORDS_ES },
  places: PLACES_ES,
  languages: { name: languageNameEs, range: languageWordsEs },
  any: {
    place: 'todo el mundo',
    language: 'cualquier idioma',
    tool: 'cualquier herramienta',
    advertiser: 'cualquier anunciante',
  },
};

const and = (items: readonly string[]) => series(items, /^h?[ií](?![ea])/i.test(items.at(-1) ?? '') ? 'e' : 'y');
const or = (items: readonly string[]) => series(items, /^h?[oó]/i.test(items.at(-1) ?? '') ? 'u' : 'o');

const WORK_OF_KIND: Readonly<Record<string, string>> = {
  series: 'los episodios de',
  season: 'los episodios de',
  episode: 'el episodio',
  film: 'la película',
  campaign: 'la campaña',
  spot: 'el anuncio',
  game: 'el juego',
};

const LABELS: Texts<LineName> = {
  in: 'En',
  for: 'Para',
  languages: 'Idiomas',
  places: 'Lugares',
  tool: 'Herramienta',
  advertiser: 'Anunciante',
  stage: 'Etapa',
  content: 'Contenido',
  limit: 'Límite',
  from: 'Desde',
  until: 'Hasta',
  silent: 'No se dice',
};

/** «Ningún» goes by the first of them. */
const FEMININE: readonly string[] = [
  'promoción',
  'entrevista de prensa',
  'voz de fondo en un juego',
  'charla en vivo',
  'canción',
];

const LINES: Tongue['lines'] = {
  labels: LABELS,
  workOf: (kind, title) => (WORK_OF_KIND[kind] === undefined ? title : `${WORK_OF_KIND[kind]} ${title}`),
  links: {
    alsoIn: 'También en',
    only: 'Solo',
    also: 'También',
    madeFor: 'Hecho para',
    alsoFor: 'También para',
    notIn: 'No en',
    alsoNotIn: 'Tampoco en',
    notIncluded: 'No está incluido:',
    alsoNotIncluded: 'Tampoco está incluido:',
    anywhereExcept: 'En todo el mundo menos',
    onlyWhere: 'Solo para',
    orWhere: 'O para',
  },
  none: (things: readonly ThingWords[]) => {
    const ones = things.map(({ one }) => one);
    return `${FEMININE.includes(ones[0] ?? '') ? 'Ninguna' : 'Ningún'} ${series(ones, 'ni')}.`;
  },
  notIncluded: (range) => `; el ${range} no está incluido`,
  otherCountries: (language) => `; el ${language} de otros países no está incluido`,
  anywhere: 'En todo el mundo.',
  any: { tool: 'Cualquier herramienta.', advertiser: 'Cualquier anunciante.' },
  andNoOther: (name, kind) => `${name} y ${kind === 'tool' ? 'ninguna otra' : 'ningún otro'}.`,
  noOther: { tool: 'Ninguna otra herramienta.', advertiser: 'Ningún otro anunciante.' },
  noAdvertiser: 'No se nombra ninguno. Así que todavía no se permite ningún anuncio.',
  silent: {
    act: 'el acto',
    media: 'el medio',
    production: 'la producción',
    purpose: 'el propósito',
    language: 'los idiomas',
    territory: 'los lugares',
    tool: 'la herramienta',
    stage: 'la etapa',
    content: 'el contenido',
    until: 'la fecha final',
  },
  allowsNothing: 'Así que esta cláusula todavía no permite nada.',
};

const LINKS: Texts<LimitName> = {
  act: '',
  content: 'para',
  media: 'en',
  territory: 'en',
  language: 'en',
  purpose: 'para',
  tool: 'con',
  advertiser: 'para',
  production: 'en',
  stage: '',
  window: '',
};

const NEVERS: Tongue['nevers'] = {
  anything: 'Nunca pueden usar nada de esto.',
  none: 'Estos términos no nombran nada que nunca deba pasar.',
  deed: (words, kind) => (kind === 'act' || kind === 'content' ? `Nunca pueden ${words}.` : `Nunca ${words}.`),
  never: 'Nunca',
  nor: 'Ni',
  holdsOnly: 'Esto vale solo',
  only: 'Solo',
  or: 'O',
  links: LINKS,
  workShown: (way) => `obras que se ven ${way}`,
  from: (moment) => `desde ${moment}`,
  until: (moment) => `hasta ${moment}`,
};

const NOT_INCLUDED: Tongue['notIncluded'] = {
  train: { none: 'enseñar a un modelo de IA con tus grabaciones', part: 'otras formas de enseñar a un modelo de IA' },
  ad: { none: 'anuncios', part: 'otros tipos de anuncios' },
  trailer: { none: 'tráileres', part: 'otros tipos de tráileres' },
  productions: { none: 'otras producciones y propuestas', part: 'otras producciones' },
  languages: 'otros idiomas',
  emotion: 'cambiar la emoción',
  singing: 'cantar',
  copies: { voice: 'tu voz', face: 'tu cara', body: 'tu cuerpo' },
  yours: or,
  chat: 'charla en vivo',
  passing: 'darlo a otros',
  line: (item) => `No está incluido: ${item}.`,
  nothing: 'Todo lo de esta lista está incluido.',
  ask: 'Para cualquiera de estas cosas te tienen que volver a preguntar.',
};

const WORKS_THEN: Texts<ExistingWorksRule> = {
  continue_released: 'las obras que ya salieron pueden seguir ahí.',
  continue_all_authorised: 'las obras hechas antes se pueden seguir usando.',
  stop_unreleased: 'las obras que aún no salieron deben parar.',
  remove_where_practicable: 'las obras que ya salieron se deben quitar donde se pueda.',
};

const NEW_WORKS = 'Las obras hechas antes pueden seguir.';
const ASK = 'Puedes pedirlo.';

const ENDS: Tongue['ends'] = {
  works: WORKS_THEN,
  line: (ends) => `Cómo termina: ${ends}`,
  anyTime: 'Puedes parar esto cuando quieras. Para enseguida.',
  atOnce: 'Puedes parar esto. Para enseguida.',
  notice: (days) => `Puedes parar esto con ${days === 1 ? '1 día' : `${days} días`} de aviso.`,
  newWorks: `Puedes parar enseguida las obras nuevas. ${NEW_WORKS}`,
  forCause: `Tu acuerdo te deja terminar esto por tu cuenta solo por una causa que él nombra. ${ASK}`,
  none: `Tu acuerdo no te permite terminar esto por tu cuenta. ${ASK}`,
  byLaw: 'La ley te deja retirar esto. Entonces para enseguida.',
  whenItEnds: (works) => `Cuando termina, ${works}`,
};

const ERASED = 'borrar la copia, su modelo y lo que usaron para hacerla';
const SETTLED = 'Countersign lo anota. Las respuestas pasan a “falta una aprobación” hasta que se resuelva.';

const EFFECT: Tongue['effect'] = {
  atOnce: 'Vale enseguida.',
  afterNotice: (days, until) => `Vale después de ${daysWords(days)}: desde ${until}. Hasta entonces pueden seguir.`,
  newWorks: `Para enseguida las obras nuevas. ${NEW_WORKS}`,
  forCause: `${ENDS.forCause} ${SETTLED}`,
  none: `${ENDS.none} ${SETTLED}`,
  stillAllowed: (part) => `Sigues permitiendo esto: ${part}`,
  cleanUp: 'Quitar ruido de tus propias frases no necesita consentimiento. Retirarlo no lo detiene.',
  inPart: 'Solo en parte.',
  erases: {
    disputed: 'No hay que borrar nada hasta que se resuelva.',
    narrowed: 'Todavía no hay que borrar nada, porque una parte sigue.',
    unsaid: 'Tu acuerdo no dice que haya que borrar nada.',
    within: (days) => `Deben ${ERASED}, ${within(days)}.`,
  },
};

const AT_DEATH: Texts<PostMortem> = {
  continue_as_granted: 'Si mueres, esto sigue como lo permitiste.',
  stop_on_death: 'Si mueres, esto para.',
  estate_approval_each_use: 'Si mueres, tus herederos deben decir sí a cada uso.',
};

const FORMS: Texts<NonNullable<Formalities['form']>> = {
  rider: 'Estas palabras están en un papel propio que se añade a tu contrato.',
  separate_writing: 'Estas palabras están en un papel propio.',
  clause_initialed: 'Estas palabras están en tu contrato, con tus iniciales al lado.',
  terms_only: 'Estas palabras están solo entre los términos generales de tu contrato.',
};

const SIGNERS: Texts<SignatureBeside> = {
  production: 'alguien de su parte',
  counsel: 'tu abogado',
  estate: 'tus herederos',
};

const UNITS: Readonly<Record<QuantityUnit, readonly [one: string, more: string]>> = {
  lines: ['frase', 'frases'],
  words: ['palabra', 'palabras'],
  seconds: ['segundo', 'segundos'],
  episodes: ['episodio', 'episodios'],
  days: ['día de trabajo', 'días de trabajo'],
};

const BESIDE: Tongue['beside'] = {
  headings: { pay: 'Lo que pagan', death: 'Si mueres', data: 'Tus datos', origin: 'Cómo surgió esto' },
  pays: (sum) => (sum === null ? 'No te pagan nada por esto.' : `Te pagan ${sum} por esto.`),
  least: (sum) => `Tu acuerdo pide al menos ${sum}.`,
  death: AT_DEATH,
  erases: (days) => `Deben ${ERASED}, ${within(days)}.`,
  dataAnywhere: 'Se puede trabajar con tus datos en todo el mundo.',
  dataOnlyIn: 'Se puede trabajar con tus datos solo en',
  holders: 'Tienen tus datos:',
  also: 'También:',
  uses: 'Los usan para:',
  alsoFor: 'También para:',
  retention: (words) => `Cuánto tiempo los guardan: ${quoted(words)}`,
  withdrawal: (words) => `Cómo retiras tu sí: ${quoted(words)}`,
  notice: (hash) => `Huella del aviso que te dieron: ${hash}`,
  forms: FORMS,
  agreement: (name) => `Tu trabajo está bajo ${name}.`,
  counsel: (isSigned) => `Un abogado tuyo trató este acuerdo por ti. ${isSigned ? TERMS_SIGNED : TERMS_UNSIGNED}`,
  signers: SIGNERS,
  signedBy: (who) => `Esto cuenta solo cuando también lo firmen: ${and(who)}.`,
  inPerson: (replaces) =>
    replaces ? 'La copia hace trabajo que harías en persona.' : 'La copia no hace trabajo que harías en persona.',
  scan: (words) => `Para qué necesitan un escaneo: ${quoted(words)}`,
  court: (approved) => (approved ? 'Un juez ha dicho sí a esto.' : 'Ningún juez ha dicho sí a esto.'),
  hired: (moment) => `Te contrataron ${moment}.`,
  told: (moment) => `Te avisaron de la sesión para la copia ${moment}.`,
  session: (moment) => `Esa sesión empieza ${moment}.`,
  adUntil: (moment) => `Un anuncio hecho con esto puede salir, como mucho, hasta ${moment}.`,
  amount: (count, unit) => `${groupedEs(String(count))} ${UNITS[unit][count === 1 ? 0 : 1]}`,
  atMost: (amounts) => `Como mucho ${amounts} en total.`,
};

const TERMS_SIGNED = 'Firmaste lo que trata de dinero, que estaba escrito con claridad.';
const TERMS_UNSIGNED = 'Lo que trata de dinero no estaba escrito con claridad ni firmado.';

function within(days: number): string {
  return days === 1 ? 'antes de que pase 1 día del final' : `antes de que pasen ${daysWords(days)} del final`;
}

function daysWords(count: number): string {
  return count === 1 ? '1 día' : `${groupedEs(String(count))} días`;
}

/** «el japonés» and «en japonés», «la lengua de señas…»; of several languages or none it says only that it is another. */
function spokenIn(verb: string, language: string | null): string {
  if (language === null) return verb.replace('el {language}', 'otro idioma').replace('{language}', 'otro idioma');
  const article = language.startsWith('lengua ') ? 'la' : 'el';
  return verb.replace('el {language}', `${article} ${language}`).replace('{language}', language);
}

/** Every word and turn of phrase that a document of terms is made of, in Spanish. */
export const SPANISH: Tongue = {
  headings: HEADINGS,
  vocabulary: VOCABULARY,
  unworded: 'algo que aquí no tiene palabras',
  wordlessAct: 'Un acto que aquí no tiene palabras',
  partOf: (names) => names.map((name, index) => (index === 0 ? name : ofPlace(name))).join(' '),
  and,
  or,
  opening: (producer) => `“Tú” es quien actúa. “Ellos” es ${producer}.`,
  replaces: (moment) => `Esto toma el lugar de todo lo que firmaste ${moment}.`,
  moreActs: (title, count) => `${title}, y ${count} más`,
  may: (who, verb) => (who === null ? `Pueden ${verb}.` : `${who} puede ${verb}.`),
  mayAlso: (verb) => `También pueden ${verb}.`,
  spokenIn,
  descriptionNote: 'Donde esto dice más que las cláusulas, valen las cláusulas.',
  lines: LINES,
  nevers: NEVERS,
  notIncluded: NOT_INCLUDED,
  ends: ENDS,
  effect: EFFECT,
  beside: BESIDE,
  money: moneyWordsEs,
  agreementName: agreementNameEs,
  time: { from: fromWordsEs, until: untilWordsEs, moment: momentWordsEs },
};
