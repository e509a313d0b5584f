import { readLaunchConfig, type Environment } from '../config.js';
import { codeOf, secondsLeft } from '../demo/authenticator.js';
import { DENIZ } from '../demo/cast.js';
import { line, type Terminal } from '../terminal.js';
import { CommandError, readArguments } from '../usage.js';
import { prepareDataFolder } from './data-folder.js';
import { demonstrationSecret } from './demonstration.js';

const HELP = `countersign code: shows the code with which the demonstration's ${DENIZ.name} signs in

It stands in for the authenticator program on a phone, for the invented person of the demonstration alone.
`;

/** Prints the code that counts now, and for how long. */
export async function code(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values } = readArguments('code', args, { help: { type: 'boolean', short: 'h', default: false } });
  if (values.help) {
    terminal.out(HELP);
    return 0;
  }
  const { demonstrationFile } = await prepareDataFolder(readLaunchConfig(environment).dataFolder);
  const secret = await demonstrationSecret(demonstrationFile);
  if (secret === null) throw new CommandError('there is no demonstration here; `countersign start` makes one');
  terminal.out(line(`${codeOf(secret)}  for ${DENIZ.email}, for ${secondsLeft()} more seconds`));
  return 0;
}
