/** The production asks, and Mara answers clause by clause. */
import { newAuthenticator } from './authenticator.js';
import { COMPANY, DENIZ, dialogueTerms, makeHarbor, addPasskey, MARA, signedBy, signWithPasskey } from './cast.js';
import { newPasskey } from './passkey.js';
import type { Agreed, Asked, Scene } from './scene.js';
import { listAt, machine, mailAfter, signedIn, textAt, valueAt } from './visitor.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export async function productionAsks(scene: Scene): Promise<Asked> {
  const { baseUrl, narrator, anyone, run } = scene;
  narrator.chapter('The production asks');
  narrator.tell(
    `${DENIZ.name} signs in with a mailed link and a code, and records the company, its series and a key for the render farm.`,
  );
  const deniz = await signedIn(baseUrl, DENIZ, newAuthenticator());
  const company = await deniz.post('/v1/organizations', { kind: 'production_company', name: COMPANY });
  const organization = textAt(company, 'id');
  narrator.asked('POST /v1/organizations', COMPANY);
  const { season, episodes } = await makeHarbor(deniz, (step) => `${run}-${step}`);
  narrator.asked('POST /v1/productions', 'Harbor > season 1 > two episodes');
  const key = { name: 'Render farm', scopes: ['check', 'read'] };
  const issued = await deniz.post(`/v1/organizations/${organization}/keys`, key);
  narrator.asked('POST /v1/organizations/…/keys', `${textAt(issued, 'secret').slice(0, 8)}…, shown this once`);

  narrator.tell(
    `Deniz asks ${MARA.name} for her voice, in episodes and in trailers, and names two things that are never done.`,
  );
  const performer = textAt(await deniz.post('/v1/performers', MARA), 'id');
  narrator.asked('POST /v1/performers', performer);
  const from = new Date().toISOString();
  const until = new Date(Date.parse(from) + YEAR_MS).toISOString();
  const terms = dialogueTerms(season, from, until);
  const draft = await deniz.post('/v1/requests', { performer, production: season, terms });
  const request = textAt(draft, 'id');
  narrator.asked('POST /v1/requests', `${request}, ${textAt(draft, 'state')}`);
  const mail = await mailAfter(
    anyone,
    MARA.email,
    async () => {
      const sent = await deniz.post(`/v1/requests/${request}/send`, {});
      narrator.asked('POST /v1/requests/…/send', textAt(sent, 'state'));
    },
    /Nothing is allowed until you sign/,
  );
  narrator.holds(`Mara is told by mail: “${mail.subject}”`, !mail.text.includes('voice'), mail.text);
  const farm = machine(baseUrl, textAt(issued, 'secret'));
  return { ...scene, deniz, farm, season, episode: episodes[0] ?? season, performer, request };
}

export async function maraSigns(asked: Asked): Promise<Agreed> {
  const { baseUrl, narrator, request } = asked;
  narrator.chapter('Mara reads it, and signs clause by clause');
  narrator.tell(
    `She opens the link in the mail, and adds a passkey, which her phone keeps and shows only once it knows her face.`,
  );
  const passkey = newPasskey(baseUrl);
  const mara = await addPasskey(await signedIn(baseUrl, MARA), passkey, 'Her phone');
  narrator.asked('POST /v1/factors/passkey/confirm', 'added: Her phone');
  const shown = await mara.get(`/v1/requests/${request}`);
  narrator.tell('What she reads is made from the terms themselves, and is what she signs:');
  narrator.quote([
    ...listAt(shown, 'rendered', 'clauses').map(clauseInShort),
    ...listAt(shown, 'rendered', 'nevers').map((never) => textAt(never, 'text')),
    `Not included: ${listAt(shown, 'rendered', 'notIncluded').map(String).join('; ')}.`,
    textAt(shown, 'rendered', 'ends'),
  ]);
  const signed = signedBy(await signWithPasskey(mara, passkey, request));
  narrator.asked('POST /v1/requests/…/challenge', 'made of her answers, for her passkey to sign');
  narrator.asked('POST /v1/requests/…/sign', signed.consent);
  const after = await mara.get(`/v1/requests/${request}`);
  narrator.holds(
    'both clauses are signed, by the hash of the words she was shown',
    textAt(after, 'state') === 'signed',
    after,
  );
  const consent = await mara.get(`/v1/consents/${signed.consent}`);
  narrator.holds(
    'the consent keeps the same words, to the byte',
    valueAt(consent, 'rendered', 'hash') === valueAt(shown, 'rendered', 'hash'),
    valueAt(consent, 'rendered', 'hash'),
  );
  narrator.holds(
    'her passkey signed it, and her phone had verified her: a signature of level `advanced`',
    textAt(consent, 'signature', 'method') === 'passkey' && textAt(consent, 'signature', 'level') === 'advanced',
    valueAt(consent, 'signature'),
  );
  return { ...asked, ...signed, mara };
}

/** Its sentence, and where the works may be shown: the rest stands in the request. */
function clauseInShort(clause: unknown): string {
  const where = listAt(clause, 'lines').find((row) => textAt(row, 'label') === 'In');
  return `${textAt(clause, 'sentence')}${where === undefined ? '' : ` In ${textAt(where, 'text')}`}`;
}
