import { randomUUID } from 'node:crypto';
import * as contract from '../../../seller/contract.ts';
import type { Change } from '../../../seller/plan.ts';
import { stock } from '../../../seller/settings/stock.ts';
import { saleWords } from '../../../seller/words.ts';
import { own } from '../../../text/json.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { priceFlag } from '../../market/money/price-flag.ts';
import { pricesOf } from '../../market/money/prices.ts';
import { transaction } from '../../state/database.ts';
import { changeStock } from '../../state/product-changes.ts';
import { assertConfirmed, assertForm, changed, sellerContext } from './product.ts';
import { SkuName } from './sale.tsx';
import { readFields, settingCommand, settingGroup, skuIn } from './setting-group.tsx';

/** Specifications with their prices and their stock. */
export const stockGroup = settingGroup(stock, {
  title: both('Specifications and stock'),
  rows: ({ product, configuration }) =>
    product.skus.map((sku) => ({ ...sku, now: own(configuration.stock, sku.sku_code) })),
  columns: ({ product, configuration, connection }) => {
    const prices = pricesOf(product, configuration.trial, connection?.prices);
    return [
      { title: t('Specification'), cell: ({ sku_code }) => <SkuName code={sku_code} product={product} /> },
      { title: t('Charging'), cell: (sku) => localize(saleWords(sku)) },
      {
        title: t('Prices in the sandbox'),
        cell: ({ sku_code }) =>
          prices
            .filter(({ skuCode }) => skuCode === sku_code)
            .map((price) => (
              <div>
                <code>{priceFlag(price)}</code>
              </div>
            )),
      },
      { title: t('Sold by'), cell: ({ quantity_attribute }) => <code>{quantity_attribute}</code> },
      { title: t('Available'), isNumber: true, cell: ({ now }) => now?.available },
      { title: t('Sold'), isNumber: true, cell: ({ now }) => now?.sold },
      { title: t('Remaining'), isNumber: true, cell: ({ now }) => now && now.available - now.sold },
    ];
  },
  change: both('Change the stock'),
  send: both('Change the stock'),
  act(view, state, form) {
    const sku = skuIn(form, stock) ?? '';
    const values = readFields(form, stock);
    const adjustment = { sku_code: sku, ...values, request_id: randomUUID() };
    const changes: readonly Change[] = [{ kind: 'stock', sku, ...values }];
    transaction(state.database, () => {
      changeStock(sellerContext(state, view.stored), view.stored, adjustment);
      assertForm(contract.stockAdjustment, adjustment);
      assertConfirmed(changes, view, form);
    });
    return changed(changes, view, settingCommand(stock, 'add', values, { product: view.product_id, sku }));
  },
});
