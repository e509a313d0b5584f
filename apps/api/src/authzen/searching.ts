/**
 * Which productions, performers or acts would be allowed. A search looks up what a check would be decided on and records no
 * decision, so it is no go-ahead: it says so, and whoever acts on it evaluates first. What it tells of a performer, be it
 * by her absence from the results, is a look at her record.
 */
import { Inject, Injectable } from '@nestjs/common';
import { VOCABULARIES } from '#consent';
import { cursorAfter, type Page, type PageRequest, type Store, type Viewer } from '#store';
import { Reads } from '#store/lists';
import { organizationOf } from '../asking/acting-for.js';
import type { Party } from '../asking/asked.js';
import type { Look } from '../asking/looking.js';
import { Mirror, type Showing } from '../asking/mirror.js';
import { decideOn, refuseWhole, type Question } from '../checks/question.js';
import { AppError } from '../errors/app-error.js';
import { STORE } from '../provided.js';
import { undecided } from './answer.js';
import type { Evaluation, Sought } from './read-evaluation.js';
import type { SearchPage } from './search-page.js';
import { askableOf, LIKENESS, NOBODY, organizationIn, PERFORMER, PRODUCTION } from './stated-use.js';

/** How many candidates are looked up together, and how many rounds one request may take. */
const ROUND = 50;
const ROUNDS_MAX = 4;

export interface SearchAnswer {
  readonly page: { readonly next_token: string; readonly count: number };
  readonly context: Readonly<Record<string, unknown>>;
  readonly results: readonly object[];
}

/** Something that may be found, and the place behind it. */
interface Candidate {
  readonly result: { readonly type: string; readonly id: string } | { readonly name: string };
  readonly evaluation: Evaluation;
  readonly place: string;
}

type Round = { readonly candidates: readonly Candidate[]; readonly isLast: boolean };

@Injectable()
export class Searching {
  constructor(
    @Inject(STORE) private readonly store: Store,
    private readonly reads: Reads,
    private readonly mirror: Mirror,
  ) {}

  async search(evaluation: Evaluation, sought: Sought, page: SearchPage, by: SearchedBy): Promise<SearchAnswer> {
    const { asker } = by.look;
    const nextOf = attempted(() => this.candidates(evaluation, sought, asker));
    if (nextOf instanceof AppError) return nothing(nextOf, by.requestId);
    const allowed: Candidate[] = [];
    const showing = new Map<string, Showing>();
    let place = page.after;
    let isAtEnd = false;
    for (let round = 0; round < ROUNDS_MAX && !isAtEnd && allowed.length < page.limit; round += 1) {
      const { candidates, isLast } = await nextOf(place);
      const found = await this.decided(candidates, asker);
      if (found instanceof AppError) return nothing(found, by.requestId);
      const wanted = found.filter(({ isAllowed }) => isAllowed);
      const taken = wanted.slice(0, page.limit - allowed.length);
      allowed.push(...taken.map(({ candidate }) => candidate));
      const isCut = taken.length < wanted.length;
      isAtEnd = isLast && !isCut;
      const last = isCut ? taken.at(-1) : found.at(-1);
      place = last?.candidate.place ?? place;
      // Whoever stands between two results is told of as well.
      const told = last === undefined ? [] : found.slice(0, found.indexOf(last) + 1);
      for (const { shown } of told) if (shown !== null) showing.set(`${shown.performer} ${shown.production}`, shown);
    }
    await this.record(by.look, evaluation, [...showing.values()]);
    return {
      page: { next_token: isAtEnd ? '' : page.tokenAt(place), count: allowed.length },
      context: NO_GO_AHEAD,
      results: allowed.map(({ result }) => result),
    };
  }

  /** Goes through what the asker sees, newest first, and so finds nothing that a list would not show. */
  private candidates(evaluation: Evaluation, sought: Sought, asker: Party): (after: string) => Promise<Round> {
    const { subject, action, resource } = evaluation;
    if (sought === 'action') return async (after) => actsAfter(evaluation, after);
    if (sought === 'subject') {
      if (subject.type !== PRODUCTION) return async () => NONE;
      return this.rows(evaluation, asker, (viewer, page) => this.reads.productions(viewer, {}, page), {
        of: (id) => ({ subject: { ...subject, id }, action, resource }),
        type: PRODUCTION,
      });
    }
    if (resource.type === LIKENESS) return async () => oneLikeness(evaluation);
    if (resource.type !== PERFORMER) return async () => NONE;
    return this.rows(evaluation, asker, (viewer, page) => this.reads.performers(viewer, page), {
      of: (id) => ({ subject, action, resource: { ...resource, id } }),
      type: PERFORMER,
    });
  }

