#!/usr/bin/env node
/**
 * The command `countersign`. It lies in the checkout and not in `dist`: npm links a command once, and a link made
 * before the first build would lead nowhere for good. Whoever only verifies a file never runs `npm start` before.
 */
require('./node-version.cjs');
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const checkout = join(__dirname, '..', '..');
const main = join(checkout, 'dist', 'apps', 'cli', 'src', 'main.js');

if (!existsSync(main)) build();
// INVARIANT: the command sets the exit code; nothing here outlives the import.
import(pathToFileURL(main).href);

/** What it says goes to standard error: standard output is the answer of the command. */
function build() {
  console.error('countersign: building, this once');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: checkout,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error('countersign: it could not be built; run `npm ci` in its folder, then try again');
  process.exit(3);
}
