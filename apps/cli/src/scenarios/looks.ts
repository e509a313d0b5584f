/** Somebody opens a record, on a running service: what they are shown, and what is recorded of it. */
import { newId } from '#store';
import { listAt, Refused, valueAt, type Visitor } from '../demo/visitor.js';
import type { Look, Sight } from './scenario-file.js';
import type { World } from './world.js';

/** What a union says that it looks for. */
const WHY = 'purpose=audit&reason=As+the+scenario+says.';

/**
 * What is shown is told to the performer. What is not shown answers as an id that nothing has, stands in no list, and she
 * reads of no look; that a union asked for it is in the log.
 */
export async function lookAt(world: World, look: Look, { shown }: Sight): Promise<string[]> {
  const { kind, id, performer } = recordOf(world, look.opens);
  const union = world.unions.get(look.by);
  const visitor = union === undefined ? await world.producer(look.by) : await world.representative(look.by);
  const ask = (path: string) => answerTo(visitor, `/v1/${kind}${path}${union === undefined ? '' : `?${WHY}`}`);
  const told = async () =>
    listAt(await (await world.visitor(performer)).get('/v1/activity?kind=view&limit=200'), 'items');
  const attempts = async () => (union === undefined ? [] : world.stage.store.log.attemptsOf({ organization: union }));

  const before = (await told()).length;
  const opened = await ask(`/${id}`);
  if ((opened.status === 200) !== shown) return [`it is answered with ${opened.status}, ${opened.text}`];
  const differences: string[] = [];
  const isTold = (await told()).length > before;
  if (isTold !== shown)
    differences.push(`the performer ${isTold ? 'reads of a look' : 'does not read that they looked'}`);
  if (!shown && union !== undefined && (await attempts()).at(-1)?.evidence['asked'] !== id)
    differences.push('the log does not hold that it was asked for');
  const isListed = (await ask('')).text.includes(id);
  if (isListed !== shown) differences.push(`a list ${isListed ? 'shows' : 'leaves out'} it`);
  if (shown) return differences;
  const unknown = newId(kind === 'consents' ? 'cons' : 'perf');
  const other = await ask(`/${unknown}`);
  if (other.status !== opened.status || other.text.replaceAll(unknown, id) !== opened.text)
    differences.push(`it is answered with ${opened.text}, and an id that nothing has with ${other.text}`);
  return differences;
}

function recordOf(world: World, name: string): { kind: 'consents' | 'performers'; id: string; performer: string } {
  const asked = world.scenario.given.consents[name];
  return asked === undefined
    ? { kind: 'performers', id: world.idOf('performers', name), performer: name }
    : { kind: 'consents', id: world.idOf('consents', name), performer: asked.performer };
}

/** An answer without what is another in each. */
async function answerTo(visitor: Visitor, path: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    return { status: 200, text: JSON.stringify(await visitor.get(path)) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const requestId = String(valueAt(error.problem, 'requestId'));
    return { status: error.status, text: JSON.stringify(error.problem).replaceAll(requestId, '') };
  }
}
