/** Reads a use from JSON. */
import { readId, readValues, readWindow } from './read-box.js';
import type { ListDimension } from './read-box.js';
import { readFacts } from './read-facts.js';
import { blame, member, readName, readObject, readText, readWhole } from './read-json.js';
import type { Place, ReadResult } from './read-json.js';
import { readQuantities } from './read-quantities.js';
import type { Use } from './types.js';
import { isAdvertisement, STAGES } from './vocabulary.js';

const REQUIRED = [
  ...['act', 'purpose', 'production', 'media', 'territory', 'language', 'stage', 'pipeline', 'from', 'until'],
];
const OPTIONAL = ['content', 'advertiser', 'facts', 'quantity', 'description'];

/**
 * A use from JSON. Every dimension must be stated; an advertiser exactly with advertisements. Content alone may be left
 * out: it is then read as empty, and `decide` asks for it where some content is not allowed.
 */
export function readUse(json: unknown, path = ''): ReadResult<Use> {
  return readWhole(json, path, readUseAt);
}

function readUseAt(place: Place): Use | null {
  const object = readObject(place, REQUIRED, OPTIONAL);
  if (object === null) return null;
  const at = (key: string): Place => member(place, object, key);
  const stated = (key: string, dimension: ListDimension): readonly string[] | null =>
    readValues(at(key), dimension, { mayBeLeftOut: false });
  const act = stated('act', 'act');
  const purpose = stated('purpose', 'purpose');
  const production = readId(at('production'));
  const media = stated('media', 'media');
  const territory = stated('territory', 'territory');
  const language = stated('language', 'language');
  const stage = readName(at('stage'), STAGES);
  const content = object['content'] === undefined ? [] : readValues(at('content'), 'content');
  const pipeline = stated('pipeline', 'tool');
  const advertiser = readValues(at('advertiser'), 'advertiser');
  const { from, until } = readWindow(place, object);
  const beside = readBeside(place, object);
  if (pipeline?.includes('any')) blame(at('pipeline'), 'wrong_form', 'name the tools; `any` is for terms');
  if (advertiser?.includes('any')) blame(at('advertiser'), 'wrong_form', 'name the advertiser; `any` is for terms');
  if (media) checkAdvertiser(at('advertiser'), media);
  if (!act || !purpose || !production || !media || !territory || !language || !stage || !content || !pipeline)
    return null;
  if (!from || !until) return null;
  const scope = { act, purpose, production, media, territory, language, stage, content, pipeline };
  return { ...scope, ...(advertiser && { advertiser }), from, until, ...beside };
}

function checkAdvertiser(place: Place, media: readonly string[]): void {
  const advertises = media.some(isAdvertisement);
  if (advertises && place.json === undefined)
    blame(place, 'missing', 'state `advertiser`; some media are advertisements');
  if (!advertises && place.json !== undefined)
    blame(place, 'not_applicable', 'leave out `advertiser`; no medium is an advertisement');
}

type Beside = Pick<Use, 'facts' | 'quantity' | 'description'>;

function readBeside(place: Place, object: Readonly<Record<string, unknown>>): Beside {
  const facts = readFacts(member(place, object, 'facts'));
  const quantity = readQuantities(member(place, object, 'quantity'), 0);
  const description = readText(member(place, object, 'description'), 2000);
  return { ...(facts && { facts }), ...(quantity && { quantity }), ...(description !== null && { description }) };
}
