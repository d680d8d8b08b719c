import { Document, isCollection, isMap, isNode, isPair, isSeq, Scalar, visit, type YAMLMap } from 'yaml';
import {
  type Attribute,
  type ListRef,
  presetAttributes,
  type Sku,
  type SpecifiedUser,
  wholeProduct,
} from '../seller-config/model.ts';
import { trialWords } from '../seller-config/words.ts';
import type { Language, Localized } from '../text/localized.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { escapeControls } from '../text/to-json.ts';
import { listKey } from './plan.ts';
import type { ProductState } from './plan-model.ts';

export interface ToDocumentOptions {
  /** Files that hold lists, by the list's key, as the document is to name them. A list without one is inline. */
  readonly files?: ReadonlyMap<string, string>;
  /** Of the comments; English by default. */
  readonly language?: Language;
}

/** Members of a mapping; `undefined` leaves one out. */
type Members = Readonly<Record<string, unknown>>;

/**
 * A product as its configuration document, in YAML, with short comments: what `koo product diff` compares without a
 * difference. Preset attributes are left out, since nobody can change them.
 *
 * @param state with the lists that have users; other lists of a live state are empty
 */
export function toDocument(state: ProductState, options: ToDocumentOptions = {}): string {
  const { product, configuration } = state;
  const document = new Document(contentOf(state, options), { aliasDuplicateObjects: false });
  const { language = 'en' } = options;
  document.commentBefore = comment(titleOf(state)[language]);
  const root = document.contents;
  if (isMap(root)) {
    layOut(root);
    for (const [key, text] of Object.entries(sectionComments)) note(root, [key], text[language]);
    for (const sku of product?.skus ?? []) {
      for (const path of skuPaths(sku.sku_code)) note(root, path, skuText(sku)[language]);
    }
    note(root, ['purchase_limits', wholeProduct], { en: 'the whole product', zh: '整个商品' }[language]);
    for (const path of userPaths(root)) {
      const users = root.getIn(path);
      if (isSeq(users) && users.items.length > manyUsers) note(root, path, asFile[language]);
    }
    const idle = idleLists(state);
    if (idle && configuration) document.comment = comment(idle[language]);
  }
  visit(document, {
    Scalar(_, scalar) {
      const { value } = scalar;
      if (typeof value === 'string' && terminalSafe(value) !== value) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return escapeControls(document.toString({ lineWidth: 0 }));
}

const sectionComments = {
  stock: { en: 'read-only here: koo product stock add', zh: '只供查看，用 koo product stock add 更改' },
  attributes: { en: 'of the seller, for all products', zh: '商家级别，对所有商品有效' },
} as const satisfies Readonly<Record<string, Localized>>;

function titleOf({ product_id, product }: ProductState): Localized {
  return {
    en: `${product ? `${product.name.en} (${product.name.zh})` : product_id}: for koo product validate, diff and apply`,
    zh: `${product?.name.zh ?? product_id}：供 koo product validate、diff、apply 使用`,
  };
}

function skuText({ name, trial }: Sku): Localized {
  if (!trial) return { en: name, zh: name };
  return { en: `${name} (${trial} trial)`, zh: `${name}（试用规格，${trialWords[trial].zh}）` };
}

function contentOf(state: ProductState, options: ToDocumentOptions): Members {
  const { product_id, configuration } = state;
  if (!configuration) return { product: product_id };
  const { version, credit, stock, purchase_limits, trial, attributes } = configuration;
  const own = attributes.filter(({ code }) => !(presetAttributes as readonly string[]).includes(code));
  return without({
    product: product_id,
    version,
    audience: audienceOf(state, options),
    credit:
      credit &&
      without({
        ...credit,
        credit_line: choiceOf(credit.credit_line, { list: 'credit_line' }, state, options),
      }),
    stock: filled(stock),
    purchase_limits: version === undefined ? filled(set(purchase_limits)) : set(purchase_limits),
    trial: filled(
      mapped(trial, ({ days, open_to }, sku_code) => ({
        days,
        open_to: choiceOf(open_to, { list: 'trial', sku_code }, state, options),
      })),
    ),
    attributes: own.length > 0 ? own.map(attributeOf) : undefined,
  });
}

function audienceOf(state: ProductState, options: ToDocumentOptions): Members | undefined {
  const { audience } = state.configuration ?? {};
  if (!audience) return undefined;
  const { type, associated, skus } = audience;
  const members = without({
    type,
    associated,
    users: usersOf({ list: 'audience' }, type === 'specified', state, options),
    skus: filled(
      mapped(set(skus), (own, sku_code) =>
        without({
          ...own,
          users: usersOf({ list: 'audience', sku_code }, own.type === 'specified', state, options),
        }),
      ),
    ),
  });
  return filled(members);
}

/** `specified` with its list, where that is known. */
function choiceOf(
  choice: string | undefined,
  ref: ListRef,
  state: ProductState,
  options: ToDocumentOptions,
): unknown {
  if (choice !== 'specified') return choice;
  const users = usersOf(ref, true, state, options);
  return users === undefined ? choice : { users };
}

/** @param inForce a list that is empty is told then */
function usersOf(
  ref: ListRef,
  inForce: boolean,
  { configuration, lists }: ProductState,
  { files }: ToDocumentOptions,
): unknown {
  const key = listKey(ref);
  const file = files?.get(key);
  if (file !== undefined) return { file };
  const users = lists?.get(key);
  if (users && users.size > 0) return [...users.values()].map(userOf);
  // A live state counts every list that has users.
  const isEmpty =
    users !== undefined ||
    (configuration?.version !== undefined && !isCounted(ref, configuration.user_counts));
  return inForce && isEmpty ? [] : undefined;
}

function isCounted(ref: ListRef, counts: readonly (ListRef & { readonly count: number })[]): boolean {
  return counts.some((other) => listKey(other) === listKey(ref) && other.count > 0);
}

function userOf({ account_name, account_id }: SpecifiedUser): Members {
  return { name: account_name, id: account_id };
}

function attributeOf(attribute: Attribute): Members {
  const { code, type, name, description } = attribute;
  const own =
    attribute.type === 'enumeration'
      ? { values: attribute.values }
      : { min: attribute.min, max: attribute.max, step: attribute.step };
  return without({ code, type, name, description, ...own });
}

/** Lists with users that a document cannot hold, since what they are for is not set to specified users. */
function idleLists({ configuration }: ProductState): Localized | undefined {
  if (!configuration) return undefined;
  const { audience, credit, trial, user_counts } = configuration;
  const idle = user_counts.filter(({ list, sku_code, count }) => {
    if (count === 0) return false;
    if (list === 'credit_line') return credit?.credit_line !== 'specified';
    if (sku_code === undefined) return false;
    return list === 'trial' ? trial[sku_code]?.open_to !== 'specified' : !audience?.skus[sku_code];
  });
  if (idle.length === 0) return undefined;
  const lines = idle.map((ref) => `  ${listKey(ref)}: ${ref.count}`);
  return {
    en: ['Users on lists that are not in force (koo users list shows them):', ...lines].join('\n'),
    zh: ['尚未生效的名单中的用户数（可用 koo users list 查看）：', ...lines].join('\n'),
  };
}

/** Sections and settings a line, what is in them in braces; a user a line. */
function layOut(root: YAMLMap): void {
  const braces = (node: unknown) => {
    if (isCollection(node)) node.flow = true;
  };
  for (const section of ['credit', 'stock', 'purchase_limits', 'trial', 'attributes']) {
    const node = root.get(section);
    if (!isCollection(node)) continue;
    for (const item of node.items) braces(isPair(item) ? item.value : item);
  }
  visit(root, {
    Pair(_, { key, value }, path) {
      if (!isCollection(value) || !(key instanceof Scalar)) return;
      if (key.value === 'associated') braces(value);
      if (key.value !== 'users') return;
      for (const item of value.items) if (isMap(item)) braces(item);
      // A long list would make one long line of the braces around it.
      const isList = value.items.length > 1 && !isMap(value);
      if (isList)
        for (const outer of path)
          if (isNode(outer) && isCollection(outer) && outer !== root) outer.flow = false;
      if (isMap(value)) braces(value);
    },
  });
}

/** Users of a list in the document itself, from which on a file of their own is the better place. */
const manyUsers = 100;
const asFile: Localized = {
  en: 'or users: { file: buyers.csv }, from koo users export',
  zh: '也可写作 users: { file: buyers.csv }，文件由 koo users export 导出',
};

/** Where lists of users may be. */
function userPaths(root: YAMLMap): readonly string[][] {
  const keys = (path: readonly string[]) => {
    const node = root.getIn(path);
    return isMap(node) ? node.items.map(({ key }) => String(key)) : [];
  };
  return [
    ['audience', 'users'],
    ...keys(['audience', 'skus']).map((sku) => ['audience', 'skus', sku, 'users']),
    ['credit', 'credit_line', 'users'],
    ...keys(['trial']).map((sku) => ['trial', sku, 'open_to', 'users']),
  ];
}

function skuPaths(code: string): readonly string[][] {
  return [
    ['audience', 'skus', code],
    ...['stock', 'purchase_limits', 'trial'].map((section) => [section, code]),
  ];
}

/** Writes a comment behind what is on the key's line. */
function note(root: YAMLMap, path: readonly string[], text: string): void {
  const value = root.getIn(path, true);
  if (!isNode(value)) return;
  const isBlock = isCollection(value) && !value.flow && value.items.length > 0;
  value[isBlock ? 'commentBefore' : 'comment'] = comment(text.replaceAll('\n', ' '));
}

/** @see {@link terminalSafe} */
function comment(text: string): string {
  return terminalSafe(text)
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
}

function without(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function filled<Record extends object>(record: Record): Record | undefined {
  return Object.keys(record).length > 0 ? record : undefined;
}

/** Without what is known not to be set. */
function set<Value>(record: Readonly<Record<string, Value | null>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  );
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  to: (value: Value, key: string) => unknown,
): Members {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
