import { Readable } from 'node:stream';
import { noInputError, openInputFile, unreadableFileError } from '../../cli/files/input-file.ts';
import { faultText, type NamedFile, namedFile } from '../../cli/files/named-file.ts';
import { paint } from '../../cli/output/colour.ts';
import { isSystemError, KooError } from '../../errors/koo-error.ts';
import type { RowFault, UserFile } from '../../seller/user-list.ts';
import type { JsonValue } from '../../text/json.ts';
import { joined } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, t } from '../../text/translate.ts';
import { type ReadOptions, readUsers } from '../read.ts';
import { invalidLines, warningsOf } from '../report.ts';
import type { RawRow } from '../rows.ts';
import { collectUsers } from '../validate.ts';
import type { UsersContext } from './view.ts';

/**
 * Reads users from a file or from stdin, and prints what koo assumed about the input.
 *
 * @param path of the file; `-` is stdin
 * @param given what the input holds, where it was read already
 * @throws KooError (usage) when it cannot be read, or is no list of users; `NO_INPUT` at a terminal
 */
export async function readUserInput(
  path: string,
  notice: (text: Localized) => void,
  options: ReadOptions = {},
  given?: Uint8Array,
): Promise<UserFile> {
  if (path === '-' && process.stdin.isTTY && !given)
    throw noInputError(both('Name a file, or pipe the users in.'));
  const source = given ? Readable.from([given]) : openInputFile(path).stream;
  const file = await readUsers(source, path, options).catch((error: unknown) => {
    if (error instanceof KooError) throw error.with({ message: ofFile(path, error.facts.message) });
    throw isSystemError(error) ? unreadableFileError(path, error) : error;
  });
  if (file.encoding === 'gb18030') notice(ofFile(path, both('read as GBK')));
  if (file.ignored.length > 0) {
    const columns = file.ignored.slice(0, 8);
    notice(ofFile(path, both('ignored columns: {columns}', { columns })));
  }
  return file;
}

function ofFile(file: NamedFile, text: Localized): Localized {
  return joined([namedFile(file), text], both(': '));
}

/** Stands in the place of a file name for users from the command line or a prompt. */
export const argumentFile: NamedFile = ':argument';

/** Users from the command line or a prompt. */
export function fileOfArguments(
  rows: readonly RawRow[],
  { nameRequired = true }: ReadOptions = {},
): UserFile {
  const collected = collectUsers(rows, nameRequired);
  return { file: argumentFile, format: 'lines', encoding: 'utf-8', ignored: [], ...collected };
}

/** Faults shown at once, in a notice or a message; all of them are in the details, and `koo users check` has them. */
const shownFaults = 20;

/** Prints the warnings about rows that are sent. */
export function reportWarnings(file: UserFile, notice: (text: Localized) => void): void {
  const texts = warningTexts(file.file, warningsOf(file.faults), 'import').map(({ text }) => text);
  for (const text of texts.slice(0, shownFaults)) notice(text);
  const more = texts.length - shownFaults;
  if (more > 0)
    notice(both('… and {count, plural, one {# more warning} other {# more warnings}}', { count: more }));
}

/** Passes when every row is a user. @throws KooError (usage, `BAD_ROWS`) with all faults */
export function assertValidRows({ file, faults }: UserFile, { nameRequired = true }: ReadOptions = {}): void {
  const errors = faults.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new KooError({
    category: 'usage',
    code: 'BAD_ROWS',
    message: badRowsMessage(file, errors),
    hint: file === argumentFile ? (nameRequired ? pairHint : idHint) : checkHint,
    details: {
      faults: errors.map(({ line, code, message }) => ({ line, code, message: { ...message } })) as JsonValue,
    },
  });
}

function badRowsMessage(file: NamedFile, errors: readonly RowFault[]): Localized {
  const texts = errors.slice(0, shownFaults).map((fault) => rowText(file, fault));
  const [only] = texts;
  if (only && texts.length === 1) return only;
  const rows = new Set(errors.map(({ line }) => line)).size;
  const more = errors.length - texts.length;
  const lines = [
    file === argumentFile
      ? both('{count, plural, one {# user} other {# users}} cannot be sent', { count: rows })
      : both('{count, plural, one {# row} other {# rows}} cannot be sent', { count: rows }),
    ...texts,
    ...(more > 0 ? [both('… and {more} more', { more })] : []),
  ];
  return joined(lines, both('\n  '));
}

const pairHint: Localized = both(
  'Nothing was sent. Give each user as NAME:ID, such as hw12345678:d78cbac186b744899480f25bd022f468.',
);

const idHint: Localized = both(
  'Nothing was sent. Give each user as an account ID, such as d78cbac186b744899480f25bd022f468, or as NAME:ID.',
);

const checkHint: Localized = both('Nothing was sent. Correct the rows; `koo users check` lists all errors.');

/** Up to this many warnings of one kind are printed one by one. */
const maxSingleWarnings = 3;

/** Why the warnings are shown: the rows are sent, or only checked. */
type Purpose = 'import' | 'check';

/** Summaries of a fault that many rows have. */
const summaries: Readonly<
  Partial<Record<RowFault['code'], (count: number, lines: readonly string[], purpose: Purpose) => Localized>>
