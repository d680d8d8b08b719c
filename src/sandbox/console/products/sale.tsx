import { Field, Link, Table } from '../../../console/parts.tsx';
import type { AudienceSetting, Credit, ListRef, Product, PurchaseLimit } from '../../../seller/contract.ts';
import { type Change, sameAudience, sameLimit, settingOf } from '../../../seller/plan.ts';
import { audienceTypes, wholeProduct } from '../../../seller/values.ts';
import { audienceWords, creditWords, limitWords } from '../../../seller/words.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { ConfigurationGroup, type Group, GroupForm } from './group.tsx';
import { changeProduct, choiceOf, numberOf, ownValue, type ProductView, textOf } from './product.ts';
import { userListPath, usersOn } from './user-lists.ts';

type Options = readonly (readonly [value: string, label: string])[];

/** What a setting is of: the product, or one of its specifications. */
function targets({ skus }: Product): Options {
  return [
    [wholeProduct, t('(the product)')],
    ...skus.flatMap((sku) => (sku.trial ? [] : [[sku.sku_code, `${sku.name} (${sku.sku_code})`] as const])),
  ];
}

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

/** The specification that a form names, if it is not about the product. */
function skuIn(form: URLSearchParams, name: string): string | undefined {
  const target = textOf(form, name);
  return target === wholeProduct ? undefined : target;
}

/** `koo product …` for the sandbox. */
export function productCommand(words: readonly (string | undefined)[]): string {
  const given = words.filter((word) => word !== undefined).map(shellWord);
  return ['koo product', ...given, '--site sandbox'].join(' ');
}

export const audienceGroup: Group = {
  id: 'audience',
  show(view) {
    const { product, configuration } = view;
    const { audience } = configuration;
    const own = settingOf(audience);
    const rows = targets(product).map(([code]) => {
      const other = code === wholeProduct ? own : ownValue(audience.skus, code);
      return { code, setting: other ?? own, isInherited: other === undefined };
    });
    return (
      <ConfigurationGroup
        title={t('Who may buy')}
        page="audience"
        command={productCommand(['audience', 'get', view.product_id])}
      >
        <Table
          caption={t('Who may buy')}
          rows={rows}
          empty=""
          columns={[
            { title: t('Specification'), cell: ({ code }) => <SkuName code={code} product={product} /> },
            {
              title: t('Audience'),
              cell: ({ setting, isInherited }) =>
                isInherited
                  ? t('{audience} (as the product)', { audience: audienceWords[setting.type] })
                  : localize(audienceWords[setting.type]),
            },
            {
              title: t('Users or associated products'),
              cell: ({ code, setting, isInherited }) =>
                isInherited ? '' : <AudienceDetail view={view} code={code} setting={setting} />,
            },
          ]}
        />
        <GroupForm group="audience" label={t('Change who may buy')} send={t('Save')}>
          <Field name="audience-of" label={t('Of')} options={targets(product)} />
          <Field
            name="audience-type"
            label={t('Audience')}
            value={own.type}
            options={[
              ...audienceTypes.map((type) => [type, localize(audienceWords[type])] as const),
              ['inherit', t('as the product')],
            ]}
          />
          <Field
            name="audience-associated"
            label={t('Associated products or specifications')}
            hint={t('Only for associated-product buyers: IDs, separated by blanks.')}
            value={own.associated?.join(' ')}
          />
        </GroupForm>
      </ConfigurationGroup>
    );
  },
  act(view, state, form) {
    const { audience } = view.configuration;
    const sku = skuIn(form, 'audience-of');
    const type = choiceOf(form, 'audience-type', [...audienceTypes, 'inherit']);
    const associated =
      form
        .get('audience-associated')
        ?.split(/[\s,，、]+/)
        .filter(Boolean) ?? [];
    const before = sku === undefined ? settingOf(audience) : ownValue(audience.skus, sku);
    const after: AudienceSetting | undefined =
      type === 'inherit' ? undefined : { type, ...(type === 'associated' && { associated }) };
    const isSame = before && after ? sameAudience(before, after) : before === after;
    const change: Change = {
      kind: 'audience',
      ...(sku !== undefined && { sku }),
      ...(before && { before }),
      ...(after && { after }),
    };
    const command = productCommand([
      ...['audience', 'set', view.product_id, type],
      ...(type === 'associated' && associated.length > 0 ? ['--associated', associated.join(',')] : []),
      ...(sku === undefined ? [] : ['--sku', sku]),
      '--yes',
    ]);
    const isMeant = sku !== undefined || after !== undefined;
    return changeProduct(state, view, isSame || !isMeant ? [] : [change], command, form);
  },
};

function AudienceDetail({
  view,
  code,
  setting: { type, associated = [] },
}: {
  readonly view: ProductView;
  readonly code: string;
  readonly setting: AudienceSetting;
}) {
  if (type === 'associated') return <code>{associated.join(' ')}</code>;
  if (type !== 'specified') return null;
  return (
    <UsersLink view={view} of={{ list: 'audience', ...(code !== wholeProduct && { sku_code: code }) }} />
  );
}

