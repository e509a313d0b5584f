/** The API for people: one page made of the OpenAPI document, readable without script and in print. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { escaped, page } from '../portal/page.js';
import { coded } from './problems.page.js';

type Json = Readonly<Record<string, unknown>>;

const METHODS = ['get', 'post', 'delete'] as const;

export function referencePage(document: OpenAPIObject): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation: objectOf(operation) }];
    }),
  );
  const tags = (document.tags ?? []).map(({ name, description = '' }) => {
    const own = operations.filter(({ operation }) => listOf(operation['tags']).includes(name));
    const routes = own.map((each) => route(each, document)).join('');
    return `<section id="${escaped(name)}"><h2>${escaped(name)}</h2><p>${coded(description)}</p>${routes}</section>`;
  });
  return page('API reference', opening(document) + tags.join(''));
}

function opening({ tags = [] }: OpenAPIObject): string {
  const links = tags.map(({ name }) => `<a href="#${escaped(name)}">${escaped(name)}</a>`).join(' · ');
  return `<p class="lead">Everything the service does, it does here. The same as a document for machines:
    <a href="/openapi.json">openapi.json</a>. Every failure is a <a href="/reference/problems">problem with a code</a>.</p>
    <p>People sign in by a mailed link and hold a cookie. Machines send <code>Authorization: Bearer csk_…</code>.
    A write sent again with the same <code>Idempotency-Key</code> is answered again and done once.</p><p>${links}</p>`;
}

function route(
  { path, method, operation }: { path: string; method: string; operation: Json },
  document: OpenAPIObject,
): string {
  const summary = `<summary><code>${method.toUpperCase()} ${escaped(path)}</code> ${escaped(textOf(operation['summary']))}</summary>`;
  const description = textOf(operation['description'])
    .split('\n\n')
    .map((part) => `<p>${coded(part)}</p>`)
    .join('');
  const body = schemaIn(operation['requestBody']);
  const answers = Object.entries(objectOf(operation['responses'])).map(([status, answer]) => {
    const shape = Number(status) < 400 ? schemaIn(answer) : undefined;
    const fields = shape === undefined ? '' : fieldsOf(shape, document);
    return `<dt>${escaped(status)}</dt><dd>${coded(textOf(objectOf(answer)['description']))}${fields}</dd>`;
  });
  return `<details>${summary}${description}${parametersOf(operation)}
    ${body === undefined ? '' : `<h3>Body</h3>${fieldsOf(body, document)}`}
    <h3>Answers</h3><dl>${answers.join('')}</dl></details>`;
}

function parametersOf(operation: Json): string {
  const rows = listOf(operation['parameters'])
    .map(objectOf)
    .map((parameter) => {
      const where = parameter['required'] === true ? textOf(parameter['in']) : `${textOf(parameter['in'])}, optional`;
      return `<li><code>${escaped(textOf(parameter['name']))}</code> (${escaped(where)}): ${coded(textOf(parameter['description']))}</li>`;
    });
  return rows.length === 0 ? '' : `<h3>Parameters</h3><ul>${rows.join('')}</ul>`;
}

function fieldsOf(schema: Json, document: OpenAPIObject): string {
  const shape = resolved(schema, document);
  const required = listOf(shape['required']);
  const rows = Object.entries(objectOf(shape['properties'])).map(([name, given]) => {
    const field = objectOf(given);
    const optional = required.includes(name) ? '' : ', optional';
    return `<li><code>${escaped(name)}</code> (${escaped(kindOf(field))}${optional}): ${coded(textOf(field['description']))}</li>`;
  });
  return rows.length === 0 ? '' : `<ul>${rows.join('')}</ul>`;
}

function kindOf(field: Json): string {
  const values = listOf(field['enum']);
  if (values.length > 0 && values.length <= 10) return values.map(String).join(' | ');
  const { type } = field;
  return Array.isArray(type) ? type.map(String).join(' or ') : textOf(type) || 'object';
}

function schemaIn(holder: unknown): Json | undefined {
  const [content] = Object.values(objectOf(objectOf(holder)['content']));
  const schema = objectOf(content)['schema'];
  return schema === undefined ? undefined : objectOf(schema);
}

function resolved(schema: Json, document: OpenAPIObject): Json {
  const name = textOf(schema['$ref']).replace('#/components/schemas/', '');
  return name === '' ? schema : objectOf(document.components?.schemas?.[name]);
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
