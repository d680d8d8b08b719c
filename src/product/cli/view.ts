import { paint } from '../../cli/output/colour.ts';
import { table } from '../../cli/output/table.ts';
import type { Attribute, Product, PurchaseLimit, Sku } from '../../seller/contract.ts';
import type { LiveState } from '../../seller/plan.ts';
import {
  attributeWords,
  audienceWords,
  chargingWords,
  creditWords,
  deliveryWords,
  limitWords,
  statusWords,
  trialWords,
} from '../../seller/words.ts';
import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import {
  type AudienceRow,
  audienceRows,
  type CreditRow,
  creditRow,
  type LimitRow,
  limitRows,
  type StockRow,
  stockRows,
  type TrialRow,
  trialRows,
} from '../rows.ts';

/** Products as a table. */
export function showProducts(products: readonly Product[], language: Language): string {
  const say = wordsIn(language);
  if (products.length === 0) return say('none');
  return table(
    [say('product'), say('name'), say('delivery'), say('status'), say('skus')],
    products.map(({ product_id, name, delivery, status, skus }) => [
      product_id,
      name[language],
      deliveryWords[delivery][language],
      statusWords[status][language],
      String(skus.length),
    ]),
  );
}

/** All of a product. */
export function showProduct(state: LiveState, language: Language): string {
  const { product, product_id, configuration } = state;
  const say = wordsIn(language);
  const title = [
    product_id,
    product.name[language],
    deliveryWords[product.delivery][language],
    statusWords[product.status][language],
    `${say('version')} ${configuration.version}`,
  ];
  const stock = stockRows(state);
  const own = configuration.attributes;
  return [
    paint('bold', terminalSafe(title.join('  '))),
    showSkus(product, language),
    showAudience(audienceRows(state), language),
    showCredit(creditRow(state), language),
    ...(stock.length > 0 ? [showStock(stock, language)] : []),
    showLimits(limitRows(state), language),
    ...(trialRows(state).length > 0 ? [showTrials(trialRows(state), language)] : []),
    ...(own.length > 0 ? [showAttributes(own, language)] : []),
  ].join('\n\n');
}

function showSkus({ skus }: Product, language: Language): string {
  const say = wordsIn(language);
  return table(
    [say('sku'), say('name'), say('modes')],
    skus.map((sku) => [sku.sku_code, sku.name, modesText(sku, language)]),
  );
}

function modesText({ charging_modes, trial }: Sku, language: Language): string {
  const modes = charging_modes.map((mode) => chargingWords[mode][language]);
  return listed(trial ? [...modes, trialText(trial, language)] : modes, language);
}

function trialText(trial: NonNullable<Sku['trial']>, language: Language): string {
  const word = trialWords[trial][language];
  return { en: `trial (${word})`, zh: `试用（${word}）` }[language];
}

/** Who may buy. */
export function showAudience(rows: readonly AudienceRow[], language: Language): string {
  const say = wordsIn(language);
  return table(
    [say('sku'), say('name'), say('audience'), say('users'), say('associated')],
    rows.map(({ sku_code, name, type, inherited, associated, users }) => [
      sku_code ?? say('whole'),
      name ?? '',
      `${audienceWords[type][language]}${inherited ? say('follows') : ''}`,
      // A specification that follows the product has no list of its own in force.
      countText(users, type === 'specified' && !inherited),
      listed(associated, language),
    ]),
  );
}

/** Credit control. */
export function showCredit({ cash_coupon, credit_line, users }: CreditRow, language: Language): string {
  const say = wordsIn(language);
  return table(
    [say('coupon'), say('line'), say('users')],
    [[creditWords[cash_coupon][language], creditWords[credit_line][language], countText(users, true)]],
  );
}

/** Stock by specification. */
export function showStock(rows: readonly StockRow[], language: Language): string {
  const say = wordsIn(language);
  if (rows.length === 0) return say('noStock');
  return table(
    [say('sku'), say('name'), say('available'), say('sold')],
    rows.map(({ sku_code, name, available, sold }) => [
      sku_code ?? '',
      name ?? '',
      String(available),
      String(sold),
    ]),
  );
}

