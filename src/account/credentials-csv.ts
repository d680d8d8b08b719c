import { fileURLToPath } from 'node:url';
import { usageError } from '../errors/koo-error.ts';
import { decodeText } from '../text/decode.ts';
import { readDelimited } from '../text/delimited.ts';
import { both } from '../text/translate.ts';

/** An AK/SK of a `credentials.csv`. */
export interface CsvCredential {
  /** IAM user that the pair belongs to; empty if the file does not name it. */
  readonly user: string;
  readonly ak: string;
  readonly sk: string;
}

/**
 * Reads the file that the console offers once, when an AK/SK is created, with the heading
 * `User Name,Access Key Id,Secret Access Key`. Also read as a spreadsheet saves it: in another encoding, with other
 * separators, quotes, or columns in another order.
 *
 * @param name of the file, for messages
 * @throws KooError (usage, `INVALID_CREDENTIALS_FILE`) without quoting the file, which holds a secret
 * @see https://support.huaweicloud.com/intl/en-us/usermanual-ca/ca_01_0003.html
 */
export function parseCredentialsCsv(bytes: Uint8Array, name: string): CsvCredential[] {
  const { text } = decodeText(bytes, { notText: () => invalidFile(name) });
  const [heading, ...rows] = [...readDelimited(text)];
  const names = heading?.cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, '')) ?? [];
  const cell = (cells: readonly string[], heading: string) => cells[names.indexOf(heading)] ?? '';
  const pairs = rows.map(({ cells }) => ({
    user: cell(cells, 'username'),
    ak: cell(cells, 'accesskeyid'),
    sk: cell(cells, 'secretaccesskey'),
  }));
  if (pairs.length === 0 || pairs.some(({ ak, sk }) => ak === '' || sk === '')) throw invalidFile(name);
  return pairs;
}

function invalidFile(name: string) {
  return usageError(
    'INVALID_CREDENTIALS_FILE',
    both('{name} is not a credentials.csv of the console', { name }),
    both(
      'Its heading is "User Name,Access Key Id,Secret Access Key", with the AK/SK on the line below. It can be downloaded only when the AK/SK is created.',
    ),
  );
}

/**
 * The path that a terminal inserts for a file dragged onto it, or that a user copied: in quotes, with backslashes
 * before blanks, or as a `file:` URL. `undefined` for a text that can be an AK.
 *
 * @param home folder that `~` stands for
 */
export function pathOf(text: string, home: string, platform = process.platform): string | undefined {
  if (/^[A-Za-z0-9]*$/.test(text)) return undefined;
  const path = unquoted(text.replace(/^& /, ''), platform === 'win32');
  if (/^file:\/\/\//i.test(path) && URL.canParse(path)) return fileURLToPath(path);
  return path.replace(/^~(?=[/\\]|$)/, () => home);
}

function unquoted(text: string, isWindows: boolean): string {
  const [, mark, inner = ''] = /^(['"])(.*)\1$/.exec(text) ?? [];
  if (mark === "'") return inner.replaceAll(String.raw`'\''`, "'");
  if (mark === '"') return inner;
  return isWindows ? text : text.replace(/\\(.)/g, '$1');
}
