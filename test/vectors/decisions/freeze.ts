/**
 * `npm run freeze`: keeps decisions of this engine for ever, once. What the scenario files ask touches every rule; random
 * cases around them make it many. A file that exists is never made again: an engine that answers otherwise is a new one.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { decide, ENGINE_VERSION, packName, packsFor } from '#consent';
import type { Records, Use } from '#consent';
import { scenariosOf } from '../../scenarios/files.js';
import { playPure } from '../../scenarios/pure-play.js';
import { anyPolicyCase } from '../../support/policy-cases.js';
import { fileOf } from './frozen.js';
import type { FrozenDecision } from './frozen.js';

const RANDOM_COUNT = 2000;
const SEED = 20261127;

const file = fileOf(ENGINE_VERSION);
if (existsSync(file)) throw new Error(`the decisions of ${ENGINE_VERSION} are frozen; name a new engine`);

const frozen: FrozenDecision[] = [];
for (const [, scenario] of scenariosOf(/./))
  playPure(scenario, undefined, ({ use, records, at }) => frozen.push(frozenOf(use, records, at)));
for (const { use, records, at } of fc.sample(anyPolicyCase, { seed: SEED, numRuns: RANDOM_COUNT }))
  frozen.push(frozenOf(use, records, at));

writeFileSync(file, gzipSync(frozen.map((each) => JSON.stringify(each)).join('\n'), { level: 9 }));

function frozenOf(use: Use, records: Records, at: string): FrozenDecision {
  const packs = packsFor(use, records, at);
  const decision = decide(use, records, packs, at);
  return { use, records, at, packs: packs.map(packName), decision };
}
