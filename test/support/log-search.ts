/** Looks for secrets in logs, in every form in which one could have got there. */

/** Something that must stand in no log. */
export interface Secret {
  /** How it is told without telling it. */
  readonly kind: string;
  readonly value: string;
}

/** A line in which one was found. */
export interface Leak {
  readonly kind: string;
  readonly value: string;
  readonly line: string;
}

/** Every form is at least so long, but for codes of six digits; what is shorter would be found by chance. */
export const LENGTH_MIN = 8;

/** What is a number of our own in every line of a structured log, or different in each. */
const OWN = ['time', 'pid', 'ms', 'level', 'hostname'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** How PostgreSQL begins a line. */
const PREFIX = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \S+ \[\d+\] /;
const CODE = /(?<![\w-])\d{6}(?![\w-])/g;

/** Each line once in which one of these secrets stands: as it is, percent-encoded, escaped, in base64 or in hex. */
export function leaksIn(lines: Iterable<string>, secrets: Iterable<Secret>): Leak[] {
  const codes = new Map<string, Secret>();
  const byStart = new Map<string, [form: string, of: Secret][]>();
  for (const secret of secrets) {
    if (/^\d{6}$/.test(secret.value)) codes.set(secret.value, secret);
    else if (secret.value.length >= LENGTH_MIN) {
      for (const form of formsOf(secret.value)) {
        const start = form.slice(0, LENGTH_MIN);
        byStart.set(start, [...(byStart.get(start) ?? []), [form, secret]]);
      }
    }
  }
  // Most lines differ in nothing but numbers of their own, so that few are left to look at.
  const texts = new Map<string, string>();
  for (const line of lines) texts.set(withoutOwn(line), line);
  const found: Leak[] = [];
  for (const [text, line] of texts) {
    const hit = (codes.size > 0 ? codeIn(text, codes) : undefined) ?? formIn(text.toLowerCase(), byStart);
    if (hit !== undefined) found.push({ ...hit, line });
  }
  return found;
}

function codeIn(text: string, codes: ReadonlyMap<string, Secret>): Secret | undefined {
  return (text.match(CODE) ?? []).flatMap((code) => codes.get(code) ?? [])[0];
}

function formIn(text: string, byStart: ReadonlyMap<string, readonly [string, Secret][]>): Secret | undefined {
  for (let at = 0; at + LENGTH_MIN <= text.length; at += 1) {
    const forms = byStart.get(text.slice(at, at + LENGTH_MIN)) ?? [];
    const hit = forms.find(([form]) => text.startsWith(form, at));
    if (hit !== undefined) return hit[1];
  }
  return undefined;
}

/** In lower case, as addresses are kept and as both cases of hex and percent signs are met. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  // Half a character, which tests send too, is written as a whole one that stands for it.
  const text = bytes.toString();
  // In base64 a text looks different at each of three places; its edges hang on what stands beside it.
  const encoded = [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return padded.slice(shift === 0 ? 0 : shift + 1, bytes.length + shift === 0 ? undefined : -1);
  });
  const all = [
    ...[text, encodeURIComponent(text), JSON.stringify(text).slice(1, -1), bytes.toString('hex')],
    ...encoded.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
  ];
  return [...new Set(all.map((form) => form.toLowerCase()))].filter((form) => form.length >= LENGTH_MIN);
}

function withoutOwn(line: string): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return line.replace(PREFIX, '');
  }
  if (typeof parsed !== 'object' || parsed === null) return line;
  const kept = Object.entries(parsed).filter(
    ([name, value]) => !OWN.includes(name) && !(name === 'requestId' && UUID.test(String(value))),
  );
  return JSON.stringify(Object.fromEntries(kept));
}
