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
import { both, t } from '../../text/translate.ts';
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
  return t('trial ({word})', { word });
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
  product: both('PRODUCT'),
  name: both('NAME'),
  delivery: both('DELIVERY'),
  status: both('STATUS'),
  skus: both('SKUS'),
  sku: both('SKU'),
  modes: both('CHARGING'),
  audience: both('AUDIENCE'),
  associated: both('ASSOCIATED'),
  users: both('USERS'),
  coupon: both('CASH COUPON'),
  line: both('CREDIT LINE'),
  available: both('AVAILABLE'),
  sold: both('SOLD'),
  limit: both('LIMIT'),
  days: both('DAYS'),
  openTo: both('OPEN TO'),
  code: both('CODE'),
  attribute: both('ATTRIBUTE'),
  description: both('DESCRIPTION'),
  whole: both('(the product)'),
  follows: both(' (as the product)'),
  noLimit: both('No purchase limit is known.'),
  noTrial: both('No trial specification is known.'),
  noStock: both('No stock is known.'),
  none: both('There are no products.'),
  noAttribute: both('No attribute is known.'),
  version: both('version'),
} as const satisfies Readonly<Record<string, Localized>>;

function wordsIn(language: Language) {
  return (word: keyof typeof productWords): string => productWords[word][language];
}

/** Parts in a row. */
function listed(parts: readonly string[], language: Language): string {
  return parts.join(language === 'zh' ? '、' : ', ');
}
