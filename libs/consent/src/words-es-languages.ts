/** Languages in Spanish, and how wide a range of one is; see `words-en-languages.ts`. */
import { unpacked } from './packed.js';
import { PLACES_ES } from './words-es-places.js';

const PACKED = [
  'aa=afar|ab=abjasio|af=afrikáans|ak=akan|am=amárico|an=aragonés|ar=árabe|as=asamés|av=avar|ay=aimara|az=azerbaiyano',
  'ba=baskir|be=bielorruso|bg=búlgaro|bi=bislama|bm=bambara|bn=bengalí|bo=tibetano|br=bretón|bs=bosnio',
  'ca=catalán|ce=checheno|ch=chamorro|co=corso|cr=cree|cs=checo|cv=chuvasio|cy=galés',
  'da=danés|de=alemán|dv=divehi|dz=dzongkha',
  'ee=ewé|el=griego|en=inglés|eo=esperanto|es=español|et=estonio|eu=euskera',
  'fa=persa|ff=fula|fi=finés|fj=fiyiano|fo=feroés|fr=francés|fy=frisón occidental',
  'ga=irlandés|gd=gaélico escocés|gl=gallego|gn=guaraní|gu=guyaratí|gv=manés',
  'ha=hausa|he=hebreo|hi=hindi|ho=hiri motu|hr=croata|ht=criollo haitiano|hu=húngaro|hy=armenio|hz=herero',
  'id=indonesio|ig=igbo|ii=yi de Sichuan|ik=inupiaq|is=islandés|it=italiano|iu=inuktitut',
  'ja=japonés|jv=javanés',
  'ka=georgiano|kg=kongo|ki=kikuyu|kj=kuanyama|kk=kazajo|kl=groenlandés|km=jemer|kn=canarés|ko=coreano|kr=kanuri|ks=cachemir|ku=kurdo|kv=komi|kw=córnico|ky=kirguís',
  'la=latín|lb=luxemburgués|lg=ganda|li=limburgués|ln=lingala|lo=lao|lt=lituano|lu=luba-katanga|lv=letón',
  'mg=malgache|mh=marshalés|mi=maorí|mk=macedonio|ml=malayálam|mn=mongol|mr=maratí|ms=malayo|mt=maltés|my=birmano',
  'na=nauruano|nb=noruego bokmål|nd=ndebele septentrional|ne=nepalí|ng=ndonga|nl=neerlandés|nn=noruego nynorsk|no=noruego|nr=ndebele meridional|nv=navajo|ny=nyanja',
  'oc=occitano|oj=ojibwa|om=oromo|or=oriya|os=osético',
  'pa=punyabí|pl=polaco|ps=pastún|pt=portugués',
  'qu=quechua',
  'rm=romanche|rn=kirundi|ro=rumano|ru=ruso|rw=kinyarwanda',
  'sa=sánscrito|sc=sardo|sd=sindi|se=sami septentrional|sg=sango|si=cingalés|sk=eslovaco|sl=esloveno|sm=samoano|sn=shona|so=somalí|sq=albanés|sr=serbio|ss=suazi|st=sotho meridional|su=sundanés|sv=sueco|sw=suajili',
  'ta=tamil|te=telugu|tg=tayiko|th=tailandés|ti=tigriña|tk=turcomano|tl=tagalo|tn=setsuana|to=tongano|tr=turco|ts=tsonga|tt=tártaro|ty=tahitiano',
  'ug=uigur|uk=ucraniano|ur=urdu|uz=uzbeko',
  've=venda|vi=vietnamita',
  'wa=valón|wo=wólof',
  'xh=xhosa',
  'yi=yidis|yo=yoruba',
  'za=zhuang|zh=chino|zu=zulú',
  'ast=asturiano|ase=lengua de señas americana|awa=avadhi|arz=árabe de Egipto|ary=árabe de Marruecos|arb=árabe estándar|bho=bhoyapurí|bem=bemba|ceb=cebuano|chr=cheroqui|cmn=chino mandarín|crs=criollo seychelense|fil=filipino|gsw=alemán suizo|haw=hawaiano|hmn=hmong|hsb=alto sorbio|hak=chino hakka|ilo=ilocano|jam=criollo de Jamaica|kab=cabileño|kok=konkaní|kam=kamba|lus=mizo|luo=luo|mai=maithili|mni=manipurí|mag=magahi|mwr=marwari|nap=napolitano|nds=bajo alemán|nso=sotho septentrional|nan=chino min nan|pap=papiamento|pcm=pidgin de Nigeria|rap=rapanui|rom=romaní|sah=yakuto|sat=santali|scn=siciliano|sco=escocés|shn=shan|szl=silesio|tpi=tok pisin|tet=tetún|tiv=tiv|war=waray|wuu=chino wu|yue=cantonés',
];

const LANGUAGES: ReadonlyMap<string, string> = unpacked(PACKED);

const SCRIPTS: Readonly<Record<string, string>> = {
  Arab: 'en letra árabe',
  Cyrl: 'en letra cirílica',
  Deva: 'en letra devanagari',
  Hans: 'en letra simplificada',
  Hant: 'en letra tradicional',
  Latn: 'en letra latina',
};

/** The bare name of a tag's language, such as `japonés`; `null` if it has none here. */
export function languageNameEs(tag: string): string | null {
  return LANGUAGES.get(tag.split('-')[0] ?? '') ?? null;
}

/** A range with its width: `español de cualquier país`, `español de América Latina`; `null` if it has no words here. */
export function languageWordsEs(tag: string): string | null {
  const language = languageNameEs(tag);
  const [, ...subtags] = tag.split('-');
  const script = subtags[0]?.length === 4 ? SCRIPTS[subtags.shift() ?? ''] : null;
  const region = subtags.length > 0 ? regionWords(subtags.shift() ?? '') : null;
  if (language === null || script === undefined || region === undefined || subtags.length > 0) return null;
  const written = script === null ? language : `${language} ${script}`;
  if (region !== null) return `${written} ${ofPlace(region)}`;
  return script === null ? `${written} de cualquier país` : written;
}

/** «de» with what follows it: `del Reino Unido`. */
export function ofPlace(place: string): string {
  return place.startsWith('el ') ? `del ${place.slice(3)}` : `de ${place}`;
}

function regionWords(code: string): string | undefined {
  return code === '419' ? 'América Latina' : PLACES_ES.get(code);
}
