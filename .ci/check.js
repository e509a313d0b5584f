/**
 * Runs every `check:…` script of package.json, as many at once as there are processors, and prints a line for each:
 * what failed is shown in full, what passed is not.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const waiting = Object.keys(scripts).filter((name) => name.startsWith('check:'));
const failed = [];

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(failed.length === 0 ? 'Everything checks.' : `Failed: ${failed.sort().join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function work() {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const startedAt = performance.now();
    const { code, output } = await run(name);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
    const skipped = /^skipped: .*$/m.exec(output)?.[0];
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(20)} ${seconds} s ${skipped ?? ''}`.trimEnd());
    if (code === 0) continue;
    failed.push(name);
    console.log(`\n${output.trim()}\n`);
  }
}

function run(name) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'], shell: false });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
