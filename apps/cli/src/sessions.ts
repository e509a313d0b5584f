/** `countersign sessions end`: ends what people are signed in with, in the name of whoever operates the service. */
import { mail } from '#mails';
import type { Tx } from '#store';
import type { Environment } from './config.js';
import { withStore } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, readArguments } from './usage.js';

const HELP = `countersign sessions: ends sessions of people

  countersign sessions end --person EMAIL --reason TEXT
  countersign sessions end --everybody --reason TEXT

Their sessions end at once, on every process of the service. Whoever it was signs in again as always: to keep somebody out of
an organization, remove them from it. API keys are no sessions, and go on.

That it was done, and why, is an entry of the log. One person is told by mail, with the reason; everybody is not.

The database is the one in DATABASE_URL, or else Countersign's own in the data folder, whether or not a service runs on it.

Exit code: 0 they have none any more, 3 error.
`;

const REASON_MAX = 500;

export async function sessions(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values, positionals } = readArguments('sessions', args, {
    person: { type: 'string' },
    everybody: { type: 'boolean' },
    reason: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const { person: email = null, everybody = false } = values;
  if (positionals.join(' ') !== 'end') throw new CommandError('say what to do: `countersign sessions end`');
  if ((email === null) !== everybody) throw new CommandError('say whose: either `--person EMAIL` or `--everybody`');
  const reason = readReason(values.reason);
  const ended = await withStore(terminal, environment, (store) => store.transaction((tx) => end(tx, email, reason)));
  terminal.out(line(ended === 0 ? 'there was no session' : `ended ${ended} ${ended === 1 ? 'session' : 'sessions'}`));
  return 0;
}

function readReason(text = ''): string {
  const reason = text.trim();
  if (reason === '') throw new CommandError('say why: `--reason TEXT`; it is recorded, and told to the one person');
  if (reason.length > REASON_MAX || /\p{Cc}/u.test(reason))
    throw new CommandError(`the reason is one line of at most ${REASON_MAX} characters; say it in fewer words`);
  return reason;
}

async function end(tx: Tx, email: string | null, reason: string): Promise<number> {
  const user = email === null ? null : await tx.sessions.personWith(email);
  if (email !== null && user === null)
    throw new CommandError(`nobody is known by \`${email}\`; write the address as they sign in with it`);
  const ended = await tx.sessions.endAll(user);
  if (ended === 0) return 0;
  // Nobody is signed in here; who may work on the database is for its own accounts to say.
  const refs = { actor: 'system', ...(user !== null && { user }) };
  await tx.append([{ type: 'sessions.ended', refs, evidence: {}, personal: { reason } }]);
  if (user !== null) await tx.deliver([mail(await tx.factors.addressOf(user), 'sessions_ended', { reason })]);
  return ended;
}
