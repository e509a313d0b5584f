/** Plays one scenario on a running service, over its public API, with the clock where the scenario says. */
import { signAs, signWithPasskey } from '../demo/cast.js';
import { textAt } from '../demo/visitor.js';
import { happen } from './acts.js';
import { differencesOf, followDifferences, type Played } from './compare.js';
import { followed } from './follows.js';
import { lookAt } from './looks.js';
import { recordOnPaper } from './paper.js';
import type { Asked, Question, Scenario } from './scenario-file.js';
import { timelineOf } from './timeline.js';
import { World, type Stage } from './world.js';

/** Plays a scenario with an organization, productions and people of its own, so that none sees another's. */
export async function play(scenario: Scenario, stage: Stage): Promise<Played[]> {
  const steps = timelineOf(scenario);
  const world = new World(stage, scenario);
  await world.make();
  const played: Played[] = [];
  for (const step of steps) {
    await stage.setClock(step.at);
    switch (step.kind) {
      case 'consent':
        await give(world, step.name, step.asked);
        break;
      case 'declined': {
        const request = await send(world, step.asked);
        await (await world.visitor(step.asked.performer)).post(`/v1/requests/${request}/decline`, {});
        break;
      }
      case 'event':
        await happen(step.event, world);
        break;
      case 'question': {
        const answer = await ask(world, step.question);
        const differences = differencesOf(answer, step.expected, (value) => world.named(value));
        played.push({ title: step.question.title, differences });
        break;
      }
      case 'follow': {
        const found = await followed(world, step.follow);
        const differences = followDifferences(found, step.expected, (value) => world.named(value));
        played.push({ title: step.follow.title, differences });
        break;
      }
      case 'look':
        played.push({ title: step.look.title, differences: await lookAt(world, step.look, step.expected) });
    }
  }
  return played;
}

async function send(world: World, { performer, production, terms, ...asked }: Asked): Promise<string> {
  const { supersedes, descriptionReview } = asked;
  const body = {
    performer: world.idOf('performers', performer),
    production: world.idOf('productions', production),
    terms: world.named(terms),
    ...(supersedes !== undefined && { supersedes: world.idOf('consents', supersedes) }),
  };
  const producer = await world.producerOf(production);
  const request = textAt(await producer.post('/v1/requests', body), 'id');
  await producer.post(`/v1/requests/${request}/send`, { ...(descriptionReview && { descriptionReview }) });
  return request;
}

async function give(world: World, name: string, asked: Asked): Promise<void> {
  if (asked.imported) {
    world.names.consents.set(name, await recordOnPaper(asked, world));
    return;
  }
  const request = await send(world, asked);
  world.made.set(`request ${name}`, request);
  const { performer, signedAs, under = '' } = asked;
  if (asked.passkey) {
    const signer = await world.withPasskey(signedAs ?? performer);
    world.signed(name, await signWithPasskey(signer.visitor, signer.passkey, request));
    return;
  }
  const visitor = await world.visitor(signedAs ?? performer);
  // Whoever signs for her is known by the name of the authority.
  const signer = signedAs === undefined ? world.person(performer) : { name: under, email: world.emailOf(signedAs) };
  world.signed(name, await signAs(world.stage.baseUrl, visitor, signer, request));
}

async function ask(world: World, question: Question): Promise<unknown> {
  const { title, asOf } = question;
  const body = { ...world.bodyOf(question), reference: title, ...(asOf !== undefined && { at: asOf }) };
  const answer = await (await world.producerOf(question.production)).post('/v1/checks', body);
  if (asOf === undefined) world.remember('check', title, answer);
  return answer;
}