/** How many users are on a list, with its page. */
export function UsersLink({ view, of }: { readonly view: ProductView; readonly of: ListRef }) {
  return (
    <Link to={userListPath(view.product_id, of)}>
      {t('{count, plural, one {# user} other {# users}}', { count: usersOn(view, of) })}
    </Link>
  );
}

export const creditGroup: Group = {
  id: 'credit',
  show(view) {
    const { credit } = view.configuration;
    const words = (values: readonly Credit[keyof Credit][]): Options =>
      values.map((value) => [value, localize(creditWords[value])]);
    return (
      <ConfigurationGroup
        title={t('Credit')}
        page="credit"
        command={productCommand(['credit', 'get', view.product_id])}
      >
        <Table
          caption={t('Credit')}
          rows={[credit]}
          empty=""
          columns={[
            {
              title: t('Credit cash coupons'),
              cell: ({ cash_coupon }) => localize(creditWords[cash_coupon]),
            },
            { title: t('Credit line'), cell: ({ credit_line }) => localize(creditWords[credit_line]) },
            {
              title: t('Users of the credit line'),
              cell: () => <UsersLink view={view} of={{ list: 'credit_line' }} />,
            },
          ]}
        />
        <GroupForm group="credit" label={t('Change credit')} send={t('Save')}>
          <Field
            name="credit-cash-coupon"
            label={t('Credit cash coupons')}
            value={credit.cash_coupon}
            options={words(['on', 'off'])}
          />
          <Field
            name="credit-line"
            label={t('Credit line')}
            value={credit.credit_line}
            options={words(['off', 'all', 'specified'])}
          />
        </GroupForm>
      </ConfigurationGroup>
    );
  },
  act(view, state, form) {
    const before = view.configuration.credit;
    const after: Credit = {
      cash_coupon: choiceOf(form, 'credit-cash-coupon', ['on', 'off']),
      credit_line: choiceOf(form, 'credit-line', ['off', 'all', 'specified']),
    };
    const changes = (['cash_coupon', 'credit_line'] as const).flatMap((setting): Change[] =>
      before[setting] === after[setting]
        ? []
        : [{ kind: 'credit', setting, before: before[setting], after: after[setting] }],
    );
    const command = productCommand([
      ...['credit', 'set', view.product_id, '--cash-coupon', after.cash_coupon],
      ...['--credit-line', after.credit_line, '--yes'],
    ]);
    return changeProduct(state, view, changes, command, form);
  },
};

const limitKinds = ['none', 'once', 'again', 'max'] as const;

export const limitGroup: Group = {
  id: 'limit',
  show(view) {
    const { product, configuration } = view;
    return (
      <ConfigurationGroup
        title={t('Purchase limits')}
        page="limit"
        command={productCommand(['limit', 'get', view.product_id])}
      >
        <Table
          caption={t('Purchase limits')}
          rows={Object.entries(configuration.purchase_limits)}
          empty={t('No purchase limits.')}
          columns={[
            {
              title: t('Specification'),
              cell: ([code]) => <SkuName code={code} product={product} />,
            },
            { title: t('Limit'), cell: ([, limit]) => localize(limitWords(limit)) },
          ]}
        />
        <GroupForm group="limit" label={t('Change a purchase limit')} send={t('Save')}>
          <Field name="limit-of" label={t('Of')} options={targets(product)} />
          <Field
            name="limit-kind"
            label={t('Limit')}
            options={[
              ['none', t('no limit')],
              ['once', localize(limitWords({ once_per_customer: true }))],
              ['again', localize(limitWords({ once_per_customer: true, again_after_expiry: true }))],
              ['max', t('maximum of the quantity attribute')],
            ]}
          />
          <Field name="limit-max" label={t('Maximum')} type="number" hint={t('Only for a maximum.')} />
        </GroupForm>
      </ConfigurationGroup>
    );
  },
  act(view, state, form) {
    const sku = skuIn(form, 'limit-of');
    const kind = choiceOf(form, 'limit-kind', limitKinds);
    const max = kind === 'max' ? numberOf(form, 'limit-max', both('Maximum')) : undefined;
    const limits = view.configuration.purchase_limits;
    const before = ownValue(limits, sku ?? wholeProduct);
    const after: PurchaseLimit | undefined =
      kind === 'none'
        ? undefined
        : max !== undefined
          ? { max_quantity: max }
          : { once_per_customer: true, ...(kind === 'again' && { again_after_expiry: true }) };
    const isSame = before && after ? sameLimit(before, after) : before === after;
    const change: Change = {
      kind: 'limit',
      ...(sku !== undefined && { sku }),
      ...(before && { before }),
      ...(after && { after }),
    };
    const flags = {
      none: [],
      once: ['--once'],
      again: ['--once', '--again-after-expiry'],
      max: ['--max', String(max)],
    };
    const command = productCommand([
      ...['limit', kind === 'none' ? 'clear' : 'set', view.product_id, ...flags[kind]],
      ...(sku === undefined ? [] : ['--sku', sku]),
      ...(kind === 'none' ? [] : ['--yes']),
    ]);
    return changeProduct(state, view, isSame ? [] : [change], command, form);
  },
};
