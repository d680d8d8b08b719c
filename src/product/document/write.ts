import { Document, isCollection, isMap, isNode, isPair, type Node, Scalar, visit, type YAMLMap } from 'yaml';
import type { Attribute, AudienceSetting, ListRef, Sku } from '../../seller/contract.ts';
import { type LiveState, listKey } from '../../seller/plan.ts';
import { isPreset, wholeProduct } from '../../seller/values.ts';
import { trialWords } from '../../seller/words.ts';
import { escapeControls } from '../../text/json.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, localize, t } from '../../text/translate.ts';
import { mapValues } from './document.ts';

/**
 * A product as its configuration document, in YAML, with short comments: what `koo product diff` compares without a
 * difference. Preset attributes are omitted, since they cannot be changed.
 *
 * @param state with the lists that have users; other lists are empty
 */
export function renderDocument(state: LiveState): string {
  const { product } = state;
  const document = new Document(contentOf(state), { aliasDuplicateObjects: false });
  const [english, chinese] = [product.name.en, product.name.zh];
  document.commentBefore = commentText(
    t('{english} ({chinese}): for koo product validate, diff and apply', { english, chinese }),
  );
  const root = document.contents;
  if (isMap(root)) {
    applyLayout(root);
    for (const [key, text] of Object.entries(sectionComments)) addComment(root, [key], localize(text));
    for (const sku of product.skus) {
      for (const path of skuPaths(sku.sku_code)) addComment(root, path, skuText(sku));
    }
    addComment(root, ['purchase_limits', wholeProduct], t('the whole product'));
    const idle = inactiveLists(state);
    if (idle) document.comment = commentText(idle);
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
  stock: both('read-only; change it with koo product stock add'),
  attributes: both('shared by all products of the seller'),
} as const satisfies Readonly<Record<string, Localized>>;

function skuText({ name, trial }: Sku): string {
  return trial ? t('{name} ({status} trial)', { name, status: trialWords[trial] }) : name;
}

/** Lists that have users but are not in effect, since their setting is not `specified`. A document cannot contain them. */
function inactiveLists({ configuration }: LiveState): string | undefined {
  const { audience, credit, trial, user_counts } = configuration;
  const idle = user_counts.filter(({ list, sku_code, count }) => {
    if (count === 0) return false;
    if (list === 'credit_line') return credit.credit_line !== 'specified';
    if (sku_code === undefined) return false;
    return list === 'trial' ? trial[sku_code]?.open_to !== 'specified' : !audience.skus[sku_code];
  });
  if (idle.length === 0) return undefined;
  const lines = idle.map((ref) => `  ${listKey(ref)}: ${ref.count}`);
  return [t('Users on lists that are not in effect (koo users list shows them):'), ...lines].join('\n');
}

/** Users of a list in the document itself, from which on a file of their own is the better place. */
const maxInlineUsers = 100;

/** Sections and settings a line, what is in them in braces; a user a line. */
function applyLayout(root: YAMLMap): void {
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
      if (value.items.length > 1)
        for (const outer of path)
          if (isNode(outer) && isCollection(outer) && outer !== root) outer.flow = false;
      if (value.items.length > maxInlineUsers)
        setComment(value, t('or users: { file: buyers.csv }, from koo users export'));
    },
  });
}

/** The paths at which a specification may be. */
function skuPaths(code: string): readonly string[][] {
  return [
    ['audience', 'skus', code],
    ...['stock', 'purchase_limits', 'trial'].map((section) => [section, code]),
  ];
}

function addComment(root: YAMLMap, path: readonly string[], text: string): void {
  const value = root.getIn(path, true);
  if (isNode(value)) setComment(value, text);
}

/** Writes a comment behind what is on the line of the value's key. */
function setComment(value: Node, text: string): void {
  const isBlock = isCollection(value) && !value.flow && value.items.length > 0;
  value[isBlock ? 'commentBefore' : 'comment'] = commentText(text.replaceAll('\n', ' '));
}

/** Formats a text as a comment that is safe to show. */
function commentText(text: string): string {
  return terminalSafe(text)
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');
}

/** The content of a product's document as plain values; `undefined` values are omitted. */
function contentOf(state: LiveState) {
  const { product_id, configuration } = state;
  const { version, audience, credit, stock, purchase_limits, trial, attributes } = configuration;
  const setting = ({ type, associated }: AudienceSetting, ref: ListRef) => ({
    type,
    associated,
    users: usersOf(ref, type === 'specified', state),
  });
  const own = attributes.filter(({ code }) => !isPreset(code));
  return {
    product: product_id,
    version,
    audience: {
      ...setting(audience, { list: 'audience' }),
      skus: filled(audience.skus, (one, sku_code) => setting(one, { list: 'audience', sku_code })),
    },
    credit: { ...credit, credit_line: choiceOf(credit.credit_line, { list: 'credit_line' }, state) },
    stock: filled(stock, (one) => one),
    purchase_limits,
    trial: filled(trial, ({ days, open_to }, sku_code) => ({
      days,
      open_to: choiceOf(open_to, { list: 'trial', sku_code }, state),
    })),
    attributes: own.length > 0 ? own.map(attributeOf) : undefined,
  };
}

/** `specified` with its list, where that is known. */
function choiceOf(choice: string, ref: ListRef, state: LiveState) {
  const users = choice === 'specified' ? usersOf(ref, true, state) : undefined;
  return users ? { users } : choice;
}

/** @param inForce whether an empty list is written */
function usersOf(ref: ListRef, inForce: boolean, { configuration, lists }: LiveState) {
  const key = listKey(ref);
  const users = lists?.get(key);
  if (users && users.size > 0)
    return [...users.values()].map(({ account_name: name, account_id: id }) => ({ name, id }));
  // Every list that has users is counted.
  const isCounted = configuration.user_counts.some((one) => listKey(one) === key && one.count > 0);
  return inForce && (users || !isCounted) ? [] : undefined;
}

/** The values stand last. */
function attributeOf({ code, type, name, description, ...value }: Attribute) {
  return { code, type, name, description, ...value };
}

/** Maps the values of a record that has some. */
function filled<Value>(
  record: Readonly<Record<string, Value>>,
  to: (value: Value, key: string) => unknown,
): object | undefined {
  return Object.keys(record).length > 0 ? mapValues(record, to) : undefined;
}
