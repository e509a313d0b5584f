/** The colours of certificates, and what is drawn in them. */
import { encode } from 'uqr';
import type { Tone } from './sheet.js';
import { num, rgb, type Colour } from './typesetting/pages.js';

export const INK: Colour = [0x17, 0x1b, 0x26];
export const INK_2: Colour = [0x47, 0x4c, 0x59];
export const INK_3: Colour = [0x5f, 0x64, 0x70];
export const ACCENT: Colour = [0x24, 0x38, 0xa6];
export const LINE: Colour = [0xdd, 0xd8, 0xcc];
export const LINE_STRONG: Colour = [0x85, 0x7f, 0x72];
export const GROUND: Colour = [0xf8, 0xf6, 0xf0];
const WHITE: Colour = [0xff, 0xff, 0xff];

/** Ink and tint of each meaning. */
export const TONES: Readonly<Record<Tone, readonly [Colour, Colour]>> = {
  plain: [INK_2, [0xec, 0xe8, 0xde]],
  signed: [ACCENT, [0xe9, 0xec, 0xfa]],
  allow: [
    [0x14, 0x60, 0x3a],
    [0xe3, 0xf1, 0xe8],
  ],
  never: [
    [0x8f, 0x1d, 0x2c],
    [0xf9, 0xe7, 0xe8],
  ],
  pause: [
    [0x74, 0x46, 0x00],
    [0xfa, 0xee, 0xd6],
  ],
};

/** Any mask is read alike; trying all eight for the evenest takes longer than the rest of the page. */
const QR_MASK = 2;

/** Two strokes of a pen on the line that is signed, the second in blue. */
export function brandMark(x: number, y: number, size: number): string {
  const unit = size / 32;
  const stroke = (points: readonly number[], width: number, colour: Colour): string => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = points.map((each, index) =>
      index % 2 === 0 ? x + each * unit : y + (32 - each) * unit,
    );
    return `${rgb(colour)} RG ${num(width * unit)} w ${num(x1)} ${num(y1)} m ${num(x2)} ${num(y2)} l S`;
  };
  const line = stroke([3.5, 26, 28.5, 26], 2, LINE_STRONG);
  return ['1 J', line, stroke([7, 20.5, 13, 7], 4, INK), stroke([17, 20.5, 23, 7], 4, ACCENT), '0 J'].join('\n');
}

/** The mark of a meaning, about its middle: a slashed ring, a filled tick, a ring with a bar. */
export function mark(x: number, y: number, tone: Tone): string {
  const [ink] = TONES[tone];
  if (tone === 'plain') return `${rgb(LINE_STRONG)} rg ${ring(x, y, 1.6)} f`;
  const [across, up] = tone === 'never' ? [2.9, -2.9] : [2.9, 0];
  const bar = `${num(x - across)} ${num(y + up)} m ${num(x + across)} ${num(y - up)} l S`;
  if (tone !== 'allow') return `${rgb(ink)} RG 1.1 w ${ring(x, y, 4.4)} S ${bar}`;
  const tick = `${num(x - 2.2)} ${num(y)} m ${num(x - 0.6)} ${num(y - 1.7)} l ${num(x + 2.3)} ${num(y + 1.7)} l S`;
  return `${rgb(ink)} rg ${ring(x, y, 4.9)} f ${rgb(WHITE)} RG 1.2 w ${tick}`;
}

/** A circle of four curves. */
function ring(x: number, y: number, radius: number): string {
  const k = radius * 0.5523;
  const at = (dx: number, dy: number): string => `${num(x + dx)} ${num(y + dy)}`;
  const r = radius;
  return [
    `${at(r, 0)} m`,
    `${at(r, k)} ${at(k, r)} ${at(0, r)} c`,
    `${at(-k, r)} ${at(-r, k)} ${at(-r, 0)} c`,
    `${at(-r, -k)} ${at(-k, -r)} ${at(0, -r)} c`,
    `${at(k, -r)} ${at(r, -k)} ${at(r, 0)} c h`,
  ].join(' ');
}

/** A box with round ends or corners: a stroke of its own colour, with round joins. */
export function rounded(x: number, y: number, width: number, height: number, colour: Colour): string {
  const radius = Math.min(height / 2, 9);
  const inner = [x + radius, y + radius, width - 2 * radius, height - 2 * radius].map(num).join(' ');
  return `${rgb(colour)} rg ${rgb(colour)} RG ${num(2 * radius)} w 1 j ${inner} re B 0 j`;
}

export function qrCode(text: string, x: number, y: number, size: number): string {
  const { data } = encode(text, { ecc: 'M', border: 0, maskPattern: QR_MASK });
  const unit = size / data.length;
  const modules = data.flatMap((row, down) =>
    barsIn(row).map(([from, count]) => {
      const place = [x + from * unit, y + size - (down + 1) * unit, count * unit, unit + 0.05];
      return `${place.map((each) => String(Math.round(each * 1000) / 1000)).join(' ')} re`;
    }),
  );
  return `${rgb(INK)} rg ${modules.join(' ')} f`;
}

/** Dark modules side by side are drawn as one: fewer words, and no seams. */
function barsIn(row: readonly boolean[]): [from: number, count: number][] {
  const bars: [number, number][] = [];
  row.forEach((isDark, index) => {
    const last = bars.at(-1);
    if (!isDark) return;
    if (last !== undefined && last[0] + last[1] === index) last[1] += 1;
    else bars.push([index, 1]);
  });
  return bars;
}