  private rows(
    evaluation: Evaluation,
    asker: Party,
    read: (viewer: Viewer, page: PageRequest) => Promise<Page<{ readonly id: string; readonly entry: number }>>,
    { of, type }: { readonly of: (id: string) => Omit<Evaluation, 'context'>; readonly type: string },
  ): (after: string) => Promise<Round> {
    const viewer = { organization: organizationOf(asker, organizationIn(evaluation)) };
    return async (after) => {
      const { items, next } = await read(viewer, { limit: ROUND, ...(after === '' ? {} : { cursor: after }) });
      const candidates = items.map((row) => ({
        result: { type, id: row.id },
        evaluation: { ...of(row.id), context: evaluation.context },
        place: cursorAfter(row),
      }));
      return { candidates, isLast: next === null };
    };
  }

  /** What would be decided now of each; why none can be asked about, where the question is no whole use. */
  private async decided(candidates: readonly Candidate[], asker: Party): Promise<readonly Found[] | AppError> {
    const asked: { candidate: Candidate; question: Question }[] = [];
    for (const candidate of candidates) {
      const askable = askableOf(candidate.evaluation, asker);
      // They differ in one id or word that is sound, so what is wrong with one is wrong with all.
      if ('refused' in askable) return askable.refused;
      asked.push({ candidate, question: askable.question });
    }
    if (asked.length === 0) return [];
    const given = await this.store.transaction((tx) => tx.lookUpAll(asked.map(({ question }) => question)));
    return asked.map(({ candidate, question }, index) => {
      const known = given[index];
      if (known === undefined) throw new Error('a search lost a candidate');
      if (typeof known === 'string') {
        refuseWhole(known);
        return { candidate, isAllowed: false, shown: null };
      }
      const { performer, production } = question;
      // Of a stranger nothing is told.
      const isShown = performer !== null && known.records.related;
      return {
        candidate,
        isAllowed: decideOn(question, known).decision.outcome === 'allow',
        shown: isShown ? { kind: 'profile', id: performer, performer, production } : null,
      };
    });
  }

  private async record(look: Look, evaluation: Evaluation, showing: readonly Showing[]): Promise<void> {
    if (showing.length === 0) return;
    const organization = organizationOf(look.asker, organizationIn(evaluation));
    await this.mirror.record(look, showing, { viewer: { organization }, how: 'search' });
  }
}

/** What a search found out about one candidate. */
interface Found {
  readonly candidate: Candidate;
  readonly isAllowed: boolean;
  /** The performer of whom that tells something. */
  readonly shown: Showing | null;
}

/** Who searches, and the id by which a refusal can be found again. */
export interface SearchedBy {
  readonly look: Look;
  readonly requestId: string;
}

const NONE: Round = { candidates: [], isLast: true };

const NO_GO_AHEAD = {
  recorded: false,
  message: 'a search records no decision and is no go-ahead; evaluate what you are about to do',
};

/** Every act that a use can name, in the order of the vocabulary. */
function actsAfter(evaluation: Evaluation, after: string): Round {
  const acts = VOCABULARIES.act.leaves;
  const candidates = acts.slice(after === '' ? 0 : acts.indexOf(after) + 1).map((name) => ({
    result: { name },
    evaluation: { ...evaluation, action: { name, properties: {} } },
    place: name,
  }));
  return { candidates, isLast: true };
}

function oneLikeness(evaluation: Evaluation): Round {
  const resource = { ...evaluation.resource, id: NOBODY };
  const result = { type: LIKENESS, id: NOBODY };
  return { candidates: [{ result, evaluation: { ...evaluation, resource }, place: '' }], isLast: true };
}

/** An organization that is not the asker's, or not named by who has several, finds nothing; it is no bad request. */
function attempted<T>(work: () => T): T | AppError {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError && ['invalid_input', 'not_found'].includes(error.code)) return error;
    throw error;
  }
}

function nothing(error: AppError, requestId: string): SearchAnswer {
  const { recorded, error: told, reasons } = undecided(error, requestId).context;
  return { page: { next_token: '', count: 0 }, context: { recorded, error: told, reasons }, results: [] };
}
