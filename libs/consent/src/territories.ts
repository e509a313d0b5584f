/**
 * Territories: the 249 codes of ISO 3166-1 alpha-2, and groups of them. `world` holds them all, `EU` and `EEA` hold
 * their member states by their own codes, and three digits name a region of UN M.49.
 *
 * M.49 lists no entry for TW; it is placed in 030, as the Unicode CLDR does. AQ lies in no region of M.49. Parts of a
 * state that have a code of their own (GF, GL, AX) belong to the group only if M.49 says so, never through the state.
 */

const REGIONS: Readonly<Record<string, string>> = {
  // Africa
  '015': 'DZ EG EH LY MA SD TN',
  '014': 'BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW',
  '017': 'AO CD CF CG CM GA GQ ST TD',
  '018': 'BW LS NA SZ ZA',
  '011': 'BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG',
  // The Americas
  '029': 'AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI',
  '013': 'BZ CR GT HN MX NI PA SV',
  '005': 'AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE',
  '021': 'BM CA GL PM US',
  // Asia
  '143': 'KG KZ TJ TM UZ',
  '030': 'CN HK JP KP KR MN MO TW',
  '035': 'BN ID KH LA MM MY PH SG TH TL VN',
  '034': 'AF BD BT IN IR LK MV NP PK',
  '145': 'AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE',
  // Europe
  '151': 'BG BY CZ HU MD PL RO RU SK UA',
  '154': 'AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ',
  '039': 'AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA',
  '155': 'AT BE CH DE FR LI LU MC NL',
  // Oceania
  '053': 'AU CC CX HM NF NZ',
  '054': 'FJ NC PG SB VU',
  '057': 'FM GU KI MH MP NR PW UM',
  '061': 'AS CK NU PF PN TK TO TV WF WS',
};

const UNIONS: Readonly<Record<string, string>> = {
  '202': '014 017 018 011',
  '002': '015 202',
  '419': '029 013 005',
  '003': '029 013 021',
  '019': '419 021',
  '142': '143 030 035 034 145',
  '150': '151 154 039 155',
  '009': '053 054 057 061',
  EU: 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK',
  EEA: 'EU IS LI NO',
  world: '002 019 142 150 009 AQ',
};

/** The codes that a territory word stands for: a country for itself, a group for its members. */
export const COUNTRIES_OF: ReadonlyMap<string, readonly string[]> = countriesByWord();

function countriesByWord(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const membersOf = (word: string): readonly string[] => {
    const parts = REGIONS[word] ?? UNIONS[word];
    return parts === undefined ? [word] : parts.split(' ').flatMap(membersOf).sort();
  };
  for (const country of membersOf('world')) found.set(country, [country]);
  for (const group of [...Object.keys(REGIONS), ...Object.keys(UNIONS)]) found.set(group, membersOf(group));
  return found;
}
