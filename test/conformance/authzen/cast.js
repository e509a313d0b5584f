/**
 * The certification names its own people: alice and bob of type `user`, two records, `read`, `write` and `delete`. A
 * service whose subjects are something else, such as productions, plays them with its own: a cast says who plays whom.
 *
 *   {
 *     "types": { "user": "production", "record": "performer" },
 *     "ids": { "alice": "prod_…", "bob": "prod_…", "record-1": "perf_…", "record-2": "perf_…" },
 *     "actions": { "read": "generate.voice.adr_line", … },
 *     "properties": { "status=archived": { … }, "role=admin": { … }, "soft=true": { … }, "soft=false": { … } },
 *     "context": { … }
 *   }
 *
 * `properties` says what stands for a property of the scenario; what it does not name is sent as it is. `context` is
 * sent with every request, below what the test itself puts there. Without a cast everybody plays themselves.
 */
const NOBODY = { types: {}, ids: {}, actions: {}, properties: {}, context: null };

export function castOf(given = {}) {
  const cast = { ...NOBODY, ...given };
  const played = (names, name) => (Object.hasOwn(names, name) ? names[name] : name);

  const properties = (said) =>
    Object.assign(
      {},
      ...Object.entries(said).map(([name, value]) => {
        const key = `${name}=${String(value)}`;
        return Object.hasOwn(cast.properties, key) ? cast.properties[key] : { [name]: value };
      }),
    );
  const entity = (said) => {
    if (typeof said !== 'object') return said;
    return {
      ...said,
      ...('type' in said && { type: played(cast.types, said.type) }),
      ...('id' in said && { id: played(cast.ids, said.id) }),
      ...('properties' in said && { properties: properties(said.properties) }),
    };
  };
  const action = (said) => ({
    ...said,
    ...(typeof said.name === 'string' && { name: played(cast.actions, said.name) }),
    ...('properties' in said && { properties: properties(said.properties) }),
  });
  const context = (said) => (cast.context === null ? said : { ...cast.context, ...said });
  const parts = (said) => ({
    ...said,
    ...('subject' in said && { subject: entity(said.subject) }),
    ...('action' in said && { action: action(said.action) }),
    ...('resource' in said && { resource: entity(said.resource) }),
    ...('context' in said && { context: context(said.context) }),
    ...('evaluations' in said && { evaluations: said.evaluations.map(parts) }),
  });

  return {
    /** The request as it is sent. */
    request: (said) => (cast.context === null ? parts(said) : { ...parts(said), context: context(said.context ?? {}) }),
    entity,
    action,
  };
}
