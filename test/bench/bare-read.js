/** The yardstick's process: see `bareRead` in servers.js. */
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 });
const app = fastify();

app.post('/', async (request) => {
  const { rows } = await pool.query({
    name: 'read',
    text: 'SELECT id, body, at FROM bench.rows WHERE id = $1',
    values: [request.body.id],
  });
  return rows[0];
});

process.once('SIGTERM', async () => {
  await app.close();
  await pool.end();
  process.exit(0);
});
process.send({ ready: `${await app.listen({ port: 0, host: '127.0.0.1' })}/` });
