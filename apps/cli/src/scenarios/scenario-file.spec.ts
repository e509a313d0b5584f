import { describe, expect, it } from '@jest/globals';
import { readScenarios, type Scenario } from './scenario-file.js';

const GOOD = JSON.stringify({
  title: 'A line',
  given: {
    extends: 'base.json',
    at: '2026-09-20T10:00:00Z',
    events: [{ at: '2026-09-19T10:00:00Z', withdraw: 'g1', scope: null }],
  },
  when: [{ title: 'one', performer: 'mara', production: 's1', use: { like: 'line', language: ['es'], content: null } }],
  then: [{ outcome: 'deny', reasons: ['WITHDRAWN'] }],
});
const LOOK = JSON.stringify({
  title: 'Who sees it',
  given: { extends: 'base.json', at: '2026-09-20T10:00:00Z' },
  when: [{ title: 'two', by: 'producer', opens: 'g1' }],
  then: [{ shown: false }],
});
const FOLLOW = LOOK.replace('"title":"two","by":"producer","opens":"g1"', '"title":"three","recallOf":"g1"').replace(
  '"shown":false',
  '"recall":null',
);
const BASE = {
  productions: { s1: { title: 'Harbor', kind: 'series' } },
  performers: { mara: { name: 'Mara Velloso' } },
  consents: {
    g1: { performer: 'mara', production: 's1', at: '2026-09-02T09:00:00Z', terms: { description: 'Lines.' } },
  },
  shapes: { plain: { content: ['none'], language: ['en'] }, line: { like: 'plain', act: ['generate.voice'] } },
};

function read(text: string): Scenario[] {
  return readScenarios(text, 'file', (path) => (path === 'base.json' ? BASE : { extends: path }));
}

describe('readScenarios', () => {
  it('starts from what another file gives, and takes shapes with some members replaced or left out', () => {
    const [scenario] = read(GOOD);
    expect(scenario?.given.performers['mara']?.name).toBe('Mara Velloso');
    expect(scenario?.when[0]).toMatchObject({ use: { act: ['generate.voice'], language: ['es'] } });
    expect(scenario?.given.events).toEqual([expect.objectContaining({ verb: 'withdraw', scope: null })]);
  });

  it('reads a list of none', () => {
    expect(read('[]')).toEqual([]);
  });

  it.each([
    ['{', /is not JSON/],
    ['{"title":"a"}', /has no `given`/],
    [GOOD.replace('"outcome"', '"outcom"'), /at `\/then\/0`: has no `outcome`/],
    [GOOD.replace('"given"', '"Given"'), /has no `given`/],
    [GOOD.replace('"performer":"mara"', '"performer":"moira"'), /no performer `moira` is given/],
    [GOOD.replace('"at":"2026-09-20', '"at":"soon'), /at `\/given\/at`: is no instant/],
    [GOOD.replace('"withdraw"', '"withdrew"'), /at `\/given\/events\/0`: says nothing that happens/],
    [GOOD.replace('"withdraw":"g1"', '"withdraw":"g2"'), /no consent `g2` is given/],
    [GOOD.replace('"scope":null', '"scop":null'), /has `scop`, which means nothing here/],
    [GOOD.replace('"like":"line"', '"like":"lyne"'), /no shape `lyne` is given/],
    [GOOD.replace('"when":[', '"when":[{"title":"two","by":"equity","opens":"g1"},'), /the same number of items/],
    [LOOK.replace('"shown":false', '"outcome":"deny","reasons":[]'), /`two` is answered by `shown`/],
    [LOOK.replace('"producer"', '"equity"'), /no union or production company `equity` is given/],
    [LOOK.replace('"g1"}]', '"g2"}]'), /no consent or performer `g2` is given/],
    [FOLLOW.replace('"recall"', '"outcome"'), /has no `reasons`/],
    [FOLLOW.replace('"recallOf":"g1"', '"recallOf":"g2"'), /no consent `g2` is given/],
    [FOLLOW.replace('"recall":null', '"shown":true'), /`three` is answered by `recall`/],
    [GOOD.replace('base.json', 'other.json'), /`other.json` extends itself/],
  ])('names what is wrong with a file', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
