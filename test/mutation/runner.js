/**
 * Runs the tests for Stryker, in its own process and without Jest. All mutants are in the code, asleep: to try one is to name
 * it and to run the tests until the first that fails.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { begin, tests } from './small-jest.js';

/** The tests that mutants are held to, the quickest to notice first. */
const SUITE = [
  'test/mutation/fixed-seed.ts',
  'test/vectors/decisions/decisions.spec.ts',
  ...['decide', 'decide-status', 'decide-rests', 'layout', 'judge', 'axes', 'grid', 'exemption'].map(specOf),
  ...['side-doors', 'side-doors.approvals', 'side-doors.policies', 'side-doors.exemptions', 'side-doors.explicit'].map(
    specOf,
  ),
  ...['known-values', 'read-facts', 'settling'].map(specOf),
  ...['test/mutation/scenarios.ts', ...['packs.rows', 'packs.triggers', 'packs.doors', 'packs.edges'].map(specOf)],
  ...['test/mutation/laws.ts', ...['nearest', 'algebra'].map(specOf)],
];

function specOf(name) {
  return `libs/consent/src/${name}.spec.ts`;
}

/** What is computed once for a pack or a use and kept would hide a mutant that is tried later. */
const REMEMBERING = /(judge|use-hash)\.ts$/;

/** The place where instrumented code looks for the mutant to be, and counts. */
const instrumented = (globalThis.__stryker__ ??= {});

class Runner {
  #loads = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    instrumented.activeMutant = undefined;
    await this.#load();
    const results = await run(tests(), { isCovering: true });
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: instrumented.mutantCoverage };
  }

  async mutantRun({ activeMutant, sandboxFileName, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    const isNew = reloadEnvironment || REMEMBERING.test(sandboxFileName);
    instrumented.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    try {
      if (isNew || this.#loads === 0) await this.#load();
    } catch (error) {
      // Only a mutant that is awake while the code is loaded can be what went wrong.
      if (mutantActivation !== 'static') throw error;
      return toMutantRunResult({ status: DryRunStatus.Complete, tests: [failed('loading', error)] });
    }
    Object.assign(instrumented, { activeMutant: activeMutant.id, hitLimit, hitCount: 0 });
    const wanted = testFilter === undefined ? tests() : tests().filter(({ id }) => testFilter.includes(id));
    const results = await run(wanted, { isCovering: false });
    const endless = determineHitLimitReached(instrumented.hitCount, hitLimit);
    return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests: results });
  }

  async #load() {
    begin();
    this.#loads += 1;
    for (const path of SUITE) await import(`${pathToFileURL(resolve(path)).href}?load=${this.#loads}`);
  }
}

async function run(wanted, { isCovering }) {
  const results = [];
  for (const { id, body } of wanted) {
    const startedAtMs = performance.now();
    if (isCovering) instrumented.currentTestId = id;
    try {
      await body();
      const timeSpentMs = performance.now() - startedAtMs;
      results.push({ id, name: id, status: TestStatus.Success, timeSpentMs });
    } catch (error) {
      results.push(failed(id, error));
      if (!isCovering) return results;
    } finally {
      instrumented.currentTestId = undefined;
    }
  }
  return results;
}

function failed(id, error) {
  const failureMessage = error instanceof Error ? error.message : String(error);
  return { id, name: id, status: TestStatus.Failed, timeSpentMs: 0, failureMessage };
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'countersign', Runner)];
