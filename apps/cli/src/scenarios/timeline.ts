/** A scenario in the order in which it happens, which is the same however it is played. */
import { CommandError } from '../usage.js';
import type { Event } from './events.js';
import type { Asked, Expected, Follow, Following, Look, Question, Scenario, Sight } from './scenario-file.js';

/** What happens, or what is asked; `at` is where the clock stands. */
export type Step = { readonly at: string } & (
  | { readonly kind: 'consent'; readonly name: string; readonly asked: Asked }
  | { readonly kind: 'declined'; readonly asked: Asked }
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'question'; readonly question: Question; readonly expected: Expected }
  | { readonly kind: 'look'; readonly look: Look; readonly expected: Sight }
  | { readonly kind: 'follow'; readonly follow: Follow; readonly expected: Following }
);

/** What happens at one instant happens in the order consents, refusals, events; and all of it before what is asked then. */
export function timelineOf({ title, given, when, then }: Scenario): readonly Step[] {
  const happenings = [
    ...Object.entries(given.consents).map(([name, asked]): Step => ({ kind: 'consent', at: asked.at, name, asked })),
    ...given.declined.map((asked): Step => ({ kind: 'declined', at: asked.at, asked })),
    ...given.events.map((event): Step => ({ kind: 'event', at: event.at, event })),
  ].sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));

  const steps: Step[] = [];
  let [at, done] = [given.at, 0];
  for (const [index, question] of when.entries()) {
    const expected = then[index];
    if (expected === undefined) throw new CommandError('`when` and `then` need the same number of items');
    if (question.at !== undefined && question.at < at)
      throw new CommandError(`\`${title}\`: \`${question.title}\` is asked before the one above it`);
    at = question.at ?? at;
    const due = happenings.slice(done).filter((step) => step.at <= at);
    done += due.length;
    steps.push(...due, stepOf(at, question, expected));
  }
  const [late] = happenings.slice(done);
  if (late !== undefined)
    throw new CommandError(`\`${title}\`: what happens at \`${late.at}\` comes after all questions`);
  return steps;
}

function stepOf(at: string, asked: Question | Look | Follow, expected: Expected | Sight | Following): Step {
  if ('recallOf' in asked && 'recall' in expected) return { kind: 'follow', at, follow: asked, expected };
  if ('opens' in asked && 'shown' in expected) return { kind: 'look', at, look: asked, expected };
  if ('use' in asked && 'outcome' in expected) return { kind: 'question', at, question: asked, expected };
  throw new Error(`\`${asked.title}\` has the answer of something else`);
}
