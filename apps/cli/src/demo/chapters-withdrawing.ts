/** Mara takes a part back; the farm is denied that part, and the production is told. */
import { DENIZ } from './cast.js';
import { check, EPISODE, json, keep, TRAILER, untilMade } from './chapters-checking.js';
import type { Agreed } from './scene.js';
import { listAt, mailAfter, textAt, valueAt, type Mail } from './visitor.js';

const TRAILERS = { media: ['promo.trailer'] };

/** Returns the mail that the production got. */
export async function maraTakesTrailersBack(agreed: Agreed): Promise<Mail> {
  const { narrator, mara, consent, anyone } = agreed;
  narrator.chapter('Mara takes the trailers back, and nothing else');
  const preview = await mara.post(`/v1/consents/${consent}/withdrawals?preview`, { scope: TRAILERS });
  narrator.tell('Before she confirms she sees what it does. No reason is asked for:');
  narrator.quote([
    ...texts(preview, 'effect'),
    ...texts(preview, 'stops').map((words) => `Stops: ${words}`),
    ...texts(preview, 'goesOn').map((words) => `Goes on: ${words}`),
    `Told: ${listAt(preview, 'told')
      .map((each) => textAt(each, 'name'))
      .join(', ')}.`,
  ]);
  const etag = textAt(preview, 'etag');
  let done: unknown = null;
  const mail = await mailAfter(
    anyone,
    DENIZ.email,
    async () => {
      done = await mara.post(`/v1/consents/${consent}/withdrawals`, { scope: TRAILERS, etag });
    },
    /has withdrawn the consent/,
  );
  narrator.asked('POST /v1/consents/…/withdrawals', `recorded as ${textAt(done, 'recorded', 'entry')}`);
  narrator.holds(
    'what happened is what she was shown',
    json(valueAt(done, 'effect', 'words')) === json(valueAt(preview, 'effect', 'words')) &&
      json(valueAt(done, 'told')) === json(valueAt(preview, 'told')),
    done,
  );
  return mail;
}

/** Returns the file of the receipt. */
export async function farmIsDenied(agreed: Agreed): Promise<string> {
  const { narrator } = agreed;
  narrator.chapter('The render farm asks again');
  const trailer = await check(agreed, TRAILER);
  narrator.quote([trailer.words]);
  narrator.holds(
    'the trailer is denied, because she took it back',
    trailer.outcome === 'deny' && trailer.codes.includes('WITHDRAWN'),
    trailer,
  );
  const missing = trailer.missing.map((box) => listAt(box, 'media').map(String).join(', '));
  narrator.holds(`what is missing is named: ${missing.join('; ')}`, missing.join() === TRAILER.media, trailer.missing);
  const episode = await check(agreed, EPISODE);
  narrator.holds('the episode is allowed as before', episode.outcome === 'allow', episode);
  return keep(agreed, 'receipt-denied.json', json(trailer.receipt));
}

export function productionIsTold({ narrator }: Agreed, mail: Mail): void {
  narrator.chapter('The production is told');
  narrator.asked(`mail to ${mail.to}`, `“${mail.subject}”`);
  narrator.quote(mail.text.split('\n').filter((row) => row.trim() !== ''));
  narrator.holds('it names the production that relied on her yes', mail.text.includes('Harbor'), mail.text);
}

/** The production answers by the link in that mail; Mara reads it, and keeps the certificate. Returns its file. */
export async function recallEnds(agreed: Agreed, mail: Mail): Promise<string> {
  const { narrator, mara, anyone } = agreed;
  narrator.chapter('The production says what became of it');
  const token = /\/recall#(\S+)/.exec(mail.text)?.[1] ?? '';
  const answer = { answer: 'stopped', words: 'The trailer was taken out of the queue before it was rendered.' };
  await anyone.post('/v1/recall-links/answers', { token, ...answer });
  narrator.tell('They answer by the link in the mail, without an account:');
  narrator.quote([answer.words]);
  const [recall] = listAt(await mara.get('/v1/recalls'), 'items');
  const [recipient] = listAt(recall, 'recipients');
  narrator.asked('GET /v1/recalls', `${textAt(recipient, 'name')}: ${textAt(recipient, 'answered', 'answer')}`);
  narrator.holds(
    'Mara reads it in their own words',
    valueAt(recipient, 'answered', 'words') === answer.words,
    recipient,
  );
  const path = `/v1/recalls/${textAt(recall, 'id')}`;
  // Whether that was the last answer is found out after it was given.
  const ended = await untilMade(async () => {
    const read = await mara.get(path);
    return textAt(read, 'state') === 'completed' ? read : null;
  });
  narrator.holds('everybody has answered', valueAt(ended, 'completedAt') !== null, ended);
  const pdf = await untilMade(() => mara.bytes(`${path}/certificate`));
  narrator.asked('GET /v1/recalls/…/certificate', `a PDF of ${Math.round(pdf.length / 1024)} kB`);
  return keep(agreed, 'recall.pdf', pdf);
}

function texts(withdrawal: unknown, part: 'effect' | 'stops' | 'goesOn'): string[] {
  return listAt(withdrawal, 'effect', 'words', part).map(String);
}
