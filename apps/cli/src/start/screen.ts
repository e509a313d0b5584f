import { relative } from 'node:path';
import type { LaunchConfig } from '../config.js';
import { DENIZ, MARA } from '../demo/cast.js';
import type { Demonstration } from './demonstration.js';
import type { Launched } from './launch.js';

/** What the screen tells of. */
export interface Shown {
  readonly launched: Launched;
  readonly config: LaunchConfig;
  readonly demonstration: Demonstration | null;
}

/** The one screen that says where everything is; the same at every start. */
export function screen({ launched, config, demonstration }: Shown): string {
  const { baseUrl, data } = launched;
  const database = config.databaseUrl === null ? 'its own PostgreSQL, keys and logs' : 'keys and logs';
  const lines = [
    '',
    `Countersign is running at  ${baseUrl}`,
    '',
    `  API reference   ${baseUrl}/reference`,
    config.mailLeaves
      ? '  Mail            sent by the server of `SMTP_URL`'
      : `  Mailbox         ${baseUrl}/mailbox   (every mail stays here; nothing leaves this machine)`,
    `  Sign in         enter your e-mail address at ${baseUrl}, then open the link in the mail`,
    `  Data            ${shortest(data.folder)}   (${database})`,
    ...(demonstration === null ? [] : demonstrationLines(demonstration)),
    '',
    'Ctrl-C stops everything; nothing is lost.',
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function demonstrationLines({ apiKey, performer, production }: Demonstration): string[] {
  return [
    '',
    'Demonstration data, all of it invented:',
    '',
    `  ${DENIZ.email.padEnd(29)}${DENIZ.name}, who asks for the production, and shows a code beside the link:`,
    `  ${''.padEnd(29)}npx countersign code`,
    `  ${MARA.email.padEnd(29)}${MARA.name}, who signed one request and has one waiting`,
    '',
    `  export COUNTERSIGN_API_KEY=${apiKey}`,
    `  export PERFORMER=${performer} PRODUCTION=${production}`,
  ];
}

function shortest(folder: string): string {
  const fromHere = relative(process.cwd(), folder);
  return fromHere === '' || fromHere.startsWith('..') ? folder : fromHere;
}
