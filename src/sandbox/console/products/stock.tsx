import { randomUUID } from 'node:crypto';
import { Field, Table } from '../../../console/parts.tsx';
import type { Sku } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import type { Change } from '../../../seller/plan.ts';
import { audienceWords, chargingWords, trialWords } from '../../../seller/words.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { priceFlag } from '../../market/money/price-flag.ts';
import { pricesOf } from '../../market/money/prices.ts';
import { transaction } from '../../state/database.ts';
import { changeStock } from '../../state/product-changes.ts';
import { ConfigurationGroup, type Group, GroupForm } from './group.tsx';
import {
  assertConfirmed,
  assertForm,
  changed,
  changeProduct,
  choiceOf,
  numberOf,
  ownValue,
  type ProductView,
  sellerContext,
  textOf,
} from './product.ts';
import { productCommand, SkuName, UsersLink } from './sale.tsx';

/** Specifications with their prices and their stock. */
export const stockGroup: Group = {
  id: 'stock',
  show(view) {
    const { product, configuration, connection } = view;
    const prices = pricesOf(product, configuration.trial, connection?.prices);
    const stockOf = ({ sku_code }: Sku) => ownValue(configuration.stock, sku_code);
    return (
      <ConfigurationGroup
        title={t('Specifications and stock')}
        page="stock"
        command={productCommand(['stock', 'get', view.product_id])}
      >
        <Table
          caption={t('Specifications and stock')}
          rows={product.skus}
          empty=""
          columns={[
            {
              title: t('Specification'),
              cell: ({ sku_code }) => <SkuName code={sku_code} product={product} />,
            },
            { title: t('Charging'), cell: modesText },
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
            { title: t('Available'), isNumber: true, cell: (sku) => stockOf(sku)?.available },
            { title: t('Sold'), isNumber: true, cell: (sku) => stockOf(sku)?.sold },
            {
              title: t('Remaining'),
              isNumber: true,
              cell: (sku) => {
                const stock = stockOf(sku);
                return stock && stock.available - stock.sold;
              },
            },
          ]}
        />
        <GroupForm group="stock" label={t('Change the stock')} send={t('Change the stock')}>
          <Field
            name="stock-sku"
            label={t('Specification')}
            options={product.skus
              .filter(({ trial }) => trial === undefined)
              .map(({ sku_code, name }) => [sku_code, `${name} (${sku_code})`])}
          />
          <Field
            name="stock-delta"
            label={t('Quantity to add')}
            hint={t('A negative number reduces the stock.')}
            type="number"
            required
          />
          <Field name="stock-note" label={t('Note')} required />
        </GroupForm>
      </ConfigurationGroup>
    );
  },
  act(view, state, form) {
    const sku = textOf(form, 'stock-sku');
    const adjustment = {
      sku_code: sku,
      delta: numberOf(form, 'stock-delta', both('Quantity to add')),
      note: textOf(form, 'stock-note'),
      request_id: randomUUID(),
    };
    const { delta, note } = adjustment;
    const changes: readonly Change[] = [{ kind: 'stock', sku, delta, note }];
    transaction(state.database, () => {
      changeStock(sellerContext(state, view.stored), view.stored, adjustment);
      assertForm(contract.stockAdjustment, adjustment);
      assertConfirmed(changes, view, form);
    });
    const command = productCommand([
      ...['stock', 'add', view.product_id, '--sku', sku, `--delta=${delta}`, '--note', note],
      ...(delta < 0 ? ['--yes'] : []),
    ]);
    return changed(changes, view, command);
  },
};

function modesText({ charging_modes, trial }: Sku): string {
  const modes = charging_modes.map((mode) => localize(chargingWords[mode]));
  const texts = trial ? [...modes, t('trial ({status})', { status: trialWords[trial] })] : modes;
  return t('{texts}', { texts });
}

/** The trial specifications of a product, published or not. */
function trialSkus({ product }: ProductView): readonly Sku[] {
  return product.skus.filter(({ trial }) => trial !== undefined);
}

export const trialGroup: Group = {
  id: 'trial',
  show(view) {
    const trials = view.configuration.trial;
    const skus = trialSkus(view);
    const [first] = skus.flatMap(({ sku_code }) => ownValue(trials, sku_code) ?? []);
    return (
      <ConfigurationGroup
        title={t('Trials')}
        page="trial"
        command={productCommand(['trial', 'get', view.product_id])}
      >
        <Table
          caption={t('Trials')}
          rows={skus}
          empty={t('No trial specifications.')}
          columns={[
            {
              title: t('Specification'),
              cell: ({ sku_code }) => <SkuName code={sku_code} product={view.product} />,
            },
            { title: t('Status'), cell: ({ trial }) => (trial ? localize(trialWords[trial]) : '') },
            { title: t('Days'), isNumber: true, cell: ({ sku_code }) => ownValue(trials, sku_code)?.days },
            {
              title: t('Open to'),
              cell: ({ sku_code }) => {
                const open = ownValue(trials, sku_code)?.open_to;
                return open && localize(audienceWords[open]);
              },
            },
            {
              title: t('Users'),
              cell: ({ sku_code }) => <UsersLink view={view} of={{ list: 'trial', sku_code }} />,
            },
          ]}
        />
        {skus.length > 0 && (
          <GroupForm group="trial" label={t('Change a trial')} send={t('Save')}>
            <Field
              name="trial-sku"
              label={t('Specification')}
              options={skus.map(({ sku_code, name }) => [sku_code, `${name} (${sku_code})`])}
            />
            <Field
              name="trial-days"
              label={t('Days')}
              type="number"
              value={first && String(first.days)}
              hint={t('3 to 180; the days of a published trial cannot change.')}
              required
            />
            <Field
              name="trial-open-to"
              label={t('Open to')}
              value={first?.open_to}
              options={(['all', 'specified'] as const).map((one) => [one, localize(audienceWords[one])])}
            />
          </GroupForm>
        )}
      </ConfigurationGroup>
    );
  },
  act(view, state, form) {
    const sku = textOf(form, 'trial-sku');
    const days = numberOf(form, 'trial-days', both('Days'));
    const open_to = choiceOf(form, 'trial-open-to', ['all', 'specified']);
    const before = ownValue(view.configuration.trial, sku);
    const isSame = before?.days === days && before.open_to === open_to;
    const change: Change = { kind: 'trial', sku, ...(before && { before }), after: { days, open_to } };
    const command = productCommand([
      ...['trial', 'set', view.product_id, '--sku', sku, '--days', String(days)],
      ...['--open-to', open_to, '--yes'],
    ]);
    return changeProduct(state, view, isSame ? [] : [change], command, form);
  },
};
