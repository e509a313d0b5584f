/**
 * The tests of the OpenID AuthZEN Authorization API 1.0 certification scenario, by the numbers of its sections. Decisions
 * are checked where its fixture fixes them, and shapes everywhere.
 */
import { decides, decidesEach, demand, finds, findsNothing, findsTheSame, refused, resultsOf } from './expectations.js';

const alice = { type: 'user', id: 'alice' };
const bob = { type: 'user', id: 'bob' };
const admin = { ...bob, properties: { role: 'admin' } };
const record1 = { type: 'record', id: 'record-1' };
const record2 = { type: 'record', id: 'record-2' };
const active = { ...record1, properties: { status: 'active' } };
const archived = { ...record2, properties: { status: 'archived' } };
const read = { name: 'read' };
const write = { name: 'write' };
const remove = (soft) => ({ name: 'delete', properties: { soft } });
const elsewhere = { time: '2025-06-27T18:03-07:00', ip: '192.168.1.1' };
const reading = { subject: alice, action: read, resource: record1 };

/** A request and what its decision is. */
const deciding = (body, expected) => async (pdp) => decides(await pdp.ask('evaluation', body), expected);
const decidingEach = (body, expected) => async (pdp) => decidesEach(await pdp.ask('evaluations', body), expected);
const refusing = (api, body) => async (pdp) => refused(await pdp.ask(api, body));

export const BASIC_CORE = [
  ['2.2.1', 'permits what the fixture permits', deciding(reading, true)],
  ['2.2.2', 'denies what the fixture denies', deciding({ subject: bob, action: write, resource: record1 }, false)],
  ['2.2.3', 'takes a context, which changes nothing here', deciding({ ...reading, context: elsewhere }, true)],
  [
    '2.2.8',
    'takes properties that the fixture does not name',
    deciding(
      {
        subject: { ...alice, properties: { department: 'Sales', role: 'manager' } },
        action: { ...read, properties: { method: 'GET' } },
        resource: { ...record1, properties: { status: 'active', owner: 'bob' } },
      },
      true,
    ),
  ],
  ['2.2.9', 'leaves unknown members alone', deciding({ ...reading, foo: 'bar', futureField: { nested: true } }, true)],
  ['2.3', 'answers with a boolean decision, and a context that is an object', deciding(reading, true)],
  ...['subject', 'action', 'resource'].map((name) => [
    '2.4.1',
    `refuses a request without its ${name}`,
    refusing('evaluation', without(reading, name)),
  ]),
  ...['subject.type', 'subject.id', 'action.name', 'resource.type', 'resource.id'].map((path) => [
    '2.4.2',
    `refuses a request without ${path}`,
    refusing('evaluation', withoutPart(reading, path)),
  ]),
  ['2.4.6', 'refuses a subject that is a text', refusing('evaluation', { ...reading, subject: 'alice' })],
  ['2.4.6', 'refuses an action whose name is a number', refusing('evaluation', { ...reading, action: { name: 123 } })],
  ...common('evaluation', reading),
  [
    '2.6',
    'decides the same when asked again',
    async (pdp) => {
      for (let time = 0; time < 3; time += 1) decides(await pdp.ask('evaluation', reading), true);
    },
  ],
];

export const BASIC_PROPERTIES = [
  [
    '2.2.4',
    'denies by a property of the resource',
    deciding({ subject: alice, action: write, resource: archived }, false),
  ],
  [
    '2.2.5',
    'permits by a property of the subject',
    deciding({ subject: admin, action: write, resource: archived }, true),
  ],
  ['2.2.6', 'permits by a property of the action', deciding({ ...reading, action: remove(true) }, true)],
  ['2.2.7', 'denies by a property of the action', deciding({ ...reading, action: remove(false) }, false)],
];

