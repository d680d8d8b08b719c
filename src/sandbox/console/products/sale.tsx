import { randomUUID } from 'node:crypto';
import { Field, Link } from '../../../console/parts.tsx';
import type { AudienceSetting, ListRef, Product } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { type Change, plainAudience, toListRef } from '../../../seller/plan.ts';
import { audience } from '../../../seller/settings/audience.ts';
import { credit } from '../../../seller/settings/credit.ts';
import { limit } from '../../../seller/settings/limit.ts';
import { stock } from '../../../seller/settings/stock.ts';
import { trial } from '../../../seller/settings/trial.ts';
import { wholeProduct } from '../../../seller/values.ts';
import { audienceWords, creditWords, limitWords, saleWords, trialWords } from '../../../seller/words.ts';
import { own } from '../../../text/json.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { priceFlag } from '../../market/money/price-flag.ts';
import { pricesOf } from '../../market/money/prices.ts';
import { transaction } from '../../state/database.ts';
import { changeStock } from '../../state/product-changes.ts';
import {
  assertConfirmed,
  assertForm,
  changed,
  choiceOf,
  type ProductView,
  sellerContext,
} from './product.ts';
import { readFields, SettingFields, settingCommand, settingGroup, skuIn } from './setting-group.tsx';
import { userListPath, usersOn } from './user-lists.ts';

/** The name of a specification and its code, or that the product is meant. */
function SkuName({ code, product }: { readonly code: string; readonly product: Product }) {
  if (code === wholeProduct) return <span>{t('(the product)')}</span>;
  const name = product.skus.find(({ sku_code }) => sku_code === code)?.name;
  return (
    <>
      {name}
      {name !== undefined && <br />}
      <code>{code}</code>
    </>
  );
}

export const audienceGroup = settingGroup(audience, {
  title: both('Who may buy'),
  rows: ({ product, configuration }) => {
    const whole = plainAudience(configuration.audience);
    const sold = product.skus.filter(({ trial }) => !trial).map(({ sku_code }) => sku_code);
    return [wholeProduct, ...sold].map((code) => {
      const other = code === wholeProduct ? whole : own(configuration.audience.skus, code);
      return { code, setting: other ?? whole, isInherited: other === undefined };
    });
  },
  columns: (view) => [
    { title: t('Specification'), cell: ({ code }) => <SkuName code={code} product={view.product} /> },
    {
      title: t('Audience'),
      cell: ({ setting, isInherited }) =>
        isInherited
          ? t('{audience} (as the product)', { audience: audienceWords[setting.type] })
          : localize(audienceWords[setting.type]),
    },
    {
      title: t('Users or associated products'),
      cell: ({ code, setting, isInherited }) => (isInherited ? '' : audienceDetail(view, code, setting)),
    },
  ],
  change: both('Change who may buy'),
  values: ({ configuration }) => plainAudience(configuration.audience),
  read: (form) => {
    const { type, associated } = readFields(form, audience);
    return type === 'associated' ? { type, associated } : { type };
  },
});

function audienceDetail(view: ProductView, code: string, { type, associated = [] }: AudienceSetting) {
  if (type === 'associated') return <code>{associated.join(' ')}</code>;
  if (type !== 'specified') return null;
  return <UsersLink view={view} of={toListRef('audience', code === wholeProduct ? undefined : code)} />;
}

/** How many users are on a list, with its page. */
function UsersLink({ view, of }: { readonly view: ProductView; readonly of: ListRef }) {
  return (
    <Link to={userListPath(view.product_id, of)}>
      {t('{count, plural, one {# user} other {# users}}', { count: usersOn(view, of) })}
    </Link>
  );
}

export const creditGroup = settingGroup(credit, {
  title: both('Credit'),
  rows: ({ configuration }) => [configuration.credit],
  columns: (view) => [
    { title: t('Credit cash coupons'), cell: ({ cash_coupon }) => localize(creditWords[cash_coupon]) },
    { title: t('Credit line'), cell: ({ credit_line }) => localize(creditWords[credit_line]) },
    {
      title: t('Users of the credit line'),
      cell: () => <UsersLink view={view} of={{ list: 'credit_line' }} />,
    },
  ],
  change: both('Change credit'),
  values: ({ configuration }) => configuration.credit,
});

/** The kinds of limits that the form offers, with the values of each. */
const limitKinds = {
  none: null,
  once: { once_per_customer: true },
  again: { once_per_customer: true, again_after_expiry: true },
  max: {},
} as const;
const limitKindNames = ['none', 'once', 'again', 'max'] as const;

export const limitGroup = settingGroup(limit, {
  title: both('Purchase limits'),
  rows: ({ configuration }) => Object.entries(configuration.purchase_limits),
  columns: ({ product }) => [
    { title: t('Specification'), cell: ([code]) => <SkuName code={code} product={product} /> },
    { title: t('Limit'), cell: ([, one]) => localize(limitWords(one)) },
  ],
  empty: both('No purchase limits.'),
  change: both('Change a purchase limit'),
  inputs: () => (
    <>
      <Field
        name="limit-kind"
        label={t('Limit')}
        options={[
          ['none', t('no limit')],
          ['once', localize(limitWords(limitKinds.once))],
          ['again', localize(limitWords(limitKinds.again))],
          ['max', t('maximum of the quantity attribute')],
        ]}
      />
      <SettingFields setting={limit} values={{}} />
    </>
  ),
  read: (form) => {
    const kind = choiceOf(form, 'limit-kind', limitKindNames);
    return kind === 'max' ? readFields(form, limit, ['max_quantity']) : limitKinds[kind];
  },
});

export const trialGroup = settingGroup(trial, {
  title: both('Trials'),
  rows: ({ product, configuration }) =>
    product.skus
      .filter((sku) => sku.trial !== undefined)
      .map((sku) => ({ ...sku, now: own(configuration.trial, sku.sku_code) })),
  columns: (view) => [
    { title: t('Specification'), cell: ({ sku_code }) => <SkuName code={sku_code} product={view.product} /> },
    { title: t('Status'), cell: (sku) => (sku.trial ? localize(trialWords[sku.trial]) : '') },
    { title: t('Days'), isNumber: true, cell: ({ now }) => now?.days },
    { title: t('Open to'), cell: ({ now }) => now && localize(audienceWords[now.open_to]) },
    { title: t('Users'), cell: ({ sku_code }) => <UsersLink view={view} of={{ list: 'trial', sku_code }} /> },
  ],
  empty: both('No trial specifications.'),
  change: both('Change a trial'),
  values: ({ product, configuration }) =>
    product.skus.flatMap(({ sku_code }) => own(configuration.trial, sku_code) ?? [])[0] ?? {},
});

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
