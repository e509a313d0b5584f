/**
 * Runs the OpenID AuthZEN Authorization API 1.0 certification scenario against a service, and prints a line per test.
 *
 *   node test/conformance/authzen/main.js --base-url URL [--token TOKEN] [--cast FILE] [--levels LIST] [--connect URL]
 *
 * The token is sent as a bearer; `AUTHZEN_TOKEN` keeps it out of the list of processes. `--cast` names a file as
 * `cast.js` describes it. `--levels` picks some of `basic-core,basic-properties,batch-core,…`. `--connect` sends to
 * another address than the one the service is known by. Ends with 1 when a test fails, with 2 when it cannot start.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { castOf } from './cast.js';
import { DISCOVERY, discoveryUrlOf, endpointsOf } from './discovery.js';
import {
  BASIC_CORE,
  BASIC_PROPERTIES,
  BATCH_CORE,
  BATCH_PROPERTIES,
  SEARCH_CORE,
  SEARCH_PROPERTIES,
} from './scenario.js';

const LEVELS = [
  { name: 'basic-core', tests: BASIC_CORE },
  { name: 'basic-properties', tests: BASIC_PROPERTIES },
  { name: 'batch-core', tests: BATCH_CORE, needs: 'basic-core' },
  { name: 'batch-properties', tests: BATCH_PROPERTIES, needs: 'basic-properties' },
  { name: 'search-core', tests: SEARCH_CORE },
  { name: 'search-properties', tests: SEARCH_PROPERTIES, needs: 'search-core' },
  { name: 'discovery', tests: DISCOVERY },
];
const ANSWER_WITHIN_MS = 30_000;

const options = read();
const pdp = await open(options);
const results = new Map();
for (const { name, tests } of LEVELS.filter((level) => options.levels.includes(level.name))) {
  results.set(name, []);
  for (const [section, title, run] of tests) results.get(name).push(await attempt(name, section, title, run));
}
process.exitCode = summarize(results) ? 0 : 1;

function read() {
  const { values } = parseArgs({
    options: {
      'base-url': { type: 'string' },
      token: { type: 'string', default: process.env.AUTHZEN_TOKEN ?? '' },
      cast: { type: 'string' },
      levels: { type: 'string', default: LEVELS.map(({ name }) => name).join(',') },
      connect: { type: 'string' },
    },
  });
  const baseUrl = values['base-url'];
  if (baseUrl === undefined || !URL.canParse(baseUrl)) stop('say where the service is: `--base-url https://…`');
  const levels = values.levels.split(',');
  const unknown = levels.filter((each) => !LEVELS.some(({ name }) => name === each));
  if (unknown.length > 0)
    stop(`there is no level \`${unknown[0]}\`; there are ${LEVELS.map(({ name }) => name).join(', ')}`);
  return { ...values, baseUrl: baseUrl.replace(/\/$/, ''), levels };
}

function stop(message) {
  console.error(message);
  process.exit(2);
}

/** The service under test, and how it is spoken to. */
async function open({ baseUrl, token, cast: castFile, connect }) {
  const cast = castOf(castFile === undefined ? {} : JSON.parse(await readFile(castFile, 'utf8')));
  const call = async (url, init) => {
    const { pathname, search } = new URL(url);
    const address = connect === undefined ? url : new URL(pathname + search, connect);
    const answer = await fetch(address, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const text = await answer.text();
    const { status, headers } = answer;
    return { status, headers, type: headers.get('content-type') ?? '', text, body: jsonIn(text) };
  };
  const metadata = () => call(discoveryUrlOf(baseUrl), {});
  const found = await metadata();
  const endpoints = endpointsOf(baseUrl, found.status === 200 ? found.body : undefined);

  /** Sends these very bytes. */
  const send = (api, body, headers) =>
    call(endpoints[api], {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body,
    });
  const ask = (api, body, headers = {}) => send(api, JSON.stringify(cast.request(body)), headers);
  return { baseUrl, cast, metadata, send, ask, search: (what, body) => ask(`search/${what}`, body) };
}

function jsonIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function attempt(level, section, title, run) {
  const line = `${level.padEnd(18)} ${section.padEnd(6)} ${title}`;
  try {
    await run(pdp);
    console.log(`ok    ${line}`);
    return true;
  } catch (error) {
    console.log(`FAIL  ${line}\n      ${error.message}`);
    return false;
  }
}

/** Which levels are met; one that builds on another is met only with it. */
function summarize(byLevel) {
  const isMet = (name) => {
    const passed = byLevel.get(name);
    const { needs } = LEVELS.find((level) => level.name === name);
    return passed?.every(Boolean) === true && (needs === undefined || !byLevel.has(needs) || isMet(needs));
  };
  console.log('');
  for (const [name, passed] of byLevel) {
    const count = `${passed.filter(Boolean).length} of ${passed.length}`;
    console.log(`${isMet(name) ? 'met     ' : 'NOT MET '}${name.padEnd(18)} ${count}`);
  }
  return [...byLevel.keys()].every(isMet);
}
