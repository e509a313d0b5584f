/** What a performer does in strikes whose agreement leaves it to her: said for those to come, and at once in one that is on. */
import { Body, Controller, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { noticesOf, type Store } from '#store';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, isSelf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { descriptionOf, profilesHeld } from '../performers/details.js';
import { CONFIG, STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { refuseOther } from '../writing/previewed.js';
import { Writes } from '../writing/writes.js';
import { pauseOf, tellOf, viewOfPause } from './pausing.js';
import { PreviewStrikePause, SayStrikePause, StrikePauseView } from './strike-pause.bodies.js';
import { SUSPENSIONS } from './suspensions.controller.js';

@ApiTags('Suspensions')
@Controller('v1/performers/:performer/strike-pause')
export class StrikePauseController {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(STORE) private readonly store: Store,
  ) {}

  @Post('preview')
  @Answers('Preview what saying so would pause', StrikePauseView, 200, 'Changes nothing.')
  async preview(
    @RecordId('performer', 'perf') performer: string,
    @Body() { pauses }: PreviewStrikePause,
    @AskedByPerson() person: Person,
  ): Promise<StrikePauseView> {
    return this.store.transaction(async (tx) => {
      const row = await tx.find('performers', performer);
      if (row === null || !isSelf(person, row)) throw notFound();
      return viewOfPause(await pauseOf(tx, await tx.profilesOf(performer), pauses));
    });
  }

  @Post()
  @Writes()
  @Answers(
    'Say whether consents to new material pause in a strike',
    StrikePauseView,
    200,
    'For agreements that leave it to each performer, such as Interactive Media; under the others a strike pauses them by itself. ' +
      'It counts from the answer on. Nobody else is told, but for whoever holds a consent that it pauses while a strike is on.',
  )
  async say(
    @RecordId('performer', 'perf') performer: string,
    @Body() { pauses, etag }: SayStrikePause,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<StrikePauseView> {
    const row = await tx.find('performers', performer);
    if (row === null || !isSelf(person, row)) throw notFound();
    const on = await tx.desk.strikes.beside('', await tx.now());
    const profiles = await profilesHeld(tx, person.user, performer);
    // No strike begins or ends meanwhile, and nobody is told of one.
    await tx.lock([...profiles, SUSPENSIONS, ...on.map(({ id }) => noticesOf(id))]);
    const pause = await pauseOf(tx, profiles, pauses);
    const view = viewOfPause(pause);
    refuseOther(view.etag, etag);
    if (pause.before === pauses) return view;
    const actor = actorOf(person);
    await tx.append(
      profiles.map((profile) => descriptionOf({ pausesInStrikes: pauses }, { actor, performer: profile })),
    );
    await tellOf(tx, pause, { actor, link: this.config.baseUrl, to: person.email });
    return view;
  }
}