export const BATCH_CORE = [
  [
    '3.2.1',
    'answers each of a list',
    decidingEach({ subject: alice, action: read, evaluations: [{ resource: record1 }, { resource: record2 }] }, [
      true,
      null,
    ]),
  ],
  [
    '3.2.2',
    'decides as the fixture does, in order',
    decidingEach({ subject: bob, resource: record1, evaluations: [{ action: read }, { action: write }] }, [
      true,
      false,
    ]),
  ],
  [
    '3.2.5',
    'takes questions that share nothing',
    decidingEach({ evaluations: [reading, { subject: bob, action: write, resource: record1 }] }, [true, false]),
  ],
  [
    '3.2.6',
    'hands the context down, unless a question has its own',
    decidingEach(
      {
        subject: alice,
        action: read,
        context: { time: elsewhere.time },
        evaluations: [
          { resource: record1 },
          { resource: record2, context: { time: '2025-06-27T19:00-07:00', source: 'batch-override' } },
        ],
      },
      [null, null],
    ),
  ],
  [
    '3.3',
    'answers as many as were asked, in order, each with a decision',
    decidingEach(
      {
        resource: record1,
        evaluations: [
          { subject: bob, action: write },
          { subject: alice, action: read },
          { subject: bob, action: read },
          { subject: bob, action: write },
        ],
      },
      [false, true, true, false],
    ),
  ],
  [
    '3.4.1',
    'denies a question that lacks something, alone',
    decidingEach(
      {
        subject: alice,
        action: read,
        options: { evaluations_semantic: 'execute_all' },
        evaluations: [{ resource: record1 }, {}],
      },
      [true, false],
    ),
  ],
  [
    '3.4.2',
    'without a list answers like the single one',
    async (pdp) => decides(await pdp.ask('evaluations', reading), true),
  ],
  [
    '3.4.3',
    'with an empty list answers like the single one',
    async (pdp) => decides(await pdp.ask('evaluations', { ...reading, evaluations: [] }), true),
  ],
  ...common('evaluations', { ...reading, evaluations: [{}] }),
];

export const BATCH_PROPERTIES = [
  [
    '3.2.3',
    'reads the properties of each resource',
    decidingEach({ subject: alice, action: write, evaluations: [{ resource: active }, { resource: archived }] }, [
      true,
      false,
    ]),
  ],
  [
    '3.2.4',
    'reads the properties of each subject',
    decidingEach({ action: write, resource: archived, evaluations: [{ subject: alice }, { subject: admin }] }, [
      false,
      true,
    ]),
  ],
  [
    '3.2.7',
    'takes a default whole, or replaces it whole',
    decidingEach({ subject: alice, action: write, resource: active, evaluations: [{}, { resource: archived }] }, [
      true,
      false,
    ]),
  ],
];

const WHO = { subject: { type: 'user' }, action: read, resource: record1 };
const WHAT = { subject: alice, action: read, resource: { type: 'record' } };
const HOW = { subject: alice, resource: record1 };

/** A search and what it must find at least. */
const finding = (api, body, expected) => async (pdp) => {
  const { type } = pdp.cast.entity(body[api] ?? {});
  const played = expected.map((each) => ('name' in each ? pdp.cast.action(each) : pdp.cast.entity(each)));
  finds(await pdp.search(api, body), played, { type });
};
/** A search whose results are those of another one. */
const findingAlike = (api, body, like) => async (pdp) =>
  findsTheSame(await pdp.search(api, body), await pdp.search(api, like));
const findingNothing = (api, body) => async (pdp) => findsNothing(await pdp.search(api, body));

export const SEARCH_CORE = [
  ['4.2.1', 'finds the subjects of the fixture', finding('subject', WHO, [alice, bob])],
  [
    '4.2.2',
    'finds the same subjects whatever the context',
    findingAlike('subject', { ...WHO, context: elsewhere }, WHO),
  ],
  ['4.2.3', 'leaves an id of the sought subject alone', findingAlike('subject', { ...WHO, subject: alice }, WHO)],
  ['4.3.1', 'finds the resources of the fixture', finding('resource', WHAT, [record1])],
  [
    '4.3.2',
    'finds the same resources whatever the context',
    findingAlike('resource', { ...WHAT, context: elsewhere }, WHAT),
  ],
  [
    '4.3.3',
    'leaves an id of the sought resource alone',
    findingAlike('resource', { ...WHAT, resource: record1 }, WHAT),
  ],
  ['4.4.1', 'finds the actions of the fixture', finding('action', HOW, [read, write])],
  ['4.4.2', 'finds the same actions whatever the context', findingAlike('action', { ...HOW, context: elsewhere }, HOW)],
  ['4.5.1', 'takes a limit', async (pdp) => resultsOf(await pdp.search('subject', { ...WHO, page: { limit: 1 } }))],
  ['4.5.2', 'goes on from a token', goesOn],
  ['4.5.3', 'finds everything once, page by page', findsAllByPages],
  ...[
    ['subject', { ...WHO, resource: { ...record1, id: 'nonexistent-record' } }],
    ['resource', { ...WHAT, subject: { ...alice, id: 'nonexistent-user' } }],
    ['action', { ...HOW, subject: { ...alice, id: 'nonexistent-user' } }],
  ].map(([api, body]) => ['4.6.1', `finds no ${api} for an id that nothing has`, findingNothing(api, body)]),
  ...[
    ['subject', { ...WHO, subject: { type: 'spaceship' } }],
    ['resource', { ...WHAT, resource: { type: 'spaceship' } }],
    ['action', { ...HOW, subject: { ...alice, type: 'spaceship' } }],
  ].map(([api, body]) => ['4.6.2', `finds no ${api} for a type that nothing has`, findingNothing(api, body)]),
  ...[
    ['subject', 'action', WHO],
    ['resource', 'subject', WHAT],
    ['action', 'resource', HOW],
  ].map(([api, name, body]) => [
    '4.7.1',
    `refuses a search for a ${api} without its ${name}`,
    refusing(`search/${api}`, without(body, name)),
  ]),
  ...[
    ['subject', 'resource.id', WHO],
    ['resource', 'subject.id', WHAT],
    ['action', 'subject.id', HOW],
  ].map(([api, path, body]) => [
    '4.7.2',
    `refuses a search for a ${api} without ${path}`,
    refusing(`search/${api}`, withoutPart(body, path)),
  ]),
  ...common('search/subject', WHO),
  ...common('search/resource', WHAT),
  ...common('search/action', HOW),
];

