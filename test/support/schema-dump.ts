import { Client } from 'pg';

const SCHEMAS = `'countersign', 'auth', 'keyring'`;

/**
 * What the migrations made, as SQL that a person can review: types, functions, tables with their constraints, indexes,
 * triggers, views, and what the application's role may do. The same text from every PostgreSQL that is supported.
 */
export async function dumpSchema(connectionString: string): Promise<string> {
  const client = new Client({ connectionString, options: '-c search_path=pg_catalog' });
  await client.connect();
  try {
    const parts: string[] = [];
    for (const query of [DOMAINS, FUNCTIONS, TABLES, VIEWS]) {
      const { rows } = await client.query<{ text: string }>(query);
      parts.push(...rows.map(({ text }) => text.trim()));
    }
    return `${parts.join('\n\n')}\n`;
  } finally {
    await client.end();
  }
}

const DOMAINS = `
  SELECT format(E'CREATE DOMAIN %I.%I AS %s%s%s;', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
    CASE WHEN t.typcollation = '"C"'::regcollation THEN ' COLLATE "C"' ELSE '' END,
    coalesce(' ' || string_agg(pg_get_constraintdef(c.oid), ' ' ORDER BY c.conname), '')) AS text
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_constraint c ON c.contypid = t.oid AND c.contype = 'c'
  WHERE t.typtype = 'd' AND n.nspname IN (${SCHEMAS})
  GROUP BY n.nspname, t.typname, t.typbasetype, t.typtypmod, t.typcollation ORDER BY n.nspname, t.typname`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) || ';' AS text
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname IN (${SCHEMAS}) ORDER BY n.nspname, p.proname`;

// NOT NULL is told with its column: only newer servers also list it as a constraint.
const TABLES = `
  SELECT concat_ws(E'\\n',
    format(E'CREATE TABLE %I.%I (\\n%s\\n);', n.nspname, t.relname, concat_ws(E',\\n',
      (SELECT string_agg(format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          CASE a.attidentity WHEN 'a' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE '' END,
          CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
          coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' ORDER BY a.attnum)
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
      (SELECT string_agg(format('  CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid)), E',\\n' ORDER BY c.conname)
        FROM pg_constraint c WHERE c.conrelid = t.oid AND c.contype <> 'n'))),
    (SELECT string_agg(pg_get_indexdef(i.indexrelid) || ';', E'\\n' ORDER BY pg_get_indexdef(i.indexrelid))
      FROM pg_index i WHERE i.indrelid = t.oid
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))),
    (SELECT string_agg(pg_get_triggerdef(g.oid) || '; -- enabled: ' || g.tgenabled::text, E'\\n' ORDER BY g.tgname)
      FROM pg_trigger g WHERE g.tgrelid = t.oid AND NOT g.tgisinternal),
    (SELECT format('GRANT %s ON %I.%I TO countersign_app;', string_agg(acl.privilege_type, ', '
        ORDER BY acl.privilege_type), n.nspname, t.relname)
      FROM aclexplode(t.relacl) acl WHERE acl.grantee = 'countersign_app'::regrole HAVING count(*) > 0)) AS text
  FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE t.relkind = 'r' AND n.nspname IN (${SCHEMAS}) ORDER BY n.nspname, t.relname`;

const VIEWS = `
  SELECT concat_ws(E'\\n',
    format(E'CREATE VIEW %I.%I AS\\n%s', n.nspname, t.relname, pg_get_viewdef(t.oid, true)),
    (SELECT format('GRANT %s ON %I.%I TO countersign_app;', string_agg(acl.privilege_type, ', '
        ORDER BY acl.privilege_type), n.nspname, t.relname)
      FROM aclexplode(t.relacl) acl WHERE acl.grantee = 'countersign_app'::regrole HAVING count(*) > 0)) AS text
  FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE t.relkind = 'v' AND n.nspname IN (${SCHEMAS}) ORDER BY n.nspname, t.relname`;
