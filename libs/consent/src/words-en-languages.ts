/**
 * Languages in English, and how wide a range of one is. Committed for the reason of `words-en-places.ts`. A tag that is
 * not listed here has no words, and terms with it cannot be signed in English.
 */
import { unpacked } from './packed.js';
import { PLACES } from './words-en-places.js';

const PACKED = [
  'aa=Afar|ab=Abkhazian|af=Afrikaans|ak=Akan|am=Amharic|an=Aragonese|ar=Arabic|as=Assamese|av=Avaric|ay=Aymara|az=Azerbaijani',
  'ba=Bashkir|be=Belarusian|bg=Bulgarian|bi=Bislama|bm=Bambara|bn=Bangla|bo=Tibetan|br=Breton|bs=Bosnian',
  'ca=Catalan|ce=Chechen|ch=Chamorro|co=Corsican|cr=Cree|cs=Czech|cv=Chuvash|cy=Welsh',
  'da=Danish|de=German|dv=Divehi|dz=Dzongkha',
  'ee=Ewe|el=Greek|en=English|eo=Esperanto|es=Spanish|et=Estonian|eu=Basque',
  'fa=Persian|ff=Fula|fi=Finnish|fj=Fijian|fo=Faroese|fr=French|fy=Western Frisian',
  'ga=Irish|gd=Scottish Gaelic|gl=Galician|gn=Guarani|gu=Gujarati|gv=Manx',
  'ha=Hausa|he=Hebrew|hi=Hindi|ho=Hiri Motu|hr=Croatian|ht=Haitian Creole|hu=Hungarian|hy=Armenian|hz=Herero',
  'id=Indonesian|ig=Igbo|ii=Sichuan Yi|ik=Inupiaq|is=Icelandic|it=Italian|iu=Inuktitut',
  'ja=Japanese|jv=Javanese',
  'ka=Georgian|kg=Kongo|ki=Kikuyu|kj=Kuanyama|kk=Kazakh|kl=Greenlandic|km=Khmer|kn=Kannada|ko=Korean|kr=Kanuri|ks=Kashmiri|ku=Kurdish|kv=Komi|kw=Cornish|ky=Kyrgyz',
  'la=Latin|lb=Luxembourgish|lg=Ganda|li=Limburgish|ln=Lingala|lo=Lao|lt=Lithuanian|lu=Luba-Katanga|lv=Latvian',
  'mg=Malagasy|mh=Marshallese|mi=Māori|mk=Macedonian|ml=Malayalam|mn=Mongolian|mr=Marathi|ms=Malay|mt=Maltese|my=Burmese',
  'na=Nauru|nb=Norwegian Bokmål|nd=North Ndebele|ne=Nepali|ng=Ndonga|nl=Dutch|nn=Norwegian Nynorsk|no=Norwegian|nr=South Ndebele|nv=Navajo|ny=Nyanja',
  'oc=Occitan|oj=Ojibwa|om=Oromo|or=Odia|os=Ossetic',
  'pa=Punjabi|pl=Polish|ps=Pashto|pt=Portuguese',
  'qu=Quechua',
  'rm=Romansh|rn=Rundi|ro=Romanian|ru=Russian|rw=Kinyarwanda',
  'sa=Sanskrit|sc=Sardinian|sd=Sindhi|se=Northern Sami|sg=Sango|si=Sinhala|sk=Slovak|sl=Slovenian|sm=Samoan|sn=Shona|so=Somali|sq=Albanian|sr=Serbian|ss=Swati|st=Southern Sotho|su=Sundanese|sv=Swedish|sw=Swahili',
  'ta=Tamil|te=Telugu|tg=Tajik|th=Thai|ti=Tigrinya|tk=Turkmen|tl=Tagalog|tn=Tswana|to=Tongan|tr=Turkish|ts=Tsonga|tt=Tatar|ty=Tahitian',
  'ug=Uyghur|uk=Ukrainian|ur=Urdu|uz=Uzbek',
  've=Venda|vi=Vietnamese',
  'wa=Walloon|wo=Wolof',
  'xh=Xhosa',
  'yi=Yiddish|yo=Yoruba',
  'za=Zhuang|zh=Chinese|zu=Zulu',
  'ast=Asturian|ase=American Sign Language|awa=Awadhi|arz=Egyptian Arabic|ary=Moroccan Arabic|arb=Standard Arabic|bho=Bhojpuri|bem=Bemba|ceb=Cebuano|chr=Cherokee|cmn=Mandarin Chinese|crs=Seychelles Creole|fil=Filipino|gsw=Swiss German|haw=Hawaiian|hmn=Hmong|hsb=Upper Sorbian|hak=Hakka Chinese|ilo=Iloko|jam=Jamaican Creole|kab=Kabyle|kok=Konkani|kam=Kamba|lus=Mizo|luo=Luo|mai=Maithili|mni=Manipuri|mag=Magahi|mwr=Marwari|nap=Neapolitan|nds=Low German|nso=Northern Sotho|nan=Min Nan Chinese|pap=Papiamento|pcm=Nigerian Pidgin|rap=Rapanui|rom=Romany|sah=Yakut|sat=Santali|scn=Sicilian|sco=Scots|shn=Shan|szl=Silesian|tpi=Tok Pisin|tet=Tetum|tiv=Tiv|war=Waray|wuu=Wu Chinese|yue=Cantonese',
];

const LANGUAGES: ReadonlyMap<string, string> = unpacked(PACKED);

const SCRIPTS: Readonly<Record<string, string>> = {
  Arab: 'Arabic',
  Cyrl: 'Cyrillic',
  Deva: 'Devanagari',
  Hans: 'simplified',
  Hant: 'traditional',
  Latn: 'Latin',
};

/** The range that people take a tag to include as well, because they hear one language. */
const TAKEN_FOR: Readonly<Record<string, string>> = {
  'en-GB': 'en-US',
  'en-US': 'en-GB',
  'es-419': 'es-ES',
  'es-ES': 'es-419',
  'es-MX': 'es-ES',
  'fr-CA': 'fr-FR',
  'fr-FR': 'fr-CA',
  'pt-BR': 'pt-PT',
  'pt-PT': 'pt-BR',
  'zh-Hans': 'zh-Hant',
  'zh-Hant': 'zh-Hans',
};

/** The bare name of a tag's language, such as `Japanese`; `null` if it has none here. */
export function languageName(tag: string): string | null {
  return LANGUAGES.get(tag.split('-')[0] ?? '') ?? null;
}

/** A range with its width: `Spanish of any country`, `Spanish of Latin America`; `null` if it has no words here. */
export function languageWords(tag: string): string | null {
  const language = languageName(tag);
  const [, ...subtags] = tag.split('-');
  const script = subtags[0]?.length === 4 ? SCRIPTS[subtags.shift() ?? ''] : null;
  const region = subtags.length > 0 ? regionWords(subtags.shift() ?? '') : null;
  if (language === null || script === undefined || region === undefined || subtags.length > 0) return null;
  const written = script === null ? language : `${language} in ${script} script`;
  if (region !== null) return `${written} of ${region}`;
  return script === null ? `${written} of any country` : written;
}

/** The neighbouring range that a tag does not include, and people may think it does; `null` for a whole language. */
export function languageTakenFor(tag: string): string | null {
  return TAKEN_FOR[tag] ?? null;
}

function regionWords(code: string): string | undefined {
  return code === '419' ? 'Latin America' : PLACES.get(code);
}
