/** `countersign deliveries`: what waits to be sent and what was given up, and sends the latter again. */
import type { DeliveryCount, GivenUp, Store } from '#store';
import type { Environment } from './config.js';
import { withStore } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, readArguments } from './usage.js';

const HELP = `countersign deliveries: mail, documents and calls that wait to be sent, and those that were given up

  countersign deliveries
  countersign deliveries again ID...
  countersign deliveries again --all [--kind KIND]

Without more, counts of each kind, and the newest that were given up, with the last failure as the next hop gave it: ids and
counts, no address and no content. \`again\` makes what was given up due now, with all its tries, under its old id, so that
whoever has it already can tell.

The database is the one in DATABASE_URL, or else Countersign's own in the data folder, whether or not a service runs on it.

Exit code: 0 nothing is given up, or what was asked for is sent again; 1 something is given up; 3 error.
`;

const AGAIN_MAX = 1000;
const SHOWN_MAX = 20;

export async function deliveries(
  args: readonly string[],
  terminal: Terminal,
  environment: Environment,
): Promise<number> {
  const { values, positionals } = readArguments('deliveries', args, {
    all: { type: 'boolean', default: false },
    kind: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const [what, ...ids] = positionals;
  const { all, kind } = values;
  if (what === undefined && !all && kind === undefined) {
    return withStore(terminal, environment, (store) => show(store, terminal));
  }
  if (what !== 'again')
    throw new CommandError('say what to do: `countersign deliveries again`, or nothing to see them');
  if (all === ids.length > 0) throw new CommandError('say which: either their ids or `--all`');
  if (!all && kind !== undefined) throw new CommandError('`--kind` narrows `--all`; leave it out, or the ids');
  return withStore(terminal, environment, (store) => sendAgain(store, terminal, all ? { kind } : { ids }));
}

async function show({ deliveries: kept }: Store, terminal: Terminal): Promise<number> {
  const counts = await kept.standing();
  const givenUp = await kept.givenUp(SHOWN_MAX);
  if (counts.length === 0) {
    terminal.out(line('nothing waits, and nothing was given up'));
    return 0;
  }
  for (const count of counts) terminal.out(line(countText(count)));
  for (const each of givenUp) terminal.out(line(givenUpText(each)));
  if (givenUp.length === SHOWN_MAX) terminal.out(line(`the newest ${SHOWN_MAX} of those that were given up`));
  if (givenUp.length > 0) terminal.out(line('send again: `countersign deliveries again ID...`, or `again --all`'));
  return givenUp.length > 0 ? 1 : 0;
}

const STATES = { due: 'wait', queued: 'in the queue', given_up: 'given up' } as const;

function countText({ kind, state, count, failing, oldestAt }: DeliveryCount): string {
  const tried = state !== 'given_up' && failing > 0 ? `, ${failing} of them failed before` : '';
  return `${kind.padEnd(14)} ${String(count).padStart(7)} ${STATES[state]}, the oldest since ${oldestAt}${tried}`;
}

function givenUpText({ id, kind, attempts, reason, at }: GivenUp): string {
  return `${id} ${kind}: given up at ${at} after ${attempts} ${attempts === 1 ? 'try' : 'tries'}: ${reason}`;
}

async function sendAgain(
  { deliveries: kept }: Store,
  terminal: Terminal,
  which: { readonly ids: readonly string[] } | { readonly kind: string | undefined },
): Promise<number> {
  const ids = 'ids' in which ? which.ids : (await kept.givenUp(AGAIN_MAX, which.kind)).map(({ id }) => id);
  const again = await kept.sendAgain(ids);
  terminal.out(line(again.length === 1 ? '1 is sent again' : `${again.length} are sent again`));
  if ('kind' in which && ids.length === AGAIN_MAX) terminal.out(line('these were the newest; send again what is more'));
  const not = ids.filter((id) => !again.includes(id));
  if (not.length === 0) return 0;
  throw new CommandError(`nothing was given up that can be sent under: ${not.map((id) => `\`${id}\``).join(', ')}`);
}
