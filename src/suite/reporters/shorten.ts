import { width as columnsOf } from '../../text/width.ts';

interface Shortened {
  readonly lines: readonly string[];
  /** Whether nothing was left out. */
  readonly isWhole: boolean;
}

/** The room for a text, and what it is about. */
export interface Room {
  readonly columns: number;
  /** The English texts of the check. Headers and values that they name are kept. */
  readonly about: string;
}

const maxBodyLines = 3;
const maxUrlLines = 2;
const maxListLines = 6;

/** How many characters at either end of a text are laid out, where it is longer; a few lines show less. */
const maxEnd = 4000;

/** Longer values are signatures, nonces, codes, tokens and encrypted texts. */
const longValue = /(?<=["=])[\w%+/=.~-]{41,}/g;
/** Where a query leaves no room, these values of it are elided, too. */
const queryValue = /(?<=[?&#][\w.-]+=)[^\s&#'"]{13,}/g;

/** Headers of a response that explain most failures. */
const tellingHeaders = new Set(['content-type', 'body-sign', 'location']);
/** Headers that nearly every request has. */
const usualHeaders = new Set(['accept', 'content-type']);

/** A request with its outcome: method and address, status, and where it leads or what was said. */
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
  const comments = /^(?:#.*\n)*/.exec(start)?.[0] ?? '';
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
  const isRunnable = options.length === rest.length && [first, ...options].every((part) => part.isWhole);
  const isWhole = isRunnable && requests.every((request) => request.isWhole);
  const indent = ' '.repeat(indented);
  const shown = isRunnable
    ? command.split('\n')
    : [...first.lines, ...options.flatMap(({ lines }) => lines.map((line) => `${indent}${line}`))];
  return { lines: [...before, ...shown], isWhole, isRunnable };
}

/** Columns before the options of a command, and before the second line of a request. */
const indented = 2;

/** The lines of a request with its outcome, of which the status is never cut. */
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

/** The lines of a response: its status, the headers that matter, and its body with long texts elided. */
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

/** The lines of a list of requests, or of an output, each shortened; of many, the last ones. */
export function shortenList(text: string, room: Room): Shortened {
  const lines = text.split('\n');
  const parts = lines.slice(-maxListLines).map((line) => shortenRequest(line, room));
  const isWhole = lines.length <= maxListLines;
  return {
    lines: [...(isWhole ? [] : ['…']), ...parts.flatMap((part) => part.lines)],
    isWhole: isWhole && parts.every((part) => part.isWhole),
  };
}

/** Whether a text names a header. Names such as Server and Date are also words, so they do not count. */
function isNamed(header: string, text: string): boolean {
  return header.includes('-') && text.toLowerCase().includes(header);
}

/** Elides the middle of values, but for those that the check is about. */
function elideValues(text: string, values: RegExp, about: string): string {
  return text.replace(values, (value) =>
    about.includes(value) || about.includes(decoded(value))
      ? value
      : `${value.slice(0, 4)}…${value.slice(-4)}`,
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Fits a text into lines: as it is if it fits, otherwise without its line breaks and its middle. */
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

/** The parts of a query, of JSON or of HTML; one that is longer than a line is split into its characters. */
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
