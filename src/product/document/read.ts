import { KooError, systemCode } from '../../errors/koo-error.ts';
import type { ConfigurationPatch, SpecifiedUser } from '../../seller/contract.ts';
import { trialDays } from '../../seller/limits.ts';
import { plainUser } from '../../seller/plan.ts';
import { type Known, patchFaults, type RuleId, shown, userChangeFaults } from '../../seller/rules/rules.ts';
import type { RowFault, UserFile } from '../../seller/user-list.ts';
import { both, type Localized } from '../../text/translate.ts';
import {
  mapUsers,
  mapValues,
  type ProductDocument,
  settingsOf,
  toDocument,
  type UserSection,
  type UserSource,
  userSections,
} from './document.ts';
import {
  assertFewFaults,
  comparePositions,
  type DocumentFault,
  faultAt,
  type Locator,
  maxRuleFaults,
  sourceOf,
} from './faults.ts';
import { readForm } from './form.ts';
import { productSchema } from './schema.ts';
import { readTree, type Tree } from './tree.ts';

type Path = DocumentFault['path'];

/** A document, with the users of the files it names. */
export interface ParsedDocument extends Locator {
  readonly file: string;
  /** The content, without sections that have a fault of form; `product` is empty when it is missing. */
  readonly content: ProductDocument<UserSource>;
  /** Absent where its form, or a file of users, has an error. */
  readonly document?: ProductDocument;
  /** Faults of its form and of the users files, by line. */
  readonly faults: readonly DocumentFault[];
  /** Faults by the rules of the seller configuration, by line; values with a fault of form are skipped. @throws KooError (usage) */
  ruleFaults(known: Known): DocumentFault[];
  /** Text of a line, from 1. */
  line(number: number): string;
}

/** Reads a file of users that a document names. */
export type UserFileReader = (file: string) => Promise<UserFile>;

/**
 * Reads a configuration document, YAML or JSON, and the users files that it names. Reports all faults at once.
 *
 * @param readUsers called once a file
 * @throws KooError (usage) when the text cannot be read as a document
 */
export async function readDocument(
  text: string,
  file: string,
  readUsers: UserFileReader,
): Promise<ParsedDocument> {
  const tree = readTree(text);
  const { value, faults: formFaults } = readForm(tree, productSchema);
  const content = toDocument(value);
  const files = await readUserFiles(content, tree, readUsers);
  const faults = [...formFaults, ...productIdFaults(content, tree), ...files.faults].sort(comparePositions);
  const isValid = !faults.some(({ severity }) => severity === 'error');
  const usersOf = (source: UserSource) => ('file' in source ? (files.users.get(source.file) ?? []) : source);
  return {
    file,
    content,
    faults,
    ...(isValid && { document: mapUsers(content, usersOf) }),
    ruleFaults: (known) => documentRuleFaults(content, tree, known),
    line: tree.line,
    locate: tree.locate,
  };
}

/** The id of a product stands in paths, and in commands that a person copies. */
function productIdFaults({ product }: ProductDocument<UserSource>, tree: Tree): DocumentFault[] {
  if (/^[\w-]*$/.test(product)) return [];
  const message = both('"{product}" is not a valid product ID; use letters, digits, - and _', {
    product: shown(product),
  });
  return [faultAt(tree, ['product'], 'wrong-value', message)];
}

async function readUserFiles(content: ProductDocument<UserSource>, tree: Tree, readUsers: UserFileReader) {
  const users = new Map<string, readonly SpecifiedUser[]>();
  const faults: DocumentFault[] = [];
  for (const { path, users: source } of userSections(content)) {
    if (!('file' in source) || users.has(source.file)) continue;
    const { file } = source;
    const report = (message: Localized) =>
      faults.push(faultAt(tree, [...path, 'file'], 'users-file', message));
    try {
      const read = await readUsers(file);
      users.set(file, read.users.map(plainUser));
      faults.push(...read.faults.map((fault) => rowFault(fault, file, path)));
      const isEmpty = read.users.length === 0 && !read.faults.some(({ severity }) => severity === 'error');
      // A failed export can also leave an empty file, which must not clear a list.
      if (isEmpty) report(both('{file} has no users; to empty the list, write users: []', { file }));
    } catch (error) {
      users.set(file, []);
      report(unreadable(file, error));
    }
  }
  return { users, faults };
}

