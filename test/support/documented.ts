/** Whether an answer is one that `docs/openapi.json` speaks of: the golden test holds the document to what is served. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

const document: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
} = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'document', components: document.components });

/** What is otherwise in an answer of this route than the document says; nothing for a route that is a page's. */
export function undocumented(route: string, { status, text }: { status: number; text: string }): string[] {
  const [method = '', path = ''] = route.split(' ');
  const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  if (operation === undefined) return [];
  const response = operation.responses[status];
  if (response === undefined) return [`the document knows no ${status}`];
  const schema = response.content?.['application/json']?.schema;
  if (schema === undefined) return text.startsWith('{') ? ['the document knows no body'] : [];
  const isSound = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')));
  return isSound(JSON.parse(text)) ? [] : [`is not as documented: ${ajv.errorsText(isSound.errors)}`];
}
