import { percentDecoded } from '../../text/decode.ts';
import { width as columnsOf } from '../../text/width.ts';

interface Shortened {
  readonly lines: readonly string[];
  /** Whether nothing was left out. */
  readonly isWhole: boolean;
}

/** The available columns, and the subject of the text. */
export interface Room {
  readonly columns: number;
  /** The English texts of the check. Headers and values that they name are kept. */
  readonly about: string;
}

const maxBodyLines = 3;
const maxUrlLines = 2;
const maxListLines = 6;

/** The characters laid out at either end of a longer text; a few lines show less. */
const maxEnd = 4000;

/** Longer values are signatures, nonces, codes, tokens and encrypted texts. */
const longValue = /(?<=["=])[\w%+/=.~-]{41,}/g;
/** Query values that are elided as well where there is no room. */
const queryValue = /(?<=[?&#][\w.-]+=)[^\s&#'"]{13,}/g;

/** Response headers that explain most failures. */
const tellingHeaders = new Set(['content-type', 'body-sign', 'location']);
/** Headers of nearly every request. */
const usualHeaders = new Set(['accept', 'content-type']);

/** A request with its outcome: method, address, status, and the redirect or message. */
const requestLine = /^(# )?(\S+ \S+) → (\S+)(?: (.+))?$/;

interface ShortenedCommand extends Shortened {
  /** Whether the command can be copied: the requests before it may be shortened. */
  readonly isRunnable: boolean;
}

/**
 * The lines of a curl command, without the usual headers and with long texts elided; one that is short enough is
 * returned as it is, to be copied. Another one has no backslashes, so that it does not look as if it could be.
 */
export function shortenCommand(curl: string, { columns, about }: Room): ShortenedCommand {
  const [start = '', ...rest] = curl.split(' \\\n  ');
  // Comments are the requests before this one.
  const comments = /^(?:#.*\n)*(?:printf %s '[\s\S]*' \|\n)?/.exec(start)?.[0] ?? '';
  const notes = comments.split('\n').slice(0, -1);
  const options = rest.flatMap((option) => {
    const header = /^-H '([^:;']+)/.exec(option)?.[1]?.toLowerCase();
    if (header !== undefined && usualHeaders.has(header) && !isNamed(header, about)) return [];
    return [
      shorten(option, header === undefined ? maxBodyLines : 1, { columns: columns - indented - 2, about }),
    ];
  });
  const requests = notes.map((note) => shortenRequest(note, { columns, about }));
  const before = requests.flatMap(({ lines }) => lines);
  const command = curl.slice(comments.length);
  const first = shorten(start.slice(comments.length), maxUrlLines, { columns: columns - 2, about });
  const isPiped = comments.includes('printf %s ');
  const isRunnable =
    !isPiped && options.length === rest.length && [first, ...options].every((part) => part.isWhole);
  const isWhole = isRunnable && requests.every((request) => request.isWhole);
  const indent = ' '.repeat(indented);
  const shown = isRunnable
    ? command.split('\n')
    : [...first.lines, ...options.flatMap(({ lines }) => lines.map((line) => `${indent}${line}`))];
  return { lines: [...before, ...shown], isWhole, isRunnable };
}

/** Columns before the options of a command, and before the second line of a request. */
const indented = 2;

/** Shortens a request with its outcome, but never its status. */
function shortenRequest(text: string, room: Room): Shortened {
  const [, mark = '', request = '', status = '', outcome = ''] = requestLine.exec(text) ?? [];
  if (request === '') return shorten(text, 1, room);
  const whole = elideValues(text, longValue, room.about);
  if (columnsOf(whole) <= room.columns) return { lines: [whole], isWhole: whole === text };
  const indent = `${mark}${' '.repeat(indented)}`;
  const columns = room.columns - indent.length;
  const end = ` → ${status}`;
  const address = shorten(request, maxUrlLines, { ...room, columns: columns - columnsOf(end) });
  const said = outcome === '' ? [] : shorten(outcome, maxBodyLines, { ...room, columns }).lines;
  const isShort = said.length === 1;
  const pieces = [...piecesOf(address.lines.join(''), columns), end, ...(isShort ? [` ${said[0]}`] : [])];
  const [first = '', ...others] = [...fill(pieces, columns), ...(isShort ? [] : said)];
  return {
    lines: [`${mark}${first}`, ...others.map((line) => `${indent}${line.trimStart()}`)],
    isWhole: false,
  };
}

/** Shortens a response to its status, the relevant headers, and the body with long texts elided. */
export function shortenResponse(response: string, room: Room): Shortened {
  const end = response.indexOf('\n\n');
  if (!/^HTTP[ /]/.test(response) || end < 0) return shorten(response, maxBodyLines, room);
  const [status = '', ...headers] = response.slice(0, end).split('\n');
  const shown = headers.filter((header) => {
    const name = header.slice(0, header.indexOf(':')).toLowerCase();
    return tellingHeaders.has(name) || isNamed(name, room.about);
  });
  const parts = [status, ...shown].map((line) => shorten(line, 1, room));
  const body = shorten(response.slice(end + 2), maxBodyLines, room);
  return {
    lines: [
      ...parts.flatMap(({ lines }) => lines),
      ...(body.lines.join('') === '' ? [] : ['', ...body.lines]),
    ],
    isWhole: shown.length === headers.length && [...parts, body].every((part) => part.isWhole),
  };
}

/** Shortens each line of a list or an output, and keeps the last ones. */
export function shortenList(text: string, room: Room): Shortened {
  const lines = text.split('\n');
  const parts = lines.slice(-maxListLines).map((line) => shortenRequest(line, room));
  const isWhole = lines.length <= maxListLines;
  return {
    lines: [...(isWhole ? [] : ['…']), ...parts.flatMap((part) => part.lines)],
    isWhole: isWhole && parts.every((part) => part.isWhole),
  };
}

/** Whether a text names a header. Names without a hyphen, such as Server and Date, are also words. */
function isNamed(header: string, text: string): boolean {
  return header.includes('-') && text.toLowerCase().includes(header);
}

/** Elides the middle of values that the check is not about. */
function elideValues(text: string, values: RegExp, about: string): string {
  return text.replace(values, (value) =>
    about.includes(value) || about.includes(percentDecoded(value))
      ? value
      : `${value.slice(0, 4)}…${value.slice(-4)}`,
  );
}

/** Fits a text into lines, if necessary without its line breaks and its middle. */
function shorten(text: string, maxLines: number, { columns, about }: Room): Shortened {
  const usual = elideValues(text.replaceAll('\t', ' '), longValue, about);
  const isLong = usual.length > 2 * maxEnd;
  const linesOf = (one: string) =>
    isLong ? [] : one.split('\n').flatMap((line) => fill(piecesOf(line, columns), columns));
  const usualLines = linesOf(usual);
  if (!isLong && usualLines.length <= maxLines) return { lines: usualLines, isWhole: usual === text };
  const elided = elideValues(usual, queryValue, about);
  const lines = linesOf(elided);
  if (!isLong && lines.length <= maxLines) return { lines, isWhole: false };
  const ends = isLong ? `${elided.slice(0, maxEnd)}\n${elided.slice(-maxEnd)}` : elided;
  const line = ends
    .split('\n')
    .flatMap((one) => one.trim() || [])
    .join(' ');
  // A wide character can leave one column of each line empty.
  const cut = elideMiddle(line, (columns - 1) * maxLines);
  return { lines: fill(cut, columns), isWhole: cut === text };
}

/** Splits a query, JSON or HTML into pieces, and pieces longer than a line into characters. */
function piecesOf(line: string, columns: number): string[] {
  const pieces = line.match(/[^\s&,>]*[\s&,>]|[^\s&,>]+/g) ?? [];
  return pieces.flatMap((piece) => (columnsOf(piece) > columns ? [...piece] : [piece]));
}

/** Fills lines with pieces, or with the characters of a text. */
function fill(pieces: Iterable<string>, columns: number): string[] {
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const piece of pieces) {
    const own = columnsOf(piece);
    if (used + own > columns) {
      lines.push(current);
      current = '';
      used = 0;
    }
    current += piece;
    used += own;
  }
  return [...lines, current];
}

/** Keeps two thirds of the columns for the beginning and one third for the end. */
function elideMiddle(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const tailColumns = Math.floor(columns / 3);
  const [head = ''] = fill(text, columns - tailColumns - 1);
  const [tail = ''] = fill([...text].toReversed(), tailColumns);
  return `${head}…${[...tail].toReversed().join('')}`;
}
