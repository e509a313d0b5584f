/**
 * Operations with holes, made on purpose, beside those of the service: a scanner that does not find these proves nothing.
 * They are offered, reached and signed in to like every other, so that what keeps a scanner from those keeps it from these.
 */
import pg from 'pg';
import type { Target } from './targets.js';

/** What each scanner must find: text told as it came, and SQL put together out of a query and out of JSON. */
export const HOLES = {
  wapiti: ['GET /planted/echo', 'GET /planted/row', 'POST /planted/row'],
  sqlmap: ['GET /planted/row', 'POST /planted/row'],
} as const;

const by = { persona: 'owner', ids: {}, status: 200 } as const;
export const PLANTED: readonly Target[] = [
  { ...by, route: 'GET /planted/echo', method: 'GET', query: { text: 'x' }, body: undefined },
  { ...by, route: 'GET /planted/row', method: 'GET', query: { id: '1' }, body: undefined },
  { ...by, route: 'POST /planted/row', method: 'POST', query: {}, body: { id: '1' } },
];

export const isPlanted = ({ route }: Pick<Target, 'route'>): boolean => PLANTED.some((each) => each.route === route);

export class Planted {
  private constructor(private readonly database: pg.Client) {}

  static async open(connectionString: string): Promise<Planted> {
    const database = new pg.Client({ connectionString });
    await database.connect();
    return new Planted(database);
  }

  close(): Promise<void> {
    return this.database.end();
  }

  async answer(
    { route }: Target,
    query: URLSearchParams,
    json: string,
  ): Promise<readonly [status: number, html: string]> {
    if (route.endsWith('/echo')) return [200, `<p>${query.get('text') ?? ''}</p>`];
    const id = route.startsWith('GET') ? query.get('id') : String(Object(JSON.parse(json || '{}')).id);
    try {
      const { rows } = await this.database.query(
        `SELECT name FROM countersign.migrations WHERE '1' = '${id ?? ''}' ORDER BY name`,
      );
      return [200, `<ul>${rows.map(({ name }) => `<li>${String(name)}`).join('')}</ul>`];
    } catch (error) {
      return [500, `PostgreSQL query failed: ERROR: ${error instanceof Error ? error.message : ''}`];
    }
  }
}
