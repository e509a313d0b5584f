/** What a mail is made of, in one source: `plain.ts` and `page.ts` set the same letter as text and as HTML. */

/** Words with what was filled in kept apart, so that each setting can fence it off. */
export interface Line {
  readonly texts: readonly string[];
  readonly filled: readonly string[];
}

export type Block =
  | { readonly kind: 'line'; readonly line: Line }
  /** `lang` where the items are in a language of their own. */
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly lang?: string }
  /** A link, by words that say what it does. */
  | { readonly kind: 'link'; readonly label: string; readonly url: string; readonly isAside?: true }
  /** Something to copy out. */
  | { readonly kind: 'code'; readonly label: string; readonly code: string };

export interface Letter {
  /** INVARIANT: nothing is filled in. It is read on lock screens and by every server on the way. */
  readonly subject: string;
  readonly blocks: readonly Block[];
}

/** A paragraph; what is filled in may be a name in any script. */
export function say(texts: TemplateStringsArray, ...filled: readonly (string | number)[]): Block {
  return { kind: 'line', line: { texts, filled: filled.map(String) } };
}

export function list(items: readonly string[], lang?: string): Block {
  return { kind: 'list', items, ...(lang !== undefined && { lang }) };
}

export function link(label: string, url: string): Block {
  return { kind: 'link', label, url };
}

/** A link that leads on to nothing: it is no button, so that it does not stand beside one as its equal. */
export function aside(label: string, url: string): Block {
  return { kind: 'link', label, url, isAside: true };
}

export function code(label: string, digits: string): Block {
  return { kind: 'code', label, code: digits };
}
