/**
 * A letter as an HTML page for mail readers: nothing is fetched, nothing runs, and it reads well where styles are dropped. The
 * colours are the portal's. Readers that know no `<style>` see the light ones, which stand at each element.
 */
import type { Block, Letter, Line } from './letter.js';
import { harmless } from './plain.js';

interface Setting {
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}

export function page({ subject, blocks }: Letter, { lang, dir }: Setting): string {
  return `<!DOCTYPE html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(subject)}</title>
<style>
${DARK}
</style>
</head>
<body class="ground" style="${GROUND}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tbody><tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="surface" width="100%" cellpadding="0" cellspacing="0" border="0" style="${SURFACE}"><tbody><tr><td lang="${lang}" dir="${dir}" style="padding:28px 24px 24px">
<p class="ink" style="${MARK}"><span class="accent" style="${STROKE}">Countersign</span></p>
<h1 class="ink" style="${TITLE}">${escaped(subject)}</h1>
${blocks.map(blockHtml).join('\n')}
</td></tr></tbody></table>
</td></tr></tbody></table>
</body>
</html>
`;
}

const FONT = `font-family:'Public Sans',system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif`;
const GROUND = `margin:0;padding:0;background-color:#f6f4ee;color:#171b26;${FONT}`;
const SURFACE = `max-width:560px;background-color:#ffffff;border:1px solid #ddd8cc;border-radius:16px;text-align:start`;
const MARK = `margin:0 0 24px;font-size:15px;line-height:1.47;font-weight:600;color:#171b26`;
// The signature line of the mark.
const STROKE = `border-bottom:2px solid #2438a6;padding-bottom:2px`;
const TITLE = `margin:0 0 16px;font-size:22px;line-height:1.27;font-weight:600;color:#171b26`;
const TEXT = `margin:0 0 16px;font-size:17px;line-height:1.47;color:#171b26;overflow-wrap:anywhere`;
const ITEMS = `margin:0 0 16px;padding-inline-start:24px;font-size:17px;line-height:1.47;color:#171b26;overflow-wrap:anywhere`;
const ASIDE = `color:#171b26;text-decoration:underline`;
const BUTTON = `display:inline-block;padding:12px 20px;border:1px solid #171b26;border-radius:13px;background-color:#171b26;color:#ffffff;font-size:17px;line-height:1.4;font-weight:600;text-decoration:none`;
const CODE = `margin:0 0 16px;font-size:34px;line-height:1.2;font-weight:600;letter-spacing:6px;font-variant-numeric:tabular-nums;color:#171b26`;

const DARK = `@media (prefers-color-scheme: dark) {
.ground { background-color: #12141a !important; }
.surface { background-color: #1a1d25 !important; border-color: #333845 !important; }
.ink { color: #efede6 !important; }
.accent { border-color: #a9b8ff !important; }
.goes-on { background-color: #efede6 !important; border-color: #efede6 !important; color: #12141a !important; }
}`;

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'line':
      return `<p class="ink" style="${TEXT}">${lineHtml(block.line)}</p>`;
    case 'list': {
      const lang = block.lang === undefined ? '' : ` lang="${escaped(block.lang)}"`;
      const items = block.items.map((item) => `<li><bdi>${filledHtml(item)}</bdi></li>`);
      return `<ul class="ink" style="${ITEMS}"${lang}>${items.join('')}</ul>`;
    }
    case 'link':
      if (block.isAside)
        return `<p class="ink" style="${TEXT}"><a class="ink" href="${escaped(block.url)}" style="${ASIDE}">${escaped(block.label)}</a></p>`;
      return `<p style="margin:0 0 16px"><a class="goes-on" href="${escaped(block.url)}" style="${BUTTON}">${escaped(block.label)}</a></p>`;
    case 'code':
      return `<p class="ink" style="${TEXT}">${escaped(block.label)}</p>
<p class="ink" style="${CODE}">${escaped(block.code)}</p>`;
  }
}

function lineHtml({ texts, filled }: Line): string {
  return texts
    .map((text, index) => {
      const value = filled[index];
      return escaped(text) + (value === undefined ? '' : `<bdi>${filledHtml(value)}</bdi>`);
    })
    .join('');
}

function filledHtml(filled: string): string {
  return escaped(harmless(filled));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
