/** Territories in Spanish, as they stand after «en»; see `words-en-places.ts`. */
import { unpacked } from './packed.js';
const PACKED = [
  'AD=Andorra|AE=los Emiratos Árabes Unidos|AF=Afganistán|AG=Antigua y Barbuda|AI=Anguila|AL=Albania|AM=Armenia|AO=Angola|AQ=Antártida|AR=Argentina|AS=Samoa Americana|AT=Austria|AU=Australia|AW=Aruba|AX=las Islas Åland|AZ=Azerbaiyán',
  'BA=Bosnia y Herzegovina|BB=Barbados|BD=Bangladés|BE=Bélgica|BF=Burkina Faso|BG=Bulgaria|BH=Baréin|BI=Burundi|BJ=Benín|BL=San Bartolomé|BM=las Bermudas|BN=Brunéi|BO=Bolivia|BQ=el Caribe neerlandés|BR=Brasil|BS=las Bahamas|BT=Bután|BV=la Isla Bouvet|BW=Botsuana|BY=Bielorrusia|BZ=Belice',
  'CA=Canadá|CC=las Islas Cocos|CD=la República Democrática del Congo|CF=la República Centroafricana|CG=la República del Congo|CH=Suiza|CI=Costa de Marfil|CK=las Islas Cook|CL=Chile|CM=Camerún|CN=China|CO=Colombia|CR=Costa Rica|CU=Cuba|CV=Cabo Verde|CW=Curazao|CX=la Isla de Navidad|CY=Chipre|CZ=Chequia',
  'DE=Alemania|DJ=Yibuti|DK=Dinamarca|DM=Dominica|DO=la República Dominicana|DZ=Argelia',
  'EC=Ecuador|EE=Estonia|EG=Egipto|EH=el Sáhara Occidental|ER=Eritrea|ES=España|ET=Etiopía',
  'FI=Finlandia|FJ=Fiyi|FK=las Islas Malvinas|FM=Micronesia|FO=las Islas Feroe|FR=Francia',
  'GA=Gabón|GB=el Reino Unido|GD=Granada|GE=Georgia|GF=la Guayana Francesa|GG=Guernesey|GH=Ghana|GI=Gibraltar|GL=Groenlandia|GM=Gambia|GN=Guinea|GP=Guadalupe|GQ=Guinea Ecuatorial|GR=Grecia|GS=las Islas Georgia del Sur y Sandwich del Sur|GT=Guatemala|GU=Guam|GW=Guinea-Bisáu|GY=Guyana',
  'HK=Hong Kong|HM=las Islas Heard y McDonald|HN=Honduras|HR=Croacia|HT=Haití|HU=Hungría',
  'ID=Indonesia|IE=Irlanda|IL=Israel|IM=la Isla de Man|IN=India|IO=el Territorio Británico del Océano Índico|IQ=Irak|IR=Irán|IS=Islandia|IT=Italia',
  'JE=Jersey|JM=Jamaica|JO=Jordania|JP=Japón',
  'KE=Kenia|KG=Kirguistán|KH=Camboya|KI=Kiribati|KM=las Comoras|KN=San Cristóbal y Nieves|KP=Corea del Norte|KR=Corea del Sur|KW=Kuwait|KY=las Islas Caimán|KZ=Kazajistán',
  'LA=Laos|LB=el Líbano|LC=Santa Lucía|LI=Liechtenstein|LK=Sri Lanka|LR=Liberia|LS=Lesoto|LT=Lituania|LU=Luxemburgo|LV=Letonia|LY=Libia',
  'MA=Marruecos|MC=Mónaco|MD=Moldavia|ME=Montenegro|MF=San Martín|MG=Madagascar|MH=las Islas Marshall|MK=Macedonia del Norte|ML=Mali|MM=Myanmar|MN=Mongolia|MO=Macao|MP=las Islas Marianas del Norte|MQ=Martinica|MR=Mauritania|MS=Montserrat|MT=Malta|MU=Mauricio|MV=las Maldivas|MW=Malaui|MX=México|MY=Malasia|MZ=Mozambique',
  'NA=Namibia|NC=Nueva Caledonia|NE=Níger|NF=la Isla Norfolk|NG=Nigeria|NI=Nicaragua|NL=los Países Bajos|NO=Noruega|NP=Nepal|NR=Nauru|NU=Niue|NZ=Nueva Zelanda',
  'OM=Omán',
  'PA=Panamá|PE=Perú|PF=la Polinesia Francesa|PG=Papúa Nueva Guinea|PH=Filipinas|PK=Pakistán|PL=Polonia|PM=San Pedro y Miquelón|PN=las Islas Pitcairn|PR=Puerto Rico|PS=los Territorios Palestinos|PT=Portugal|PW=Palaos|PY=Paraguay',
  'QA=Catar',
  'RE=Reunión|RO=Rumanía|RS=Serbia|RU=Rusia|RW=Ruanda',
  'SA=Arabia Saudí|SB=las Islas Salomón|SC=las Seychelles|SD=Sudán|SE=Suecia|SG=Singapur|SH=Santa Elena|SI=Eslovenia|SJ=Svalbard y Jan Mayen|SK=Eslovaquia|SL=Sierra Leona|SM=San Marino|SN=Senegal|SO=Somalia|SR=Surinam|SS=Sudán del Sur|ST=Santo Tomé y Príncipe|SV=El Salvador|SX=Sint Maarten|SY=Siria|SZ=Esuatini',
  'TC=las Islas Turcas y Caicos|TD=Chad|TF=los Territorios Australes Franceses|TG=Togo|TH=Tailandia|TJ=Tayikistán|TK=Tokelau|TL=Timor-Leste|TM=Turkmenistán|TN=Túnez|TO=Tonga|TR=Turquía|TT=Trinidad y Tobago|TV=Tuvalu|TW=Taiwán|TZ=Tanzania',
  'UA=Ucrania|UG=Uganda|UM=las islas menores de Estados Unidos|US=Estados Unidos|UY=Uruguay|UZ=Uzbekistán',
  'VA=la Ciudad del Vaticano|VC=San Vicente y las Granadinas|VE=Venezuela|VG=las Islas Vírgenes Británicas|VI=las Islas Vírgenes de Estados Unidos|VN=Vietnam|VU=Vanuatu',
  'WF=Wallis y Futuna|WS=Samoa',
  'YE=Yemen|YT=Mayotte',
  'ZA=Sudáfrica|ZM=Zambia|ZW=Zimbabue',
  '002=África|003=América del Norte con Centroamérica y el Caribe|005=América del Sur|009=Oceanía|011=el oeste de África|013=Centroamérica|014=el este de África|015=el norte de África|017=el centro de África|018=el sur de África|019=toda América|021=la parte norte de América|029=el Caribe|030=el este de Asia|034=el sur de Asia|035=el sudeste de Asia',
  '039=el sur de Europa|053=Australia y Nueva Zelanda como región|054=Melanesia|057=Micronesia como región|061=Polinesia|142=Asia|143=el centro de Asia|145=el oeste de Asia|150=Europa|151=el este de Europa|154=el norte de Europa|155=el oeste de Europa|202=África al sur del Sáhara|419=América Latina y el Caribe|EEA=el Espacio Económico Europeo|EU=la Unión Europea',
];

/** Every country and group of the vocabulary but `world`, which has its own sentence. */
export const PLACES_ES: ReadonlyMap<string, string> = unpacked(PACKED);
