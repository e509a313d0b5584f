/**
 * What takes longest begins first, also in a checkout that has never run: Jest goes by the sizes of files until it knows how long
 * they take, and one that begins last keeps one core busy and leaves the others idle.
 */
import Sequencer from '@jest/test-sequencer';

/** Spec files that take more than half a minute, the longest first. */
const LONG = [
  'worker-killed-at',
  'decide-packs.laws',
  ...[
    'launcher-database',
    'launcher',
    'webhooks-killed',
    'http-rules',
    'http-rows',
    'decide.laws',
    'access-matrix-writes',
    'races',
    'access-forms',
    'fuzz',
    'api-erasure',
  ],
];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const placeOf = ({ path }) => {
      const place = LONG.findIndex((name) => path.endsWith(`/${name}.spec.ts`));
      return place === -1 ? LONG.length : place;
    };
    // A stable sort: what is not named stays in Jest's order.
    return [...super.sort(tests)].sort((one, other) => placeOf(one) - placeOf(other));
  }
}
