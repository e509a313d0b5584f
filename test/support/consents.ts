/** Factories for the specs of the decision: they mention only what matters. */
import { EMPTY_RECORDS } from '#consent';
import type { Box, Clause, ConsentEvent, ConsentRecord, Decision, Records, Use } from '#consent';

const HARBOR = ['prod_harbor', 'prod_harbor_s1', 'prod_harbor_s1e4'];

/** One Spanish line for episode 4, in Mexico and Spain, with one tool, in December. */
export function use(stated: Partial<Use>): Use {
  return {
    act: ['generate.voice.adr_line'],
    purpose: ['production'],
    production: 'prod_harbor_s1e4',
    media: ['programme.svod'],
    territory: ['MX', 'ES'],
    language: ['es-MX'],
    stage: 'final',
    content: ['none'],
    pipeline: ['tool_good'],
    from: '2026-12-01T00:00:00.000Z',
    until: '2026-12-08T00:00:00.000Z',
    ...stated,
  };
}

/** A permission of lines in Spanish for all of Harbor's first season, anywhere in the world, until 2028. */
export function permission(stated: Box): Box {
  return {
    act: ['generate.voice.adr_line'],
    purpose: ['production'],
    production: ['prod_harbor_s1'],
    media: ['programme'],
    territory: ['world'],
    language: ['es'],
    stage: 'final',
    content: ['none'],
    tool: ['any'],
    until: '2028-01-01T00:00:00.000Z',
    ...stated,
  };
}

interface Given {
  readonly id?: string;
  readonly production?: string;
  readonly permissions?: readonly Box[];
  readonly prohibitions?: readonly Box[];
  readonly events?: readonly ConsentEvent[];
}

export function consent({ id = 'cons_1', production = 'prod_harbor_s1', ...given }: Given): ConsentRecord {
  const clauses = (prefix: string, boxes: readonly Box[]): Clause[] =>
    boxes.map((box, index) => ({ id: `${prefix}-${index + 1}`, box }));
  const events = given.events ?? [];
  return {
    id,
    version: 1 + events.length,
    request: `req_of_${id}`,
    production,
    terms: {
      description: 'Spanish lines for the first season.',
      permissions: clauses('may', given.permissions ?? [permission({})]),
      prohibitions: clauses('never', given.prohibitions ?? []),
      revocation: { right: 'any_time', existingWorks: 'continue_released' },
      legalBasis: 'contract',
    },
    signature: { method: 'email_code', capacity: 'self' },
    givenAt: '2026-09-01T00:00:00.000Z',
    events,
  };
}

export function records(...consents: readonly ConsentRecord[]): Records {
  const paths = [['prod_rival'], HARBOR, ['prod_harbor', 'prod_harbor_s2']];
  const ids = new Set(paths.flat());
  const pathTo = (id: string): string[] => {
    const path = paths.find((each) => each.includes(id)) ?? [id];
    return path.slice(0, path.indexOf(id) + 1);
  };
  const productionPaths = Object.fromEntries([...ids].map((id) => [id, pathTo(id)]));
  return { ...EMPTY_RECORDS, consents, productionPaths };
}

/** The outcome and the codes of all reasons: what a caller acts on. */
export function answer({ outcome, reasons }: Decision): readonly string[] {
  return [outcome, ...reasons.map(({ code }) => code)];
}

/** The same with each code once: several rules may say the same. */
export function answerOnce(decision: Decision): readonly string[] {
  return [...new Set(answer(decision))];
}
