import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import type { ApiHost } from '../../account/cli/session.ts';
import { inputLimits, isStdin, readInput, readInputFile } from '../../cli/files/input-file.ts';
import { KooError, systemCode, usageError } from '../../errors/koo-error.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import type { Present } from '../../seller/cli/worksheet.ts';
import type { ListRef } from '../../seller/contract.ts';
import { type KnownConfiguration, listKey, sellerAttributes } from '../../seller/plan.ts';
import type { UserListReader } from '../../seller/user-list.ts';
import { decodeUtf8 } from '../../text/decode.ts';
import { joined } from '../../text/localized.ts';
import { sourcesText } from '../../text/source-words.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { listsOf, mapValues, type ProductDocument, settingsOf } from '../document/document.ts';
import type { DocumentFault, Position } from '../document/faults.ts';
import { type ParsedDocument, readDocument } from '../document/read.ts';
import { moveLists } from '../document/tree.ts';

/** Faults that a message names; all of them are in the details. */
const maxNamedFaults = 20;

/**
 * Reports the warnings of a document as notices and throws for its errors.
 *
 * @param file name of the document
 * @throws KooError (usage, `INVALID_DOCUMENT`) with file, line, column, rule and source of every error
 */
export function assertValid(
  faults: readonly DocumentFault[],
  file: string,
  notice: (text: Localized) => void,
): void {
  const warnings = faults.filter(({ severity }) => severity === 'warning');
  for (const text of faultTexts(warnings, file)) notice(text);
  const errors = faults.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return;
  const texts = faultTexts(errors, file);
  const pages = sourcesText([...new Set(errors.map(({ source }) => source))].slice(0, 3));
  throw new KooError({
    category: 'usage',
    code: 'INVALID_DOCUMENT',
    message: joined(texts, verbatim('\n')),
    hint: both('Nothing was sent. `koo product validate` shows every fault with its line. Rules: {pages}', {
      pages,
    }),
    details: {
      file,
      faults: errors.map(({ path, message, file: users, line, column, rule, source }) => ({
        ...(users !== undefined && { file: users }),
        line,
        column,
        path: [...path],
        rule,
        message: { ...message },
        source,
      })),
    },
  });
}

/** Faults by line; of very many the first, and how many more there are. */
function faultTexts(faults: readonly DocumentFault[], file: string): Localized[] {
  const texts = faults.slice(0, maxNamedFaults).map(({ file: users, message, rule, ...position }) => {
    const at = positionIn(users ?? file, position);
    return both('{at}: {message} ({rule})', { at, message, rule });
  });
  const more = faults.length - texts.length;
  return more > 0
    ? [...texts, both('… and {more, plural, one {# more fault} other {# more faults}}', { more })]
    : texts;
}

/** The name that the document of stdin has in JSON. */
const stdinName = '<stdin>';

/** The name of a document in messages. */
export function documentName(file: string): Localized {
  return file === stdinName ? both('<stdin>') : verbatim(file);
}

/** A position in a document or in a file of users. */
export function positionIn(file: string, { line, column }: Position): Localized {
  return both('{file}:{line}:{column}', { file: documentName(file), line, column });
}

/** A document, and the content of its file when it was read. */
export interface LoadedDocument extends ParsedDocument {
  readonly bytes: Uint8Array;
}

export interface DocumentHost extends ApiHost {
  readonly readUsers: UserListReader;
}

/**
 * Reads a configuration document and the files of users that it names, which are relative to it; those of stdin to the
 * working folder.
 *
 * @param path of the document; `-` is stdin
 * @param readUsers reads a file of users
 * @param given the content, when it was already read
 * @throws KooError (usage) `UNREADABLE_FILE`, `NO_INPUT`, or when the text cannot be read as a document
 */
export async function loadDocument(
  path: string,
  readUsers: UserListReader,
  given?: Uint8Array,
): Promise<LoadedDocument> {
  const fromStdin = isStdin(path);
  const options = { limit: inputLimits.document, hint: moveLists };
  const bytes = given ?? (await (fromStdin ? readInput('-', options) : readInputFile(path, options)));
  const file = fromStdin ? stdinName : path;
  const folder = fromStdin ? '.' : dirname(path);
  const text = decode(bytes, file);
  try {
    const read = async (name: string) => readUsers(Readable.from([await readList(folder, name)]), name);
    const document = await readDocument(text, file, read);
    const ruleFaults: ParsedDocument['ruleFaults'] = (known) => {
      try {
        return document.ruleFaults(known);
      } catch (error) {
        throw withFile(error, file);
      }
    };
    return { ...document, ruleFaults, bytes };
  } catch (error) {
    throw withFile(error, file);
  }
}

