import { Document, isMap, isSeq, Scalar, visit } from 'yaml';
import type { Sku } from '../../seller/model.ts';
import type { LiveState } from '../../seller/plan.ts';
import { wholeProduct } from '../../seller/values.ts';
import { trialWords } from '../../seller/words.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { escapeControls } from '../../text/to-json.ts';
import { listKey } from '../plan/plan.ts';
import { type ContentOptions, contentOf } from './write-content.ts';
import { comment, layOut, note, skuPaths, userPaths } from './write-layout.ts';

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
