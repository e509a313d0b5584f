/** What the OpenAPI document says can be sent: every operation with its parameters and a body made of its examples. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly example?: Json;
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

export interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly description?: string;
            readonly parameters?: readonly Parameter[];
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation {
  /** `POST /v1/requests/{request}/sign`. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  /** Those of the address, by name, with an example where there is one. */
  readonly places: Readonly<Record<string, string>>;
  readonly queried: readonly string[];
  /** What the examples of all its fields make up, or `undefined` where it takes no body. */
  readonly body: Json | undefined;
  /** Whom its description says that it is for. */
  readonly who: readonly string[];
}

/** Ids of examples: whoever sends a request puts those of records in their place that are there. */
export const EXAMPLE_ID = /\b([a-z]+)_0123456789abcdefghijkl\b/g;

export function operationsOf(document: OpenApi): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { description = '', parameters = [], requestBody }]) => {
      const placed = parameters.filter((each) => each.in === 'path');
      const schema = requestBody?.content['application/json']?.schema;
      return {
        route: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        places: Object.fromEntries(
          placed.map(({ name, schema: { example } }) => [name, typeof example === 'string' ? example : name]),
        ),
        queried: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
        body: schema === undefined ? undefined : exampleOf(schema, document),
        who: [...description.matchAll(/`([a-z:]+)`/g)].map(([, who = '']) => who),
      };
    }),
  );
}

function exampleOf(schema: Schema, document: OpenApi): Json {
  if (schema.example !== undefined) return schema.example;
  const [only] = schema.allOf ?? [];
  if (only !== undefined) return exampleOf(only, document);
  if (schema.$ref !== undefined)
    return exampleOf(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, document);
  if (schema.items !== undefined) return [exampleOf(schema.items, document)];
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length > 0) return Object.fromEntries(fields.map(([name, field]) => [name, exampleOf(field, document)]));
  return schema.type === 'string' ? 'text' : null;
}
