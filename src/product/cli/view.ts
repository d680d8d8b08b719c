import { paint } from '../../cli/output/colour.ts';
import { table } from '../../cli/output/table.ts';
import type { Product, Sku } from '../../seller/model.ts';
import type { LiveState } from '../../seller/plan.ts';
import { audienceRows, creditRow, limitRows, stockRows, trialRows } from '../../seller/rows.ts';
import { chargingWords, deliveryWords, statusWords, trialWords } from '../../seller/words.ts';
import type { Language } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import {
  showAttributes,
  showAudience,
  showCredit,
  showLimits,
  showStock,
  showTrials,
} from './settings-view.ts';
import { listed, productWords } from './words.ts';

/** Products as a table. */
export function showProducts(products: readonly Product[], language: Language): string {
  const say = productWords[language];
  if (products.length === 0) return say.none;
  return table(
    [say.product, say.name, say.delivery, say.status, say.skus],
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
  const say = productWords[language];
  const title = [
    product_id,
    product.name[language],
    deliveryWords[product.delivery][language],
    statusWords[product.status][language],
    `${say.version} ${configuration.version}`,
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
  const say = productWords[language];
  return table(
    [say.sku, say.name, say.modes],
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
