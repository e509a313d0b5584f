/** The render farm asks before it works, and keeps what it is told. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Agreed, Asked, Scene } from './scene.js';
import { listAt, Refused, textAt, valueAt } from './visitor.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const MADE_LIMIT_MS = 30_000;
const MADE_POLL_MS = 100;

/** The two works of the story: the same line of dialogue, for an episode and for a trailer. */
export const EPISODE = { name: 'a line for the episode', media: 'programme.svod' } as const;
export const TRAILER = { name: 'the same line for a trailer', media: 'promo.trailer.series' } as const;
type Work = typeof EPISODE | typeof TRAILER;

export async function nothingIsAllowedYet(asked: Asked): Promise<void> {
  asked.narrator.chapter('Until she answers, nothing is allowed');
  const answer = await check(asked, EPISODE);
  asked.narrator.quote([answer.words]);
  asked.narrator.holds(
    'silence is a deny, and says so',
    answer.outcome === 'deny' && answer.codes.includes('UNKNOWN'),
    answer,
  );
}

export async function farmIsAllowed(agreed: Agreed): Promise<readonly string[]> {
  const { narrator, consent } = agreed;
  narrator.chapter('The render farm asks before it renders');
  const files: string[] = [];
  for (const work of [EPISODE, TRAILER]) {
    const answer = await check(agreed, work);
    narrator.quote([answer.words]);
    narrator.holds(
      `allowed, by ${consent}`,
      answer.outcome === 'allow' && answer.reliedOn.includes(consent) && answer.receipt !== null,
      answer,
    );
    files.push(await keep(agreed, `receipt-${work === EPISODE ? 'episode' : 'trailer'}.json`, json(answer.receipt)));
  }
  narrator.tell('Each answer is a signed receipt, recorded before it left. The farm files it with the shot.');
  return files;
}

export async function certificateIsSealed(agreed: Agreed): Promise<string> {
  const { narrator, mara, consent } = agreed;
  narrator.chapter('A certificate for the drawer');
  const pdf = await untilMade(() => mara.bytes(`/v1/consents/${consent}/certificate`));
  narrator.asked('GET /v1/consents/…/certificate', `a PDF of ${Math.round(pdf.length / 1024)} kB`);
  const text = new TextDecoder('latin1').decode(pdf);
  narrator.holds(
    'it is sealed: one changed byte and every PDF reader says so',
    /\/ByteRange\s*\[/.test(text),
    text.slice(0, 16),
  );
  return keep(agreed, 'certificate.pdf', pdf);
}

/** One answer, as far as the story reads it. */
export interface Answer {
  readonly outcome: string;
  readonly codes: readonly string[];
  readonly words: string;
  readonly reliedOn: readonly string[];
  readonly missing: readonly unknown[];
  readonly receipt: unknown;
}

/** Asks whether the farm may make this work, next month. */
export async function check({ farm, narrator, performer, episode }: Asked, work: Work): Promise<Answer> {
  const tomorrow = Date.now() + DAY_MS;
  const answer = await farm.post('/v1/checks', {
    performer,
    production: episode,
    use: {
      act: ['generate.voice.adr_line'],
      purpose: ['production'],
      media: [work.media],
      territory: ['US', 'JP'],
      language: ['es-MX'],
      stage: 'final',
      content: ['none'],
      pipeline: ['tool_voice_1'],
      from: new Date(tomorrow).toISOString(),
      until: new Date(tomorrow + 30 * DAY_MS).toISOString(),
    },
    reference: 'shot 12-4',
  });
  const outcome = textAt(answer, 'outcome');
  const reasons = listAt(answer, 'reasons');
  const codes = reasons.map((reason) => textAt(reason, 'code'));
  narrator.asked(`POST /v1/checks   ${work.name}`, `${outcome.toUpperCase().replace('_', ' ')}  ${codes.join(', ')}`);
  return {
    outcome,
    codes,
    words: reasons.map((reason) => textAt(reason, 'message')).join(' '),
    reliedOn: listAt(answer, 'reliedOn').map((each) => textAt(each, 'consent')),
    missing: listAt(answer, 'missing'),
    receipt: valueAt(answer, 'receipt'),
  };
}

/** Keeps what a person or a machine was given, as they would. */
export async function keep({ folder }: Scene, name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** What the worker makes a moment later is asked for until it is there. */
export async function untilMade<Made>(ask: () => Promise<Made | null>): Promise<Made> {
  const giveUpAt = Date.now() + MADE_LIMIT_MS;
  for (;;) {
    const made = await ask().catch((error: unknown) => {
      if (error instanceof Refused && error.isNotReadyYet) return null;
      throw error;
    });
    if (made !== null) return made;
    if (Date.now() > giveUpAt) throw new Error(`what was promised was not made within ${MADE_LIMIT_MS / 1000} seconds`);
    await pause(MADE_POLL_MS);
  }
}
