import type { Signed } from './cast.js';
import type { Narrator } from './narrator.js';
import type { Visitor } from './visitor.js';

/** Where the story is played. */
export interface Scene {
  readonly baseUrl: string;
  readonly narrator: Narrator;
  /** Where people keep the files that they are given. */
  readonly folder: string;
  readonly anyone: Visitor;
  /** Names this telling of the story, so that its idempotency keys are its own. */
  readonly run: string;
}

/** What is known once the production has asked. */
export interface Asked extends Scene {
  readonly deniz: Visitor;
  /** The render farm, a machine with a key. */
  readonly farm: Visitor;
  readonly season: string;
  readonly episode: string;
  readonly performer: string;
  readonly request: string;
}

/** What is known once she has signed. */
export interface Agreed extends Asked, Signed {
  readonly mara: Visitor;
}