function withFile(error: unknown, file: string): unknown {
  if (!(error instanceof KooError)) return error;
  const { message, details } = error.facts;
  return error.with({
    message: both('{file}:{message}', { file: documentName(file), message }),
    details: { file, ...(details as Pick<Position, 'line' | 'column'>) },
  });
}

/**
 * Reads a list that a document names. A document of somebody else must not show the other files of this user, so the
 * file must be below the folder of the document, also after links.
 *
 * @throws the error of the file system; KooError (usage) `LIST_OUTSIDE`, `TOO_LARGE`
 */
async function readList(folder: string, name: string): Promise<Uint8Array> {
  const given = resolve(folder, name);
  // Check before the file system is asked, which would reveal whether the file exists.
  if (!isBelow(resolve(folder), given)) throw listOutside();
  const path = await realpath(given);
  if (!isBelow(await realpath(folder), path)) throw listOutside();
  try {
    return readRegularFile(path, inputLimits.list);
  } catch (error) {
    if (systemCode(error) !== 'TOO_LARGE') throw error;
    const megabytes = inputLimits.list / 1024 / 1024;
    throw usageError('TOO_LARGE', both('larger than {megabytes} MB', { megabytes }), moveLists);
  }
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function listOutside(): KooError {
  return usageError(
    'LIST_OUTSIDE',
    both(
      'a document can name only lists below its own folder. Put the list beside the document, or use `koo users sync`',
    ),
    moveLists,
  );
}

function decode(bytes: Uint8Array, file: string): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  const message = both('{file} is not UTF-8 text', { file: documentName(file) });
  throw usageError('NOT_TEXT', message, both('Save it as UTF-8.'));
}

/** A document without an error of its own. */
export interface ValidDocument extends LoadedDocument {
  readonly document: ProductDocument;
}

/**
 * Reads a configuration document like {@link loadDocument}, and lets it through like {@link assertValid}.
 *
 * @throws KooError (usage)
 */
export async function loadValidDocument(
  path: string,
  { readUsers, notice }: Pick<DocumentHost, 'readUsers' | 'notice'>,
  given?: Uint8Array,
): Promise<ValidDocument> {
  const checked = await loadDocument(path, readUsers, given);
  const { document, file, faults } = checked;
  assertValid(faults, file, notice);
  if (!document) throw new TypeError('a document without faults of form');
  return { ...checked, document };
}

/**
 * The current state according to a configuration document. What the document omits is unknown.
 *
 * @param path of the document; `-` is stdin
 * @param bytes its content
 * @throws KooError (usage) when it cannot be read, has an error of form, or describes another product
 */
export async function presentOfDocument(
  path: string,
  bytes: Uint8Array,
  host: Pick<DocumentHost, 'readUsers' | 'notice'>,
): Promise<Present> {
  const { document, file } = await loadValidDocument(path, host, bytes);
  const lists = new Map(listsOf(document).map((list) => [listKey(list), list.users]));
  const requireProduct = (id: string) => {
    const { product } = document;
    if (id === sellerAttributes || id === product) return;
    const facts = { file: documentName(file), product, expected: id };
    const message = both('--from: {file} describes product {product}, not {expected}', facts);
    const hint = both('Use a document of the same product, such as the output of `koo product get -o yaml`.');
    throw usageError('OTHER_PRODUCT', message, hint);
  };
  return {
    kind: 'file',
    product: async (id) => {
      requireProduct(id);
      return undefined;
    },
    configuration: async (id) => {
      requireProduct(id);
      return configurationOf(document);
    },
    attributes: async () => document.attributes ?? [],
    hasList: (ref: ListRef) => lists.has(listKey(ref)),
    users: async function* (id, ref) {
      requireProduct(id);
      yield lists.get(listKey(ref)) ?? [];
    },
  };
}

/** A section that is present is complete. */
function configurationOf(document: ProductDocument): KnownConfiguration {
  const { audience, credit, attributes, trial } = settingsOf(document, undefined);
  const { purchase_limits, stock } = document;
  const trials = Object.entries(trial ?? {}).flatMap(([sku, { days, open_to }]) =>
    days !== undefined && open_to !== undefined ? [[sku, { days, open_to }] as const] : [],
  );
  return {
    product_id: document.product,
    ...(audience && {
      audience: { ...audience.product, ...(audience.skus && { skus: present(audience.skus) }) },
    }),
    ...(credit && { credit }),
    ...(purchase_limits && { purchase_limits }),
    ...(stock && { stock: mapValues(stock, ({ available, sold = 0 }) => ({ available, sold })) }),
    trial: Object.fromEntries(trials),
    ...(attributes && { attributes }),
  };
}

/** The members that are not `null`. */
function present<Value>(record: Readonly<Record<string, Value | null>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}