/** The rule of the seller configuration that a row breaks; any other row cannot be read. */
const rowRules: Partial<Record<RowFault['code'], RuleId>> = {
  MISSING_NAME: 'user-name-required',
  MISSING_ID: 'user-id-required',
  NAME_FORM: 'user-name-form',
  ID_FORM: 'user-id-form',
  DUPLICATE: 'user-duplicate',
  CONFLICT: 'user-conflict',
};

function rowFault(
  { line, code, severity, message }: RowFault,
  file: string,
  path: readonly string[],
): DocumentFault {
  const rule = rowRules[code] ?? 'users-file';
  return { file, line, column: 1, path, rule, severity, message, source: sourceOf(rule) };
}

/** @throws the error itself when it is not a read failure */
function unreadable(file: string, error: unknown): Localized {
  if (error instanceof KooError) {
    const { message } = error.facts;
    return both('{file}: {message}', { file, message });
  }
  const code = systemCode(error);
  if (code === undefined) throw error;
  return both('cannot read {file} ({code})', { file, code });
}

/**
 * Checks a document against the rules of the seller configuration, as far as the state is known.
 *
 * @param document users from files are checked when the files are read
 * @throws KooError (usage, `NOT_A_DOCUMENT`) where the faults are too many
 */
function documentRuleFaults(
  document: ProductDocument<UserSource>,
  tree: Tree,
  known: Known,
): DocumentFault[] {
  const faults = [
    ...patchFaults(fullPatch(document, known), known).map(({ path, rule, message, severity }) =>
      faultAt(tree, documentPath(path), rule, message, severity),
    ),
    ...userSections(document).flatMap((place) => listFaults(place, tree, known)),
    ...stockFaults(document, tree, known),
  ].sort(comparePositions);
  assertFewFaults(faults, maxRuleFaults);
  return faults;
}

/** All that a document wants, whether it differs from what is there or not; without users. */
function fullPatch(document: ProductDocument<UserSource>, known: Known): ConfigurationPatch {
  const { trial, ...wanted } = settingsOf(document, known.configuration);
  return { ...wanted, ...(trial && { trial: fullTrials(trial, known) }) };
}

/** Fills in the trial settings that a document omits from the current ones. Unknown settings are not checked. */
function fullTrials(
  trials: NonNullable<ReturnType<typeof settingsOf>['trial']>,
  { configuration }: Known,
): NonNullable<ConfigurationPatch['trial']> {
  const present = new Map(Object.entries(configuration?.trial ?? {}));
  // A server returns the days of every trial.
  const days = configuration?.version === undefined ? trialDays.min : Number.NaN;
  return mapValues(trials, (trial, sku) => ({ days, open_to: 'all', ...present.get(sku), ...trial }));
}

function documentPath([section, level, ...rest]: Path): Path {
  if (section === undefined || level === undefined) return section === undefined ? [] : [section];
  return section === 'audience' && level === 'product' ? [section, ...rest] : [section, level, ...rest];
}

function listFaults(
  { ref, path, users }: UserSection<UserSource>,
  tree: Tree,
  { product }: Known,
): DocumentFault[] {
  const add = 'file' in users ? [] : users;
  return userChangeFaults({ ...ref, add, remove: [] }, product).map(({ path: at, rule, message, severity }) =>
    faultAt(tree, userPath(at, path), rule, message, severity),
  );
}

function userPath([part, index, field]: Path, list: readonly string[]): Path {
  if (part !== 'add' || index === undefined) return list.slice(0, list.lastIndexOf('users'));
  if (field === undefined) return [...list, index];
  return [...list, index, field === 'account_name' ? 'name' : 'id'];
}

function stockFaults(
  { stock }: ProductDocument<unknown>,
  tree: Tree,
  { product, configuration }: Known,
): DocumentFault[] {
  const present = new Map(Object.entries(configuration?.stock ?? {}));
  return Object.entries(stock ?? {}).flatMap(([code, { available }]) => {
    if (product && !product.skus.some(({ sku_code }) => sku_code === code)) {
      const facts = { product: product.product_id, code: shown(code) };
      const message = both('{product} has no specification {code}', facts);
      return faultAt(tree, ['stock', code], 'sku-unknown', message, 'warning');
    }
    const now = present.get(code)?.available;
    if (now === undefined || now === available) return [];
    const command = `koo product stock add ${product?.product_id ?? 'ID'} --sku ${code} --delta=${available - now} --note TEXT`;
    const message = both(
      'stock is {available}, and a document does not change it; to change it, run `{command}`',
      { available: now, command },
    );
    return faultAt(tree, ['stock', code, 'available'], 'stock-read-only', message, 'warning');
  });
}
