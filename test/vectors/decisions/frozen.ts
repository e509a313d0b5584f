/** The frozen decisions: what was asked, of which records, under which packs, and what was answered. */
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Decision, Records, Use } from '#consent';

export interface FrozenDecision {
  readonly use: Use;
  readonly records: Records;
  readonly at: string;
  /** Names of packs; none are chosen again. */
  readonly packs: readonly string[];
  readonly decision: Decision;
}

const FOLDER = import.meta.dirname;

/** The file of an engine: its version, and then one decision a line. */
export function fileOf(engine: string): string {
  return `${FOLDER}/${engine.replace('/', '-')}.ndjson.gz`;
}

/** All decisions that were ever frozen, of every engine. */
export function frozenDecisions(): readonly FrozenDecision[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.ndjson.gz'))
    .flatMap((name) => gunzipSync(readFileSync(`${FOLDER}/${name}`)).toString().split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FrozenDecision);
}