export const SEARCH_PROPERTIES = [
  [
    '4.2.4',
    'reads the properties of the resource',
    finding('subject', { ...WHO, action: write, resource: archived }, [bob]),
  ],
  [
    '4.3.4',
    'reads the properties of the subject',
    finding('resource', { ...WHAT, subject: admin, action: write }, [record2]),
  ],
  ['4.4.3', 'reads the properties of both', finding('action', { subject: admin, resource: archived }, [write])],
];

async function goesOn(pdp) {
  const first = await pdp.search('subject', { ...WHO, page: { limit: 1 } });
  resultsOf(first);
  const token = first.body.page?.next_token ?? '';
  if (token === '') return;
  const second = await pdp.search('subject', { ...WHO, page: { token } });
  resultsOf(second);
  demand(second.body.page !== undefined, 'expected a `page` in what a token leads to');
}

async function findsAllByPages(pdp) {
  const whole = await pdp.search('subject', WHO);
  const found = [...resultsOf(whole)];
  for (let token = whole.body.page?.next_token ?? ''; token !== '';) {
    const next = await pdp.search('subject', { ...WHO, page: { token } });
    found.push(...resultsOf(next));
    token = next.body.page?.next_token ?? '';
  }
  const paged = [];
  for (let page = { limit: 1 }, pages = 0; page !== null && pages < 1000; pages += 1) {
    const next = await pdp.search('subject', { ...WHO, page });
    paged.push(...resultsOf(next));
    const token = next.body.page?.next_token ?? '';
    page = token === '' ? null : { token };
  }
  // A service without pages answers with everything, whatever the limit.
  const ids = (results) => JSON.stringify(results.map(({ id }) => id).sort());
  demand(ids(paged) === ids(found), `expected ${ids(found)} page by page, got ${ids(paged)}`);
}

/** What every route is held to: sections 2.4, 2.5 and 5. */
function common(api, body) {
  return [
    [
      '2.4.3',
      `refuses another content type at ${api}`,
      async (pdp) => refused(await pdp.send(api, JSON.stringify(body), { 'content-type': 'text/plain' })),
    ],
    ['2.4.4', `refuses what is no JSON at ${api}`, async (pdp) => refused(await pdp.send(api, '{"subject": ', {}))],
    ['2.4.5', `refuses an empty body at ${api}`, async (pdp) => refused(await pdp.send(api, '', {}))],
    [
      '2.5.1',
      `gives back the request's id at ${api}`,
      async (pdp) => {
        const id = `bfe9eb29 ${api}`;
        const { headers } = await pdp.ask(api, body, { 'x-request-id': id });
        demand(headers.get('x-request-id') === id, `expected \`${id}\`, got \`${headers.get('x-request-id')}\``);
      },
    ],
    [
      '2.5.2',
      `needs no id of the request at ${api}`,
      async (pdp) => {
        const { status } = await pdp.ask(api, body);
        demand(status === 200, `expected 200, got ${status}`);
      },
    ],
  ];
}

function without(body, name) {
  return Object.fromEntries(Object.entries(body).filter(([each]) => each !== name));
}

function withoutPart(body, path) {
  const [whole, part] = path.split('.');
  return { ...body, [whole]: without(body[whole], part) };
}
