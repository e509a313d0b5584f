/** `countersign erase`, `hold` and `erasures`: for whoever operates the service, where nobody who is concerned can sign in. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  erase as eraseIn,
  eraseReturned,
  newId,
  previewErasure,
  type Erased,
  type ErasureScope,
  type Tx,
  type WhomToErase,
} from '#store';
import type { Environment } from './config.js';
import { withStore } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, readArguments } from './usage.js';

const HELP = `countersign erase: erases a person for good, and shows before what goes

  countersign erase --person EMAIL [--yes]
  countersign erase --performer ID [--yes]
  countersign erase hold --person EMAIL --reason TEXT
  countersign erase hold --performer ID --reason TEXT
  countersign erase lift --person EMAIL
  countersign erase lift --performer ID
  countersign erase list
  countersign erase again [FILE]

Without --yes nothing is erased: what would go is shown, and what bars it. A consent that still gives something bars it, and so does a
hold: \`hold\` places one, for a claim or an inquiry, with a reason that the person is told; \`lift\` ends it. On a performer who was erased it keeps the evidence that is left from being
destroyed when its time is over; its reason is kept by nobody but you.

\`list\` writes the ids of all who were erased, a line each: keep it apart from the data. After older data were restored, \`again\`
erases whom the keyring, or FILE as \`list\` wrote it, names: API and worker are not ready before.

The database is the one in DATABASE_URL, or else Countersign's own in the data folder, whether or not a service runs on it.

Exit code: 0 done or shown, 1 barred, 3 error.
`;

const EXIT_BARRED = 1;
const REASON_MAX = 500;

export async function erase(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values, positionals } = readArguments('erase', args, {
    person: { type: 'string' },
    performer: { type: 'string' },
    reason: { type: 'string' },
    yes: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const [act = null, of = null] = positionals;
  const within = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withStore(terminal, environment, (store) => store.transaction(work));
  switch (act) {
    case null:
      return tell(terminal, await within((tx) => eraseOrShow(tx, terminal, { ...values, yes: values.yes ?? false })));
    case 'hold':
      terminal.out(line(`held, by \`${await within((tx) => hold(tx, whomIn(values), reasonIn(values.reason)))}\``));
      return 0;
    case 'lift':
      for (const id of await within((tx) => lift(tx, whomIn(values)))) terminal.out(line(`lifted \`${id}\``));
      return 0;
    case 'list':
      for (const person of await within((tx) => tx.erasures.destroyed())) terminal.out(line(person));
      return 0;
    case 'again': {
      const named = of === null ? [] : await linesOf(of);
      return tell(terminal, await within((tx) => eraseReturned(tx, named)));
    }
    default:
      throw new CommandError(`there is no \`countersign erase ${act}\`; see \`countersign erase --help\``);
  }
}

interface Given {
  readonly person?: string | undefined;
  readonly performer?: string | undefined;
}

function whomIn({ person, performer }: Given): WhomToErase {
  if (person !== undefined && performer === undefined) return { email: person };
  if (performer !== undefined && person === undefined) return { performer };
  throw new CommandError('say whom: either `--person EMAIL` or `--performer ID`');
}

async function eraseOrShow(
  tx: Tx,
  terminal: Terminal,
  given: Given & { readonly yes: boolean },
): Promise<Erased | { readonly kind: 'shown' }> {
  const whom = whomIn(given);
  if (given.yes) return eraseIn(tx, whom, 'system');
  const { count, bars } = await previewErasure(tx, whom);
  for (const [what, much] of Object.entries(count)) terminal.out(line(`${what}: ${String(much)}`));
  const isBarred = bars.holds.length > 0 || bars.consents.length > 0;
  if (!isBarred) terminal.out(line('nothing was erased; the same with `--yes` erases all of it, for good'));
  return isBarred ? { kind: 'barred', bars } : { kind: 'shown' };
}

function tell(terminal: Terminal, erased: Erased | { readonly kind: 'shown' }): number {
  switch (erased.kind) {
    case 'shown':
      return 0;
    case 'erased':
      terminal.out(line(`erased, by \`${erased.erasure}\``));
      return 0;
    case 'nobody':
      terminal.out(line('there is nobody to erase'));
      return 0;
    case 'barred':
      for (const { id, reason } of erased.bars.holds) terminal.out(line(`held by \`${id}\`: ${reason}`));
      for (const { id } of erased.bars.consents) terminal.out(line(`\`${id}\` still gives something`));
      return EXIT_BARRED;
  }
}

/** One hold for each profile and account of theirs, told by the first. */
async function hold(tx: Tx, whom: WhomToErase, reason: string): Promise<string> {
  const { guards, performers, users } = await whomHolds(tx, whom);
  const about = [...performers.map((performer) => ({ performer })), ...users.map((user) => ({ user }))];
  if (about.length === 0) throw new CommandError('nobody is known so; write the address or the id as it is kept');
  await tx.lock(guards);
  const ids = about.map(() => newId('hld'));
  await tx.append(
    about.map((refs, index) => ({
      ...{ type: 'hold.placed' as const, refs: { actor: 'system', hold: ids[index] ?? '', ...refs } },
      ...{ evidence: {}, personal: { reason } },
    })),
  );
  return ids.join('`, `');
}

/** Whoever was erased can be held still: then what is kept of them is not destroyed. */
async function whomHolds(tx: Tx, whom: WhomToErase): Promise<ErasureScope> {
  const scope = await tx.erasures.scopeOf(whom);
  if (!('performer' in whom) || scope.performers.length > 0) return scope;
  const { performer } = whom;
  if ((await tx.find('performers', performer)) === null) return scope;
  return { ...scope, performers: [performer], guards: [...new Set([...scope.guards, performer])] };
}

/** Every hold that stands on them. */
async function lift(tx: Tx, whom: WhomToErase): Promise<string[]> {
  const scope = await whomHolds(tx, whom);
  await tx.lock(scope.guards);
  const { holds } = await tx.erasures.bars(scope, await tx.at());
  if (holds.length === 0) throw new CommandError('no hold stands on anybody who is known so');
  for (const { id } of holds) {
    const { performer, user } = await tx.get('holds', id);
    const refs = { ...(performer !== null && { performer }), ...(user !== null && { user }) };
    await tx.append([
      { type: 'hold.lifted', refs: { actor: 'system', hold: id, ...refs }, evidence: {}, personal: null },
    ]);
  }
  return holds.map(({ id }) => id);
}

function reasonIn(text = ''): string {
  const reason = text.trim();
  if (reason === '') throw new CommandError('say why: `--reason TEXT`; the person is told');
  if (reason.length > REASON_MAX || /\p{Cc}/u.test(reason))
    throw new CommandError(`the reason is one line of at most ${REASON_MAX} characters; say it in fewer words`);
  return reason;
}

async function linesOf(file: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const text of createInterface({ input: createReadStream(file) })) if (text !== '') lines.push(text);
  return lines;
}
