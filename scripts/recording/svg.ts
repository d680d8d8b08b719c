import stringWidth from 'string-width';

/** A text in one style. */
interface Run {
  readonly text: string;
  readonly classes: readonly string[];
}

/** Columns of the drawn terminal; longer lines go on below, as in a terminal. */
export const columns = 100;
const cell = { width: 8.4, height: 19 };
const margin = { x: 18, top: 44, bottom: 14 };

/** Classes for the colours and styles that koo uses (SGR codes). */
const styles: Readonly<Record<number, string>> = {
  1: 'bold',
  2: 'dim',
  31: 'red',
  32: 'green',
  33: 'yellow',
  34: 'blue',
  35: 'magenta',
  36: 'cyan',
  90: 'dim',
};

/** Codes that end a style, and what they end. */
const endings: Readonly<Record<number, readonly string[]>> = {
  22: ['bold', 'dim'],
  39: ['red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'dim'],
};

/** One look for light and one for dark surroundings, as the reader's system says. */
const css = `
  .bg { fill: #ffffff; stroke: #d0d7de } .fg { fill: #1f2328 } .dim { fill: #59636e } .bold { font-weight: 600 }
  .red { fill: #b3261e } .green { fill: #1a7f37 } .yellow { fill: #7d4e00 } .blue { fill: #0550ae }
  .magenta { fill: #8250df } .cyan { fill: #0a6b77 } .prompt { fill: #59636e }
  @media (prefers-color-scheme: dark) {
    .bg { fill: #0d1117; stroke: #3d444d } .fg { fill: #e6edf3 } .dim { fill: #9198a1 }
    .red { fill: #ff8a80 } .green { fill: #57d364 } .yellow { fill: #e3b341 } .blue { fill: #79c0ff }
    .magenta { fill: #d2a8ff } .cyan { fill: #56d4dd } .prompt { fill: #9198a1 }
  }
  text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace }
`;

/** A terminal's text, with its colours, as an SVG that needs nothing from elsewhere. */
export function terminalSvg(content: string, title: string): string {
  const lines = linesOf(content);
  return drawing(lines.length, title, css, drawLines(lines));
}

/** What a terminal shows for a while. */
export interface Frame {
  readonly content: string;
  readonly seconds: number;
}

/** The screens of a terminal one after the other, again and again; the last one where nothing is to move. */
export function recordingSvg(frames: readonly Frame[], title: string): string {
  const total = frames.reduce((sum, { seconds }) => sum + seconds, 0);
  const screens = frames.map(({ content }) => linesOf(content));
  let from = 0;
  const moves = frames.map(({ seconds }, index) => {
    const [start, end] = [from, from + seconds].map((time) => `${((100 * time) / total).toFixed(2)}%`);
    from += seconds;
    return `@keyframes f${index} { 0% { visibility: hidden } ${start} { visibility: visible } ${end}, 100% { visibility: hidden } }
  .f${index} { animation-name: f${index} }`;
  });
  const style = `${css}
  .frame { visibility: hidden; animation-duration: ${total}s; animation-timing-function: step-end; animation-iteration-count: infinite }
  ${moves.join('\n  ')}
  @media (prefers-reduced-motion: reduce) { .frame { animation: none } .frame:last-of-type { visibility: visible } }
`;
  const drawn = screens.map(
    (lines, index) => `<g class="frame f${index}">${drawLines(lines).join('\n')}</g>`,
  );
  return drawing(Math.max(...screens.map(({ length }) => length)), title, style, drawn);
}

function linesOf(content: string): Run[][] {
  return content.trimEnd().split('\n').flatMap(readLine);
}

function drawing(lineCount: number, title: string, style: string, drawn: readonly string[]): string {
  const width = Math.ceil(columns * cell.width + 2 * margin.x);
  const height = Math.ceil(lineCount * cell.height + margin.top + margin.bottom);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<style>${style}</style>`,
    `<rect class="bg" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...['red', 'yellow', 'green'].map(
      (colour, index) => `<circle class="${colour}" cx="${22 + index * 18}" cy="20" r="5"/>`,
    ),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

function drawLines(lines: readonly Run[][]): string[] {
  return lines.flatMap((runs, index) => drawLine(runs, margin.top + (index + 0.75) * cell.height));
}

/** A line with its styles, cut to the terminal's columns. */
function readLine(line: string): Run[][] {
  const lines: Run[][] = [[]];
  let used = 0;
  let active: string[] = [];
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1];
    if (codes !== undefined) {
      active = codes.split(';').reduce((classes, number) => styled(classes, Number(number)), active);
      continue;
    }
    for (const text of pieces(part)) {
      const taken = stringWidth(text);
      if (used + taken > columns) {
        lines.push([]);
        used = 0;
      }
      used += taken;
      lines.at(-1)?.push({ text, classes: active });
    }
  }
  return lines.map(joined);
}

function styled(classes: string[], code: number): string[] {
  if (code === 0) return [];
  const style = styles[code];
  if (style) return [...classes, style];
  return classes.filter((one) => !endings[code]?.includes(one));
}

function pieces(text: string): string[] {
  return [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].map(
    ({ segment }) => segment,
  );
}

/** Neighbours of one style and one width of character are drawn in one go. */
function joined(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    const same = last && last.classes.join() === run.classes.join() && isWide(last.text) === isWide(run.text);
    if (same) result[result.length - 1] = { ...last, text: last.text + run.text };
    else result.push(run);
  }
  return result;
}

function isWide(text: string): boolean {
  const [first = ''] = pieces(text);
  return stringWidth(first) === 2;
}

/**
 * Each word stands at its own column and is as wide as a terminal makes it, whatever the font; of wide characters each
 * has its own place. Blanks are drawn by leaving room, since not every viewer keeps them.
 */
function drawLine(runs: readonly Run[], y: number): string[] {
  let column = 0;
  return runs.flatMap(({ text, classes }) => {
    const names = ['fg', ...classes].join(' ');
    return text.split(/( +)/).flatMap((word) => {
      const start = column;
      column += stringWidth(word);
      if (word.trim() === '') return [];
      return [`<text class="${names}" y="${y.toFixed(1)}"${placed(word, start)}</text>`];
    });
  });
}

function placed(word: string, column: number): string {
  const x = (offset: number) => `x="${(margin.x + (column + offset) * cell.width).toFixed(1)}"`;
  if (!isWide(word)) {
    const length = (stringWidth(word) * cell.width).toFixed(1);
    return ` ${x(0)} textLength="${length}">${escapeXml(word)}`;
  }
  const characters = pieces(word).map((one, index) => `<tspan ${x(2 * index)}>${escapeXml(one)}</tspan>`);
  return `>${characters.join('')}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
