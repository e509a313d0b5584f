/** Notices every row that any table of the database gains, loses or has rewritten, by triggers that only this test has. */
import { Client } from 'pg';

/** Runs as the owner, so that the application's role needs no grant for it; a rollback takes its note back as well. */
const WATCH = `
  CREATE SCHEMA watched;
  CREATE TABLE watched.changes (place text NOT NULL);
  CREATE FUNCTION watched.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      INSERT INTO watched.changes
        VALUES (concat_ws(' ', TG_OP, TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME,
          CASE TG_TABLE_NAME WHEN 'entries' THEN to_jsonb(NEW) ->> 'type' END));
      RETURN NULL;
    END $$;
  DO $$ DECLARE each regclass; BEGIN
    FOR each IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'watched') LOOP
      EXECUTE format('CREATE TRIGGER watched AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION watched.note()', each);
      EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER watched', each);
    END LOOP; END $$`;

export class Changes {
  private constructor(private readonly client: Client) {}

  static async watch(connectionString: string): Promise<Changes> {
    const client = new Client({ connectionString });
    await client.connect();
    await client.query(WATCH);
    return new Changes(client);
  }

  /** What changed since it was last asked: an operation and a table for each row, of entries with their type; each once. */
  async since(): Promise<readonly string[]> {
    const { rows } = await this.client.query<{ place: string }>({
      name: 'changes',
      text: 'SELECT DISTINCT place FROM watched.changes ORDER BY place',
    });
    if (rows.length > 0) await this.client.query('DELETE FROM watched.changes');
    return rows.map(({ place }) => place);
  }

  async tableCount(): Promise<number> {
    const { rows } = await this.client.query(`SELECT FROM pg_trigger WHERE tgname = 'watched'`);
    return rows.length;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