/** Purchase limits. */
export function showLimits(rows: readonly LimitRow[], language: Language): string {
  const say = wordsIn(language);
  if (rows.length === 0) return say('noLimit');
  return table(
    [say('sku'), say('name'), say('limit')],
    rows.map(({ sku_code, name, max_quantity, again_after_expiry }) => [
      sku_code ?? say('whole'),
      name ?? '',
      limitWords(limitOf({ max_quantity, again_after_expiry }))[language],
    ]),
  );
}

function limitOf({
  max_quantity,
  again_after_expiry,
}: Pick<LimitRow, 'max_quantity' | 'again_after_expiry'>): PurchaseLimit {
  return max_quantity === null ? { once_per_customer: true, again_after_expiry } : { max_quantity };
}

/** Trial specifications. */
export function showTrials(rows: readonly TrialRow[], language: Language): string {
  const say = wordsIn(language);
  if (rows.length === 0) return say('noTrial');
  return table(
    [say('sku'), say('name'), say('status'), say('days'), say('openTo'), say('users')],
    rows.map(({ sku_code, name, status, days, open_to, users }) => [
      sku_code ?? '',
      name ?? '',
      status === null ? '' : trialWords[status][language],
      days === null ? '' : String(days),
      open_to === null ? '' : audienceWords[open_to][language],
      countText(users, open_to === 'specified'),
    ]),
  );
}

/** Attributes of the seller. */
export function showAttributes(attributes: readonly Attribute[], language: Language): string {
  const say = wordsIn(language);
  if (attributes.length === 0) return say('noAttribute');
  return table(
    [say('code'), say('attribute'), say('name'), say('description')],
    attributes.map((attribute) => [
      attribute.code,
      attributeWords(attribute)[language],
      attribute.name[language],
      attribute.description ?? '',
    ]),
  );
}

/** Users on a list, where the list is in force or there are any. */
function countText(users: number, isInForce: boolean): string {
  return !isInForce && users === 0 ? '' : String(users);
}

/** What koo says round the facts about a product. */
const productWords = {
  product: { en: 'PRODUCT', zh: '商品' },
  name: { en: 'NAME', zh: '名称' },
  delivery: { en: 'DELIVERY', zh: '交付方式' },
  status: { en: 'STATUS', zh: '状态' },
  skus: { en: 'SKUS', zh: '规格数' },
  sku: { en: 'SKU', zh: '规格' },
  modes: { en: 'CHARGING', zh: '计费模式' },
  audience: { en: 'AUDIENCE', zh: '销售对象' },
  associated: { en: 'ASSOCIATED', zh: '关联' },
  users: { en: 'USERS', zh: '指定用户数' },
  coupon: { en: 'CASH COUPON', zh: '授信现金券' },
  line: { en: 'CREDIT LINE', zh: '信用额度' },
  available: { en: 'AVAILABLE', zh: '库存' },
  sold: { en: 'SOLD', zh: '已售' },
  limit: { en: 'LIMIT', zh: '限购' },
  days: { en: 'DAYS', zh: '试用天数' },
  openTo: { en: 'OPEN TO', zh: '试用对象' },
  code: { en: 'CODE', zh: '编码' },
  attribute: { en: 'ATTRIBUTE', zh: '属性' },
  description: { en: 'DESCRIPTION', zh: '描述' },
  whole: { en: '(the product)', zh: '（商品）' },
  follows: { en: ' (as the product)', zh: '（随商品）' },
  noLimit: { en: 'No purchase limit is known.', zh: '没有已知的限购。' },
  noTrial: { en: 'No trial specification is known.', zh: '没有已知的试用规格。' },
  noStock: { en: 'No stock is known.', zh: '没有库存信息。' },
  none: { en: 'There are no products.', zh: '没有商品。' },
  noAttribute: { en: 'No attribute is known.', zh: '没有属性信息。' },
  version: { en: 'version', zh: '版本' },
} as const satisfies Readonly<Record<string, Localized>>;

function wordsIn(language: Language) {
  return (word: keyof typeof productWords): string => productWords[word][language];
}

/** Parts in a row. */
function listed(parts: readonly string[], language: Language): string {
  return parts.join(language === 'zh' ? '、' : ', ');
}
