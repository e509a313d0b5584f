/** What followed from a withdrawal, on a running service: read as she reads it, and of what is recalled as who relied on it does. */
import { setTimeout as pause } from 'node:timers/promises';
import { listAt, textAt, valueAt } from '../demo/visitor.js';
import { CommandError } from '../usage.js';
import type { EventOf } from './events.js';
import type { Followed, Owed } from './compare.js';
import { housesIn, type Follow } from './scenario-file.js';
import type { World } from './world.js';

/** The worker goes by its own clock, and by its own time. */
const TOLD_WITHIN_MS = 20_000;
const NAME = 'As the scenario says';

/** Once everybody is told, everything is recalled, and a certificate is made where everybody has answered. */
export async function followed(world: World, { recallOf }: Follow): Promise<Followed> {
  const effect = world.effects.get(recallOf) ?? null;
  const until = Date.now() + TOLD_WITHIN_MS;
  for (;;) {
    const recall = await recallOfConsent(world, recallOf);
    if (recall === null) return { effect, recall: null };
    const told = listAt(recall, 'recipients');
    const checks = await recalledOf(world, textAt(recall, 'id'));
    const isOpen = told.some((each) => Object.values(owedBy(each)).some((state) => state !== 'done' && state !== null));
    const isSettled = valueAt(recall, 'state') === 'completed' || valueAt(recall, 'settledAt') === null || isOpen;
    const count = told.reduce<number>((sum, each) => sum + Number(valueAt(each, 'decisions')), 0);
    if (told.every((each) => valueAt(each, 'toldAt') !== null) && checks.length === count && isSettled)
      return { effect, recall: read(world, recall, checks) };
    if (Date.now() > until) throw new CommandError(`the recall of \`${recallOf}\` is not told yet`);
    await pause(50);
  }
}

function read(world: World, recall: unknown, checks: readonly string[]): Followed['recall'] {
  const dues = listAt(recall, 'due').map((each) => [valueAt(each, 'duty'), valueAt(each, 'dueAt')] as const);
  const due = (duty: string): string | null => {
    const found = dues.find(([each]) => each === duty)?.[1];
    return typeof found === 'string' ? found : null;
  };
  const houses = new Map(housesIn(world.scenario.given).map((house) => [world.houses.get(house), house]));
  const titles = world.scenario.when.map(({ title }) => title);
  return {
    state: String(valueAt(recall, 'state')),
    ...{ effectiveAt: textAt(recall, 'effectiveAt'), answerBy: due('answer'), deleteBy: due('deletion') },
    recalled: titles.filter((title) => checks.includes(world.made.get(`check ${title}`) ?? '')),
    told: Object.fromEntries(
      listAt(recall, 'recipients').map((each) => [
        houses.get(textAt(each, 'organization')) ?? textAt(each, 'organization'),
        owedBy(each),
      ]),
    ),
  };
}

function owedBy(recipient: unknown): Owed {
  const deletion = valueAt(recipient, 'deletion');
  return {
    answer: String(valueAt(recipient, 'answered', 'state')),
    deletion: deletion === null ? null : String(valueAt(deletion, 'state')),
  };
}

/** The newest. */
async function recallOfConsent(world: World, consent: string): Promise<unknown> {
  const performer = await world.visitor(world.scenario.given.consents[consent]?.performer ?? '');
  const page = await performer.get(`/v1/recalls?consent=${world.idOf('consents', consent)}`);
  return listAt(page, 'items')[0] ?? null;
}

/** The checks that are recalled, as each of those that asked is shown its own. */
async function recalledOf(world: World, recall: string): Promise<string[]> {
  const checks: string[] = [];
  for (const house of housesIn(world.scenario.given)) {
    const recipients = listAt(await (await world.producer(house)).get('/v1/recalls'), 'items');
    if (!recipients.some((each) => valueAt(each, 'id') === recall)) continue;
    const own = await (await world.producer(house)).get(`/v1/recalls/${recall}`);
    checks.push(...listAt(own, 'recipients').flatMap((each) => listAt(each, 'checks').map(String)));
  }
  return checks;
}

/** What became of it, or that all is erased, by the house that relied on it. */
export async function answerRecall(
  event: EventOf<'answerRecall'> | EventOf<'stateDeletion'>,
  world: World,
): Promise<void> {
  const consent = event.verb === 'answerRecall' ? event.answerRecall : event.stateDeletion;
  const recall = textAt(await recallOfConsent(world, consent), 'id');
  const said =
    event.verb === 'answerRecall'
      ? { answer: event.answer, ...(event.answer === 'cannot_stop' && { words: `${NAME}.` }) }
      : { deletion: { statement: `${NAME}.`, name: NAME, isAll: true } };
  await (await world.producer(event.by)).post(`/v1/recalls/${recall}/answers`, said);
}
