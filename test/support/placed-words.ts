/** Where words stand that should stand nowhere any more. */
import { readFile } from 'node:fs/promises';
import { inflateSync } from 'node:zlib';
import { Client } from 'pg';

interface Searched {
  readonly databaseUrl: string;
  readonly logFile: string;
}

/** Where any of these words stands: every cell of every table, PDFs unpacked, and the log; by the names of the words. */
export async function placesOf(
  words: Readonly<Record<string, string>>,
  { databaseUrl, logFile }: Searched,
): Promise<string[]> {
  const all = Object.entries(words);
  const within = (where: string, text: string): string[] =>
    all.flatMap(([what, word]) => (text.toLowerCase().includes(word.toLowerCase()) ? [`${where}: ${what}`] : []));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = await client.query<{
    name: string;
  }>(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`);
  const places: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
    for (const [column, value] of rows.flatMap((row) => Object.entries(row)))
      places.push(...within(`${name}.${column}`, Buffer.isBuffer(value) ? unpacked(value) : JSON.stringify(value)));
  }
  await client.end();
  return [...new Set([...places, ...within('log', await readFile(logFile, 'utf8'))])].sort();
}

/** Bytes as they are, and what is deflated in them. */
function unpacked(bytes: Buffer): string {
  const parts = [bytes.toString('latin1'), bytes.toString('utf8')];
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 1)) {
    try {
      parts.push(inflateSync(bytes.subarray(at + 7), { finishFlush: 2 }).toString('latin1'));
    } catch {
      // What is not deflated stands there as it is.
    }
  }
  return parts.join('\n');
}
