import { KooError } from '../../errors/koo-error.ts';
import { systemCode } from '../../errors/system-code.ts';
import type { SpecifiedUser } from '../../seller/contract.ts';
import type { Known } from '../../seller/rules/audience.ts';
import { type RuleId, shown } from '../../seller/rules/rules.ts';
import type { RowFault, UserFile } from '../../seller/user-list.ts';
import type { Localized } from '../../text/localized.ts';
import { documentOf, mapUsers, type ProductDocument, type UserSource, userPlaces } from './document.ts';
import { byPlace, type DocumentFault, type Place, sourceOf } from './faults.ts';
import { readForm } from './form.ts';
import { judgeDocument } from './judge.ts';
import { productSchema } from './schema.ts';
import { readTree, type Tree } from './tree.ts';

/** A document as it is written. */
export interface ReadDocument {
  readonly file: string;
  /** What it says; sections with a fault of form are left out. */
  readonly content: ProductDocument<UserSource>;
  /** What is wrong with its form; all of it errors. */
  readonly faults: readonly DocumentFault[];
  readonly tree: Tree;
}

/** A document, with the users of the files it names. */
export interface CheckedDocument {
  readonly file: string;
  /** What it says; sections with a fault of form are left out, and `product` is empty where it is missing. */
  readonly content: ProductDocument<UserSource>;
  /** Absent where its form, or a file of users, has an error. */
  readonly document?: ProductDocument;
  /** Of its form and of the files of users, by line. */
  readonly faults: readonly DocumentFault[];
  /** What the rules of the seller configuration say; of what has no fault of form. By line. */
  judge(known: Known): DocumentFault[];
  /** Text of a line, from 1. */
  line(number: number): string;
  /** Where the value of a path is, or what is nearest above it. */
  locate(path: DocumentFault['path']): Place;
}

/** Reads a file of users that a document names. */
export type UserFileReader = (file: string) => Promise<UserFile>;

/**
 * Reads a configuration document, YAML or JSON, with the place of everything in it.
 *
 * @param file name of the document, for messages
 * @throws KooError (usage) when it is none
 */
export function readDocument(text: string, file: string): ReadDocument {
  const tree = readTree(text);
  const { value, faults } = readForm(tree, productSchema);
  return { file, tree, faults, content: documentOf(value) };
}

/**
 * Reads a configuration document and the files of users that it names; everything wrong is told at once.
 *
 * @param readUsers called once a file
 * @throws KooError (usage) when the text is no document
 */
export async function checkDocument(
  text: string,
  file: string,
  readUsers: UserFileReader,
): Promise<CheckedDocument> {
  const { content, faults, tree } = readDocument(text, file);
  const files = await readUserFiles(content, tree, readUsers);
  const all = [...faults, ...idFaults(content, tree), ...files.faults].sort(byPlace);
  const whole = !all.some(({ severity }) => severity === 'error');
  const usersOf = (source: UserSource) => ('file' in source ? (files.users.get(source.file) ?? []) : source);
  return {
    file,
    content,
    faults: all,
    ...(whole && { document: mapUsers(content, usersOf) }),
    judge: (known) => judgeDocument(content, tree, known).sort(byPlace),
    line: tree.line,
    locate: (path) => tree.locate(path),
  };
}

/** The id of a product stands in paths, and in commands that a person copies. */
function idFaults({ product }: ProductDocument<UserSource>, tree: Tree): DocumentFault[] {
  if (/^[\w-]*$/.test(product)) return [];
  const path = ['product'];
  const rule = 'wrong-value';
  const message = {
    en: `"${shown(product)}" is no product id: letters, digits, - and _`,
    zh: `“${shown(product)}”不是商品 ID：应由字母、数字、- 和 _ 组成`,
  };
  return [{ ...tree.locate(path), path, rule, severity: 'error', message, source: sourceOf(rule) }];
}

async function readUserFiles(content: ProductDocument<UserSource>, tree: Tree, readUsers: UserFileReader) {
  const users = new Map<string, readonly SpecifiedUser[]>();
  const faults: DocumentFault[] = [];
  for (const { path, users: source } of userPlaces(content)) {
    if (!('file' in source) || users.has(source.file)) continue;
    const { file } = source;
    try {
      const read = await readUsers(file);
      users.set(
        file,
        read.users.map(({ account_name, account_id }) => ({ account_name, account_id })),
      );
      faults.push(...read.faults.map((fault) => rowFault(fault, file, path)));
      const isEmpty = read.users.length === 0 && !read.faults.some(({ severity }) => severity === 'error');
      if (isEmpty) faults.push(fileFault(tree, path, noUsers(file)));
    } catch (error) {
      users.set(file, []);
      faults.push(fileFault(tree, path, unreadable(file, error)));
    }
  }
  return { users, faults };
}

function fileFault(tree: Tree, users: readonly string[], message: Localized): DocumentFault {
  const path = [...users, 'file'];
  const rule = 'users-file';
  return { ...tree.locate(path), path, rule, severity: 'error', message, source: sourceOf(rule) };
}

/** An export that failed is an empty file, too: nobody loses a list by it. */
function noUsers(file: string): Localized {
  return {
    en: `there are no users in ${file}; to empty the list write users: []`,
    zh: `${file} 中没有用户；如需清空名单，请写 users: []`,
  };
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

/** @throws error that is no failure to read */
function unreadable(file: string, error: unknown): Localized {
  if (error instanceof KooError) {
    const { message } = error.facts;
    return { en: `${file}: ${message.en}`, zh: `${file}：${message.zh}` };
  }
  const code = systemCode(error);
  if (code === undefined) throw error;
  return { en: `cannot read ${file} (${code})`, zh: `无法读取 ${file}（${code}）` };
}