> = {
  NAME_FORM: (count, lines, purpose) =>
    purpose === 'import'
      ? both(
          '{count} account names are not 5 to 64 letters, digits, - or _; koo sends them anyway (lines {lines})',
          { count, lines },
        )
      : both(
          '{count} account names are not 5 to 64 letters, digits, - or _; unusual, but allowed (lines {lines})',
          { count, lines },
        ),
  ID_FORM: (count, lines, purpose) =>
    purpose === 'import'
      ? both(
          '{count} account IDs are not 32 lower-case hexadecimal digits; koo sends them anyway (lines {lines})',
          { count, lines },
        )
      : both(
          '{count} account IDs are not 32 lower-case hexadecimal digits; unusual, but allowed (lines {lines})',
          { count, lines },
        ),
  UPPER_CASE: (count, lines) =>
    both('{count} account IDs are in upper case; koo uses lower case (lines {lines})', { count, lines }),
  DUPLICATE: (count, lines) =>
    both(
      '{count, plural, one {# row repeats} other {# rows repeat}} a user of an earlier row; each user counts once ({count, plural, one {line} other {lines}} {lines})',
      { count, lines },
    ),
};

/** A message with its first line. */
interface LineText {
  readonly line: number;
  readonly text: Localized;
}

/** Warnings about rows; many of one kind become one line. */
function warningTexts(file: NamedFile, warnings: readonly RowFault[], purpose: Purpose): LineText[] {
  const byKind = Map.groupBy(warnings, ({ code }) => code);
  return [...byKind].flatMap(([code, ofKind]): LineText[] => {
    const summary = summaries[code];
    if (!summary || ofKind.length <= maxSingleWarnings)
      return ofKind.map((fault) => ({ line: fault.line, text: warningText(file, fault, purpose) }));
    const numbers = ofKind.map(({ line }) => line);
    const text = ofFile(file, summary(ofKind.length, lineRanges(numbers), purpose));
    return [{ line: numbers[0] ?? 0, text }];
  });
}

/** One warning. The text of the rule does not say that an unusual name or ID is allowed. */
function warningText(file: NamedFile, fault: RowFault, purpose: Purpose): Localized {
  const text = rowText(file, fault);
  if (fault.code !== 'NAME_FORM' && fault.code !== 'ID_FORM') return text;
  return purpose === 'import'
    ? both('{text}; koo sends it anyway', { text })
    : both('{text}; unusual, but allowed', { text });
}

/** A fault with the place of its row: the line of a file, or the user as given. */
function rowText(file: NamedFile, fault: RowFault): Localized {
  if (file !== argumentFile) return faultText(file, fault);
  const { account_name, account_id, line, message } = fault;
  const given = [account_name, account_id].filter((value) => value !== undefined).join(':');
  return given === ''
    ? both('User {line}: {message}', { line, message })
    : both('User "{given}": {message}', { given, message });
}

const shownRanges = 8;

/** `2-9` and `12`, in the order of the lines. */
function lineRanges(lines: readonly number[]): readonly string[] {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(lines)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  const texts = ranges.slice(0, shownRanges).map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`));
  return [...texts, ...(ranges.length > shownRanges ? ['…'] : [])];
}

export interface UsersCheck extends Omit<UserFile, 'users' | 'ignored'> {
  /** No row has an error. */
  readonly valid: boolean;
  /** How many users can be sent. */
  readonly users: number;
  readonly errors: number;
  readonly warnings: number;
}

/**
 * Checks a list of users without sending it.
 *
 * @param path `-` is stdin
 * @throws KooError (usage) when it cannot be read, or is no list of users
 */
export async function runUsersCheck(path: string, context: UsersContext): Promise<UsersCheck> {
  const { file, format, encoding, rows, users, faults } = await readUserInput(path, context.notice);
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const warnings = faults.length - errors;
  return { file, valid: errors === 0, format, encoding, rows, users: users.length, errors, warnings, faults };
}

/** A check for people: findings by line, and totals. */
export function renderUsersCheck(check: UsersCheck): string {
  const { file, faults, rows, users, errors, warnings } = check;
  const invalid = invalidLines(faults);
  const [ofInvalid, ofValid] = [true, false].map((isInvalid) =>
    faults.filter(({ severity, line }) => severity === 'warning' && invalid.has(line) === isInvalid),
  ) as [RowFault[], RowFault[]];
  const plain = (fault: RowFault): LineText => ({ line: fault.line, text: faultText(file, fault) });
  const error = paint('red', t('error'));
  const warning = paint('yellow', t('warning'));
  const ofErrors = faults.filter(({ severity }) => severity === 'error').map(plain);
  const ofWarnings = [...ofInvalid.map(plain), ...warningTexts(file, ofValid, 'check')];
  const findings = [
    ...ofErrors.map((one) => ({ word: error, ...one })),
    ...ofWarnings.map((one) => ({ word: warning, ...one })),
  ];
  const lines = [
    ...(rows === 0 ? [t('The input contains no users.')] : []),
    ...findings.sort((a, b) => a.line - b.line).map(({ word, text }) => `${word}  ${terminalSafe(text)}`),
  ];
  const counts = { rows, users, errors, warnings };
  const sum = t('Rows: {rows}; users to send: {users}; errors: {errors}; warnings: {warnings}', counts);
  return [...lines, sum].join('\n');
}
