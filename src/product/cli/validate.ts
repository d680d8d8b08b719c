import { paint } from '../../cli/output/colour.ts';
import { KooError } from '../../errors/koo-error.ts';
import { assertOneStdin, type ConfigHost, type ConfigOptions, withPresent } from '../../seller/cli/run.ts';
import type { Present } from '../../seller/cli/worksheet.ts';
import type { Known } from '../../seller/rules/rules.ts';
import { sourceText } from '../../text/source-words.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, localize, t } from '../../text/translate.ts';
import { width } from '../../text/width.ts';
import { comparePositions, type DocumentFault, faultAt } from '../document/faults.ts';
import type { ParsedDocument } from '../document/read.ts';
import { type DocumentHost, documentName, loadDocument, positionIn } from './document-input.ts';
import { readKnownFacts, readState } from './state.ts';

export interface ValidateOptions extends ConfigOptions {
  readonly file: string;
  readonly offline: boolean;
}

export interface Validation {
  readonly file: string;
  /** No fault is an error. */
  readonly valid: boolean;
  /** What it was checked against: the server, another document, or nothing. */
  readonly against: Present['kind'];
  /** Of the document, and of the files of users that it names. */
  readonly faults: readonly DocumentFault[];
}

/**
 * Validates a configuration document: its form, its users files, and all rules; those about the product only if it can be
 * read.
 *
 * @returns with the text of a line of the document, for people
 * @throws KooError (usage) when the text cannot be read as a document; any failure of a server
 * that can be reached
 */
export async function validateDocument(
  { file, offline, ...options }: ValidateOptions,
  host: DocumentHost & ConfigHost,
): Promise<{ readonly validation: Validation; readonly line: ParsedDocument['line'] }> {
  assertOneStdin(file, options.from);
  const checked = await loadDocument(file, host.readUsers);
  const {
    against,
    known,
    faults: refused = [],
  } = offline ? documentAlone : await readBasis(checked, options, host);
  const faults = [...checked.faults, ...refused, ...checked.ruleFaults(known)].sort(comparePositions);
  const valid = faults.every(({ severity }) => severity !== 'error');
  return { validation: { file: checked.file, valid, against, faults }, line: checked.line };
}

interface Basis {
  readonly against: Present['kind'];
  readonly known: Known;
  readonly faults?: readonly DocumentFault[];
}

const documentAlone: Basis = { against: 'unknown', known: {} };

async function readBasis(checked: ParsedDocument, options: ConfigOptions, host: ConfigHost): Promise<Basis> {
  const { content } = checked;
  const id = content.product;
  if (id === '') return documentAlone;
  try {
    return await withPresent(options, host, async (source) => {
      const state = await readState(source, id);
      return { against: source.kind, known: await readKnownFacts(source, state, content.audience) };
    });
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    const { message, resultCode, category } = error.facts;
    // The product does not exist, or belongs to another seller.
    if (resultCode === 'MKT.9001' || resultCode === 'MKT.0150')
      return { ...documentAlone, faults: [faultAt(checked, ['product'], 'product-unknown', message)] };
    if (category !== 'configuration' && category !== 'network') throw error;
    const skipped = both(
      '{message}. Rules that depend on the product were not checked (--offline skips them without contacting a site).',
      { message },
    );
    host.notice(skipped);
    return documentAlone;
  }
}

/** Faults that people are shown; all of them are in the JSON form. */
const maxShownFaults = 50;
/** Characters of a line before and after the column. */
const excerptLength = 60;

/**
 * Renders the faults of a document for people, each with its line of text and a mark under the column.
 *
 * @param line text of a line of the document
 */
export function renderValidation({ file, faults }: Validation, line: (number: number) => string): string {
  const blocks = faults.slice(0, maxShownFaults).map((fault) => renderFault(fault, file, line));
  const more = faults.length - blocks.length;
  return [
    ...blocks,
    ...(more > 0 ? [t('… and {more} more (--json shows all)', { more })] : []),
    summary(faults, file),
  ].join('\n\n');
}

function renderFault(fault: DocumentFault, file: string, line: (number: number) => string): string {
  const { severity, rule, message, source } = fault;
  const at = localize(positionIn(fault.file ?? file, fault));
  const isError = severity === 'error';
  const word = isError ? t('error') : t('warning');
  const colon = t(': ');
  const head = [
    paint('bold', terminalSafe(at)),
    paint(isError ? 'red' : 'yellow', word),
    terminalSafe(message),
  ].join(colon);
  const quoted = fault.file === undefined ? renderExcerpt(line(fault.line), fault.column) : [];
  return [head, ...quoted, paint('dim', `  ${rule} · ${localize(sourceText(source))}`)].join('\n');
}

/** The line of text, or what is near the column of a long one, and a mark under the column. */
function renderExcerpt(text: string, column: number): string[] {
  const start = Math.max(0, column - 1 - excerptLength);
  const plain = (part: string) => terminalSafe(part).replaceAll('\t', ' ');
  const before = `${start > 0 ? '…' : ''}${plain(text.slice(start, column - 1))}`;
  const after = `${plain(text.slice(column - 1, column - 1 + excerptLength))}${text.length > column - 1 + excerptLength ? '…' : ''}`;
  if (`${before}${after}`.trim() === '') return [];
  return [`  ${before}${after}`, `  ${' '.repeat(width(before))}${paint('green', '^')}`];
}

function summary(faults: readonly DocumentFault[], file: string): string {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const warnings = faults.length - errors;
  const text = t(
    '{file}: {errors, plural, one {# error} other {# errors}}, {warnings, plural, one {# warning} other {# warnings}}',
    { file: terminalSafe(documentName(file)), errors, warnings },
  );
  return paint(errors > 0 ? 'red' : 'green', text);
}
