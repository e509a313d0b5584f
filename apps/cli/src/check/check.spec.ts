import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { countersign, inFolder } from '../../../../test/support/command-line.js';
import { answering } from '../../../../test/support/http-answers.js';

const KEY = { COUNTERSIGN_API_KEY: 'csk_test' };
const WHO = ['--performer', 'perf_1', '--production', 'prod_1'];

const decision = {
  id: 'chk_1',
  outcome: 'allow',
  reasons: [
    {
      code: 'COVERED',
      message: 'a consent covers it',
      rule: 'R-01',
      source: 'Terms',
      consent: 'cons_1',
      clause: 'c-1',
    },
  ],
  missing: [],
  obligations: [],
  approvalsMissing: [],
  decidedAt: '2026-11-23T10:00:00.000Z',
  validUntil: '2026-11-23T11:00:00.000Z',
  receipt: { countersign: 'receipt/v1' },
};

describe('countersign check', () => {
  it.each([
    ['allow', 0],
    ['deny', 1],
    ['needs_approval', 2],
  ])('%s is exit code %i', async (outcome, expected) => {
    await answering(
      () => ({ status: 200, body: JSON.stringify({ ...decision, outcome }) }),
      async (url) => {
        const { exitCode, out } = await countersign(['check', ...WHO, '--url', url], KEY);
        expect(exitCode).toBe(expected);
        expect(out.split('\n')[0]).toBe(`${outcome.replace('_', ' ').toUpperCase()}  chk_1`);
      },
    );
  });

  it('asks exactly what the flags say, with the key of the environment', async () => {
    await answering(
      () => ({ status: 200, body: JSON.stringify(decision) }),
      async (url, asked) => {
        const flags = [
          ...['--act', 'generate.voice.adr_line', '--media', 'promo.trailer.series', '--territory', 'US, JP'],
          ...['--territory', 'DE', '--tool', 'tool_1', '--stage', 'final', '--reference', 'shot 12-4'],
          ...['--idempotency-key', 'render-88'],
        ];
        const environment = { ...KEY, COUNTERSIGN_URL: `${url}/` };
        expect((await countersign(['check', ...WHO, ...flags], environment)).exitCode).toBe(0);
        expect(asked).toHaveLength(1);
        expect(asked[0]).toMatchObject({ method: 'POST', path: '/v1/checks' });
        expect(asked[0]!.headers).toMatchObject({
          authorization: 'Bearer csk_test',
          'content-type': 'application/json',
          'idempotency-key': 'render-88',
        });
        expect(JSON.parse(asked[0]!.body)).toEqual({
          performer: 'perf_1',
          production: 'prod_1',
          reference: 'shot 12-4',
          use: {
            act: ['generate.voice.adr_line'],
            media: ['promo.trailer.series'],
            territory: ['US', 'JP', 'DE'],
            pipeline: ['tool_1'],
            stage: 'final',
          },
        });
      },
    );
  });

  it('takes a file with the whole question or with the use alone; flags win', async () => {
    const use = { act: ['generate.body'], stage: 'temp' };
    await answering(
      () => ({ status: 200, body: JSON.stringify(decision) }),
      async (url, asked) => {
        await inFolder(async (folder) => {
          const file = join(folder, 'use.json');
          const rest = ['--file', file, '--url', url];
          await writeFile(file, JSON.stringify({ performer: 'perf_9', production: 'prod_1', use }));
          expect((await countersign(['check', ...rest, '--performer', 'perf_1'], KEY)).exitCode).toBe(0);
          await writeFile(file, JSON.stringify(use));
          expect((await countersign(['check', ...rest, ...WHO, '--stage', 'final'], KEY)).exitCode).toBe(0);
        });
        const bodies = asked.map(({ body }): unknown => JSON.parse(body));
        expect(bodies).toEqual([
          { performer: 'perf_1', production: 'prod_1', use },
          { performer: 'perf_1', production: 'prod_1', use: { ...use, stage: 'final' } },
        ]);
      },
    );
  });

  it('shows why, and what is missing, in plain lines', async () => {
    const denied = {
      ...decision,
      outcome: 'deny',
      missing: [{ media: ['promo.trailer'], territory: ['US', 'JP'] }],
      approvalsMissing: ['studio'],
      obligations: [{ kind: 'mark_output', rule: 'X-03', source: 'EU AI Act', detail: { to: 'viewers' } }],
    };
    await answering(
      () => ({ status: 200, body: JSON.stringify(denied) }),
      async (url) => {
        const { out } = await countersign(['check', ...WHO, '--url', url], KEY);
        expect(out).toBe(`DENY  chk_1
  COVERED: a consent covers it [cons_1 clause c-1; R-01; Terms]
  missing:
    media promo.trailer; territory US, JP
  approvals missing:
    studio
  obligations:
    mark output {"to":"viewers"} [X-03; EU AI Act]
  what to do:
    ask the performer: POST /v1/checks/chk_1/request drafts it
    ask for approval (studio): POST /v1/checks/chk_1/disclosure tells them
  decided 2026-11-23T10:00:00.000Z, valid until 2026-11-23T11:00:00.000Z
`);
        const { out: json } = await countersign(['check', ...WHO, '--url', url, '--json'], KEY);
        expect(JSON.parse(json)).toEqual(denied);
      },
    );
  });

  it('says in words what is covered close by, what the answer rests on, what it holds, and what to do next', async () => {
    const scope = {
      ...{ act: ['generate.voice.adr_line'], purpose: ['production'], territory: ['US'], language: ['es-MX'] },
      ...{ stage: 'final', from: '2026-12-01T00:00:00.000Z', until: '2026-12-08T00:00:00.000Z' },
    };
    const use = { ...scope, media: ['promo.trailer.series'], pipeline: ['tool_1'] };
    const near = { ...scope, media: ['programme'], tool: ['tool_1'], production: ['prod_1'] };
    const reserved = [{ consent: 'cons_1', clause: 'lines', unit: 'lines', amount: 2 }];
    const answers = [
      { ...decision, outcome: 'deny', nearest: [near, { media: ['hologram'] }] },
      { ...decision, approvals: ['apv_1'], claims: ['clm_1'], reserved },
      { ...decision, outcome: 'needs_approval', reasons: [{ code: 'CLAIM_UNREVIEWED', message: 'nobody looked' }] },
    ];
    await inFolder(async (folder) => {
      const file = join(folder, 'use.json');
      await writeFile(file, JSON.stringify(use));
      let asked = 0;
      await answering(
        () => ({ status: 200, body: JSON.stringify(answers[asked++]) }),
        async (url) => {
          const told = async () => (await countersign(['check', ...WHO, '--file', file, '--url', url], KEY)).out;
          const [denied, allowed, claimed] = [await told(), await told(), await told()];
          expect(denied).toContain(`  covered close by:
    Covered: the work itself. Not: trailers for the series.
    media hologram
`);
          expect(allowed).toContain(`  rests on:
    apv_1
    clm_1
  held against caps:
    2 lines of cons_1 clause lines
  what to do:
    say what was made: POST /v1/checks/chk_1/usage, or that nothing will be: POST /v1/checks/chk_1/release
`);
          expect(claimed).toContain('have another person review it: POST /v1/claims');
        },
      );
    });
  });

  it('asks the same again as work begins, and says what has changed since', async () => {
    const again = {
      ...{ ...decision, id: 'chk_2', outcome: 'deny', follows: 'chk_1', before: { outcome: 'allow' } },
      changes: [{ kind: 'outcome', message: 'it was allowed and is denied now' }],
    };
    let answer: object = again;
    await answering(
      () => ({ status: 200, body: JSON.stringify(answer) }),
      async (url, asked) => {
        const args = ['check', '--at-render', 'chk_1', '--url', url];
        const { exitCode, out } = await countersign([...args, '--reference', 'job 91'], KEY);
        expect(exitCode).toBe(1);
        expect(out.split('\n')[0]).toBe('DENY  chk_2  follows chk_1');
        expect(out).toContain('  since then:\n    it was allowed and is denied now\n');
        expect(asked[0]).toMatchObject({ path: '/v1/checks/chk_1/recheck', body: '{"reference":"job 91"}' });
        answer = { ...again, outcome: 'allow', changes: [] };
        const still = await countersign(args, KEY);
        expect(still.exitCode).toBe(0);
        expect(still.out).toContain('    nothing has changed\n');
      },
    );
    const refused = async (...args: string[]) => (await countersign(['check', '--at-render', ...args], KEY)).err;
    expect(await refused('chk_1', '--stage', 'final')).toContain('leave out `--stage`');
    expect(await refused('../keys')).toContain('is no id of a check');
  });

  it('saves the receipt; without one it fails, whatever was decided', async () => {
    let receipt: unknown = decision.receipt;
    await answering(
      () => ({ status: 200, body: JSON.stringify({ ...decision, receipt }) }),
      async (url) => {
        await inFolder(async (folder) => {
          const file = join(folder, 'receipt.json');
          const args = ['check', ...WHO, '--url', url, '--receipt', file];
          expect((await countersign(args, KEY)).exitCode).toBe(0);
          expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(decision.receipt);
          receipt = null;
          expect(await countersign(args, KEY)).toMatchObject({
            exitCode: 3,
            err: expect.stringContaining('came without a receipt'),
          });
        });
      },
    );
  });

  it('tells a problem in the words of the service, with each thing that is wrong', async () => {
    const problem = {
      detail: 'the use has unknown words',
      code: 'invalid_input',
      errors: [
        { path: '/use/act/0', message: 'unknown word `adr`', suggestions: ['generate.voice.adr_line'] },
        { path: '/use', message: 'the use has unknown words' },
      ],
    };
    await answering(
      () => ({ status: 422, body: JSON.stringify(problem) }),
      async (url) => {
        expect(await countersign(['check', ...WHO, '--url', url], KEY)).toEqual({
          exitCode: 3,
          out: '',
          err: `countersign: the use has unknown words (invalid_input)
  /use/act/0: unknown word \`adr\`; did you mean \`generate.voice.adr_line\`?
`,
        });
      },
    );
  });

  it.each([
    [{ status: 200, body: '{"outcome":"maybe"}' }, 'the answer is no decision'],
    [{ status: 200, body: '{"outcome":"constructor"}' }, 'the answer is no decision'],
    [{ status: 200, body: 'null' }, 'the answer is no decision'],
    [{ status: 502, body: '<html>' }, 'answered 502, which is no answer of Countersign'],
    [{ status: 302, body: '', headers: { location: 'http://127.0.0.1:9/' } }, 'answered 302'],
  ])('an answer such as %j is an error, never an allow', async (given, sentence) => {
    await answering(
      () => given,
      async (url) => {
        const { exitCode, err } = await countersign(['check', ...WHO, '--url', url], KEY);
        expect(exitCode).toBe(3);
        expect(err).toContain(sentence);
      },
    );
  });

  it('says what is missing before it asks, and when nobody answers', async () => {
    const refused = async (args: string[], environment: Record<string, string> = KEY): Promise<string> => {
      const { exitCode, err } = await countersign(['check', ...args], environment);
      expect(exitCode).toBe(3);
      return err;
    };
    expect(await refused(WHO, {})).toContain('no API key; set `COUNTERSIGN_API_KEY`');
    expect(await refused(['--performer', 'perf_1'])).toContain('Say `--production ID`');
    expect(await refused([...WHO, '--file', 'absent.json'])).toContain('`absent.json` cannot be read');
    let gone = '';
    await answering(
      () => ({ status: 200, body: '' }),
      (url) => {
        gone = url;
        return Promise.resolve();
      },
    );
    expect(await refused([...WHO, '--url', gone])).toContain('cannot be reached: nothing answers there');
  });
});
