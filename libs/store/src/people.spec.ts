import { describe, expect, it } from '@jest/globals';
import { papersOf } from '#store';

describe('the papers of those who act for somebody', () => {
  it('are in the order of their recording, by id where that was at once, however they were read', () => {
    const recorded = (id: string, recordedAt: string) => ({
      ...{ id, recordedAt, capacity: 'guardian' as const, scope: null, from: '2026-01-01T00:00:00.000Z' },
      ...{ until: null, endedAt: null, user: null, email: 'a.parent+home@gmail.com' },
    });
    const [b, a, c] = [
      recorded('auth_b', '2026-02-01T00:00:00.000Z'),
      recorded('auth_a', '2026-02-02T00:00:00.000Z'),
      recorded('auth_c', '2026-02-02T00:00:00.000Z'),
    ];
    for (const read of [
      [b, a, c],
      [c, a, b],
      [a, c, b],
      [c, b, a],
    ])
      expect(papersOf(read).map(({ id, person }) => [id, person])).toEqual(
        ['auth_b', 'auth_a', 'auth_c'].map((id) => [id, 'aparent@gmail.com']),
      );
  });
});
