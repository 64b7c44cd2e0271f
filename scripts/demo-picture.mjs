/**
 * Turns what the demo drew on a terminal into the SVG of the README:
 *
 *   script -qec 'stty cols 150; npx maanwerk demo --exit' demo.txt
 *   node scripts/demo-picture.mjs demo.txt '/^14 UBL/-/by itself/' '/^Friday 16/-/^$/' '/^┌/-/took place/' > docs/images/demo.svg
 *
 * Each further argument is a range of lines, from the first that matches to the next that matches; what lies between ranges is shown as dots.
 */
import { readFileSync } from 'node:fs';

const FONT_PX = 13;
/** Width of a character of the usual monospaced fonts, in parts of their size. */
const ADVANCE = 0.6;
const LINE_PX = 18;
const PADDING_PX = 18;
const COLORS = { 1: '#ffffff', 2: '#8b949e', 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 35: '#d2a8ff', 36: '#79c0ff' };
const ESCAPE = String.fromCharCode(27);
const SGR = new RegExp(`${ESCAPE}\\[([0-9;]*)m`);
const OTHER = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-ln-z]`, 'g');

/** What stays on a line after it was erased and drawn anew. */
const settled = (line) => line.split(`${ESCAPE}[2K`).at(-1).replaceAll('\r', '').replace(OTHER, '');
const bare = (line) =>
  line
    .split(SGR)
    .filter((_part, index) => index % 2 === 0)
    .join('');
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function pick(lines, ranges) {
  if (ranges.length === 0) return lines;
  const picked = [];
  for (const range of ranges) {
    const [from, to] = range
      .slice(1, -1)
      .split('/-/')
      .map((part) => new RegExp(part));
    const first = lines.findIndex((line) => from.test(bare(line)));
    const last = lines.findIndex((line, index) => index >= first && to.test(bare(line)));
    if (first === -1 || last === -1) throw new Error(`nothing matches ${range}`);
    if (picked.length > 0) picked.push('', `${ESCAPE}[2m        ...${ESCAPE}[0m`, '');
    picked.push(...lines.slice(first, last + 1));
  }
  return picked;
}

function drawn(line, row) {
  let color = '';
  const spans = line.split(SGR).map((part, index) => {
    if (index % 2 === 1) {
      color = COLORS[part] ?? '';
      return '';
    }
    if (part === '') return '';
    return color === '' ? escaped(part) : `<tspan fill="${color}">${escaped(part)}</tspan>`;
  });
  const width = (bare(line).length * FONT_PX * ADVANCE).toFixed(1);
  const y = PADDING_PX + FONT_PX + row * LINE_PX;
  return bare(line).trim() === ''
    ? ''
    : `<text x="${PADDING_PX}" y="${y}" textLength="${width}" xml:space="preserve">${spans.join('')}</text>`;
}

const [file, ...ranges] = process.argv.slice(2);
const all = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => !line.startsWith('Script '))
  .map(settled);
const lines = pick(all, ranges);
const width = Math.ceil(Math.max(...lines.map((line) => bare(line).length)) * FONT_PX * ADVANCE) + 2 * PADDING_PX;
const height = lines.length * LINE_PX + 2 * PADDING_PX;
process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>What maanwerk demo prints</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${FONT_PX}" fill="#c9d1d9">
${lines.map(drawn).filter(Boolean).join('\n')}
</g>
</svg>
`);
