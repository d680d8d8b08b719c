import { paint } from '../../cli/output/colour.ts';
import { table, wrappedTable } from '../../cli/output/table.ts';
import type { Attribute, Product } from '../../seller/contract.ts';
import type { LiveState } from '../../seller/plan.ts';
import {
  attributeWords,
  audienceWords,
  creditWords,
  deliveryWords,
  limitWords,
  saleWords,
  statusWords,
  trialWords,
} from '../../seller/words.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { localize, t } from '../../text/translate.ts';
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

export function renderProducts(products: readonly Product[]): string {
  if (products.length === 0) return t('No products.');
  return table(
    [t('PRODUCT'), t('NAME'), t('DELIVERY'), t('STATUS'), t('SPECIFICATIONS')],
    products.map(({ product_id, name, delivery, status, skus }) => [
      product_id,
      localize(name),
      localize(deliveryWords[delivery]),
      localize(statusWords[status]),
      String(skus.length),
    ]),
  );
}

export function renderProduct(state: LiveState): string {
  const { product, product_id, configuration } = state;
  const title = [
    product_id,
    localize(product.name),
    localize(deliveryWords[product.delivery]),
    localize(statusWords[product.status]),
    t('version {version}', { version: configuration.version }),
  ];
  const stock = stockRows(state);
  const own = configuration.attributes;
  return [
    paint('bold', terminalSafe(title.join('  '))),
    named(t('Specifications'), renderSkus(product)),
    named(t('Audience'), renderAudience(audienceRows(state))),
    named(t('Credit'), renderCredit(creditRow(state))),
    ...(stock.length > 0 ? [named(t('Stock'), renderStock(stock))] : []),
    named(t('Purchase limits'), renderLimits(limitRows(state))),
    ...(trialRows(state).length > 0 ? [named(t('Trials'), renderTrials(trialRows(state)))] : []),
    ...(own.length > 0 ? [named(t('Attributes'), renderAttributes(own))] : []),
  ].join('\n\n');
}

function named(name: string, text: string): string {
  return `${paint('bold', name)}\n${text}`;
}

function renderSkus({ skus }: Product): string {
  return table(
    [t('SPECIFICATION'), t('NAME'), t('CHARGING')],
    skus.map((sku) => [sku.sku_code, sku.name, localize(saleWords(sku))]),
  );
}

export function renderAudience(rows: readonly AudienceRow[]): string {
  return table(
    [t('SPECIFICATION'), t('NAME'), t('AUDIENCE'), t('USERS'), t('ASSOCIATED')],
    rows.map(({ sku_code, name, type, inherited, associated, users }) => [
      sku_code ?? t('(the product)'),
      name ?? '',
      inherited
        ? t('{audience} (as the product)', { audience: audienceWords[type] })
        : localize(audienceWords[type]),
      // A specification that follows the product has no list of its own in force.
      countText(users, type === 'specified' && !inherited),
      list(associated),
    ]),
  );
}

export function renderCredit({ cash_coupon, credit_line, users }: CreditRow): string {
  return table(
    [t('CREDIT CASH COUPON'), t('CREDIT LINE'), t('USERS')],
    [[localize(creditWords[cash_coupon]), localize(creditWords[credit_line]), countText(users, true)]],
  );
}

export function renderStock(rows: readonly StockRow[]): string {
  if (rows.length === 0) return t('No stock.');
  return table(
    [t('SPECIFICATION'), t('NAME'), t('AVAILABLE'), t('SOLD')],
    rows.map(({ sku_code, name, available, sold }) => [
      sku_code ?? '',
      name ?? '',
      String(available),
      String(sold),
    ]),
  );
}

export function renderLimits(rows: readonly LimitRow[]): string {
  if (rows.length === 0) return t('No purchase limits.');
  return table(
    [t('SPECIFICATION'), t('NAME'), t('LIMIT')],
    rows.map(({ sku_code, name, max_quantity, again_after_expiry }) => [
      sku_code ?? t('(the product)'),
      name ?? '',
      localize(limitWords(max_quantity === null ? { again_after_expiry } : { max_quantity })),
    ]),
  );
}

export function renderTrials(rows: readonly TrialRow[]): string {
  if (rows.length === 0) return t('No trial specifications.');
  return table(
    [t('SPECIFICATION'), t('NAME'), t('STATUS'), t('DAYS'), t('OPEN TO'), t('USERS')],
    rows.map(({ sku_code, name, status, days, open_to, users }) => [
      sku_code ?? '',
      name ?? '',
      status === null ? '' : localize(trialWords[status]),
      days === null ? '' : String(days),
      open_to === null ? '' : localize(audienceWords[open_to]),
      countText(users, open_to === 'specified'),
    ]),
  );
}

export function renderAttributes(attributes: readonly Attribute[]): string {
  if (attributes.length === 0) return t('No attributes.');
  return wrappedTable(
    [t('ATTRIBUTE CODE'), t('ATTRIBUTE'), t('NAME'), t('DESCRIPTION')],
    attributes.map((attribute) => [
      attribute.code,
      localize(attributeWords(attribute)),
      localize(attribute.name),
      attribute.description ?? '',
    ]),
  );
}

/** Users on a list, where the list is in force or there are any. */
function countText(users: number, isInForce: boolean): string {
  return !isInForce && users === 0 ? '' : String(users);
}

/** Joins texts with the separator of the language. */
function list(texts: readonly string[]): string {
  return t('{texts}', { texts });
}
