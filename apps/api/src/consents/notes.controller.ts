/** What a union notes on a consent: for its own people and the performer, and for nobody else. */
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Named, Store, StoredEntry } from '#store';
import { isOf } from '../asking/acting-for.js';
import { AskedByPerson } from '../asking/asked.js';
import { actorOf, addressOf, isSelf, type Person } from '../asking/asker.js';
import { LookingAt, type Look } from '../asking/looking.js';
import { Sight } from '../asking/sight.js';
import { notFound } from '../errors/app-error.js';
import { Answers } from '../openapi/answers.js';
import { STORE } from '../provided.js';
import { RecordId } from '../record-id.js';
import { Acting, type Act } from '../writing/act.js';
import { Writes } from '../writing/writes.js';
import { NewNote, NoteList, NoteView } from './notes.bodies.js';

@ApiTags('Consents')
@Controller('v1/consents/:consent/notes')
export class NotesController {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly sight: Sight,
  ) {}

  @Post()
  @Writes()
  @Answers('Note something on a consent', NoteView, 201, 'By a union that it is covered for. It changes no answer.')
  async add(
    @RecordId('consent', 'cons') id: string,
    @Body() { text }: NewNote,
    @AskedByPerson() person: Person,
    @Acting() { tx }: Act,
  ): Promise<NoteView> {
    const [union] = await this.sight.coveringUnions(person, 'consents', id);
    if (union === undefined) throw notFound();
    const { performer } = await tx.get('consents', id);
    // Nothing that anybody decides on changes; what is held is that the person is of the union.
    await tx.lock([]);
    const refs = { actor: actorOf(person), organization: union, performer };
    const [entry] = await tx.append([{ type: 'consent.noted', refs, evidence: { consent: id }, personal: { text } }]);
    if (entry === undefined) throw new Error('a note was appended and is not there');
    const by = (await tx.memberNames(union)).get(person.account) ?? addressOf(person);
    return { entry: entry.id, union, by, text, at: entry.at };
  }

  @Get()
  @Answers('Notes on a consent', NoteList, 200, 'Of a performer, all; of a union, its own.')
  async list(@RecordId('consent', 'cons') id: string, @LookingAt() look: Look): Promise<NoteList> {
    const { asker } = look;
    // Others who see the consent read none of them.
    const her = asker.kind === 'person' && asker.isPerformer ? [{ user: asker.user }] : [];
    const { performer } = await this.sight.show(look, 'consents', id, 'notes', her);
    const profile = await this.store.transaction((tx) => tx.get('performers', performer));
    const isHer = isSelf(asker, profile);
    const notes = await this.store.log.notesOn({ consent: id, performer });
    const theirs = notes.filter(({ refs }) => isHer || isOf(asker, refs.organization));
    const named = await this.store.activity.named(theirs);
    return { items: theirs.map((each) => viewOf(each, named)) };
  }
}

function viewOf({ id, at, refs, personal }: StoredEntry, { names }: Named): NoteView {
  const { actor, organization: union = '' } = refs;
  const text = personal?.['text'];
  return {
    entry: id,
    union,
    by: names.get(`${actor} ${union}`) ?? null,
    text: typeof text === 'string' ? text : '',
    at,
  };
}
