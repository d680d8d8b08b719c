import { Document, isCollection, isMap, isNode, isPair, isSeq, Scalar, visit, type YAMLMap } from 'yaml';
import type { Attribute, ListRef, Sku, SpecifiedUser } from '../../seller/contract.ts';
import { type LiveState, listKey } from '../../seller/plan.ts';
import { presetAttributes, wholeProduct } from '../../seller/values.ts';
import { trialWords } from '../../seller/words.ts';
import { escapeControls } from '../../text/json.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

export interface ToDocumentOptions extends ContentOptions {
  /** Of the comments; English by default. */
  readonly language?: Language;
}

/**
 * A product as its configuration document, in YAML, with short comments: what `koo product diff` compares without a
 * difference. Preset attributes are left out, since nobody can change them.
 *
 * @param state with the lists that have users; other lists are empty
 */
export function toDocument(state: LiveState, options: ToDocumentOptions = {}): string {
  const { product } = state;
  const document = new Document(contentOf(state, options), { aliasDuplicateObjects: false });
  const { language = 'en' } = options;
  document.commentBefore = comment(titleOf(state)[language]);
  const root = document.contents;
  if (isMap(root)) {
    layOut(root);
    for (const [key, text] of Object.entries(sectionComments)) note(root, [key], text[language]);
    for (const sku of product.skus) {
      for (const path of skuPaths(sku.sku_code)) note(root, path, skuText(sku)[language]);
    }
    note(root, ['purchase_limits', wholeProduct], { en: 'the whole product', zh: '整个商品' }[language]);
    for (const path of userPaths(root)) {
      const users = root.getIn(path);
      if (isSeq(users) && users.items.length > manyUsers) note(root, path, asFile[language]);
    }
    const idle = idleLists(state);
    if (idle) document.comment = comment(idle[language]);
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

function titleOf({ product: { name } }: LiveState): Localized {
  return {
    en: `${name.en} (${name.zh}): for koo product validate, diff and apply`,
    zh: `${name.zh}：供 koo product validate、diff、apply 使用`,
  };
}

function skuText({ name, trial }: Sku): Localized {
  if (!trial) return { en: name, zh: name };
  return { en: `${name} (${trial} trial)`, zh: `${name}（试用规格，${trialWords[trial].zh}）` };
}

/** Lists with users that a document cannot hold, since what they are for is not set to specified users. */
function idleLists({ configuration }: LiveState): Localized | undefined {
  const { audience, credit, trial, user_counts } = configuration;
  const idle = user_counts.filter(({ list, sku_code, count }) => {
    if (count === 0) return false;
    if (list === 'credit_line') return credit.credit_line !== 'specified';
    if (sku_code === undefined) return false;
    return list === 'trial' ? trial[sku_code]?.open_to !== 'specified' : !audience.skus[sku_code];
  });
  if (idle.length === 0) return undefined;
  const lines = idle.map((ref) => `  ${listKey(ref)}: ${ref.count}`);
  return {
    en: ['Users on lists that are not in force (koo users list shows them):', ...lines].join('\n'),
    zh: ['尚未生效的名单中的用户数（可用 koo users list 查看）：', ...lines].join('\n'),
  };
}

/** Users of a list in the document itself, from which on a file of their own is the better place. */
const manyUsers = 100;
const asFile: Localized = {
  en: 'or users: { file: buyers.csv }, from koo users export',
  zh: '也可写作 users: { file: buyers.csv }，文件由 koo users export 导出',
};

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

/** Where a specification may be. */
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

/** Text as a comment of the document, safe to show. */
function comment(text: string): string {
  return terminalSafe(text)
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
}

export interface ContentOptions {
  /** Files that hold lists, by the list's key, as the document is to name them. A list without one is inline. */
  readonly files?: ReadonlyMap<string, string>;
}

/** Members of a mapping; `undefined` leaves one out. */
type Members = Readonly<Record<string, unknown>>;

/** What the document of a product says, as plain values; see {@link ContentOptions} for where its lists go. */
function contentOf(state: LiveState, options: ContentOptions): Members {
  const { product_id, configuration } = state;
  const { version, credit, stock, purchase_limits, trial, attributes } = configuration;
  const own = attributes.filter(({ code }) => !(presetAttributes as readonly string[]).includes(code));
  return without({
    product: product_id,
    version,
    audience: audienceOf(state, options),
    credit: {
      ...credit,
      credit_line: choiceOf(credit.credit_line, { list: 'credit_line' }, state, options),
    },
    stock: filled(stock),
    purchase_limits,
    trial: filled(
      mapped(trial, ({ days, open_to }, sku_code) => ({
        days,
        open_to: choiceOf(open_to, { list: 'trial', sku_code }, state, options),
      })),
    ),
    attributes: own.length > 0 ? own.map(attributeOf) : undefined,
  });
}

function audienceOf(state: LiveState, options: ContentOptions): Members {
  const { type, associated, skus } = state.configuration.audience;
  return without({
    type,
    associated,
    users: usersOf({ list: 'audience' }, type === 'specified', state, options),
    skus: filled(
      mapped(skus, (own, sku_code) =>
        without({
          ...own,
          users: usersOf({ list: 'audience', sku_code }, own.type === 'specified', state, options),
        }),
      ),
    ),
  });
}

/** `specified` with its list, where that is known. */
function choiceOf(
  choice: string | undefined,
  ref: ListRef,
  state: LiveState,
  options: ContentOptions,
): unknown {
  if (choice !== 'specified') return choice;
  const users = usersOf(ref, true, state, options);
  return users === undefined ? choice : { users };
}

/** @param inForce a list that is empty is told then */
function usersOf(
  ref: ListRef,
  inForce: boolean,
  { configuration, lists }: LiveState,
  { files }: ContentOptions,
): unknown {
  const key = listKey(ref);
  const file = files?.get(key);
  if (file !== undefined) return { file };
  const users = lists?.get(key);
  if (users && users.size > 0) return [...users.values()].map(userOf);
  // Every list that has users is counted.
  const isEmpty = users !== undefined || !isCounted(ref, configuration.user_counts);
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

function without(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function filled<Record extends object>(record: Record): Record | undefined {
  return Object.keys(record).length > 0 ? record : undefined;
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  to: (value: Value, key: string) => unknown,
): Members {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
