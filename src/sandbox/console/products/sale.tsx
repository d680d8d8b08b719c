import { Field, Link } from '../../../console/parts.tsx';
import type { AudienceSetting, ListRef, Product } from '../../../seller/contract.ts';
import { plainAudience, toListRef } from '../../../seller/plan.ts';
import { audience } from '../../../seller/settings/audience.ts';
import { credit } from '../../../seller/settings/credit.ts';
import { limit } from '../../../seller/settings/limit.ts';
import { trial } from '../../../seller/settings/trial.ts';
import { wholeProduct } from '../../../seller/values.ts';
import { audienceWords, creditWords, limitWords, trialWords } from '../../../seller/words.ts';
import { own } from '../../../text/json.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { choiceOf, type ProductView } from './product.ts';
import { readFields, SettingFields, settingGroup } from './setting-group.tsx';
import { userListPath, usersOn } from './user-lists.ts';

/** The name of a specification and its code, or that the product is meant. */
export function SkuName({ code, product }: { readonly code: string; readonly product: Product }) {
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
