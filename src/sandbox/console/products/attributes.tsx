import { Button, Confirmed, Field, Link, OwnForm, Table } from '../../../console/parts.tsx';
import type { Attribute } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { type Change, sameAttribute } from '../../../seller/plan.ts';
import { presetAttributes } from '../../../seller/values.ts';
import { attributeWords } from '../../../seller/words.ts';
import type { Localized } from '../../../text/localized.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { transaction } from '../../state/database.ts';
import { removeAttribute, saveAttribute } from '../../state/product-changes.ts';
import { ConfigurationGroup, type Group, GroupForm } from './group.tsx';
import { assertForm, changed, choiceOf, numberOf, productPath, sellerContext, textOf } from './product.ts';
import { productCommand } from './sale.tsx';

const isPreset = (code: string) => (presetAttributes as readonly string[]).includes(code);

/** The attributes of the seller, which all of its products have. */
export const attributeGroup: Group = {
  id: 'attribute',
  show(view, _, query) {
    const { attributes } = view.configuration;
    const code = query.get('attribute');
    const edited = attributes.find((one) => one.code === code && !isPreset(one.code));
    const isQuantity = edited?.type === 'quantity';
    const label = edited ? t('Change the attribute {code}', { code: edited.code }) : t('Add an attribute');
    return (
      <ConfigurationGroup
        title={t('Attributes of all products')}
        page="attribute"
        command={productCommand(['attribute', 'list'])}
      >
        <Table
          caption={t('Attributes of all products')}
          rows={attributes}
          empty=""
          columns={[
            { title: t('Attribute code'), cell: (one) => <code>{one.code}</code> },
            { title: t('Attribute name'), cell: ({ name, description }) => namesText(name, description) },
            { title: t('Attribute'), cell: (one) => localize(attributeWords(one)) },
            {
              title: t('Actions'),
              cell: (one) =>
                isPreset(one.code) ? (
                  <span class="faint">{t('preset')}</span>
                ) : (
                  <AttributeActs product={view.product_id} attribute={one} />
                ),
            },
          ]}
        />
        <GroupForm group="attribute" label={label} send={t('Save')} isOpen={edited !== undefined}>
          <input type="hidden" name="attribute-act" value={edited ? 'update' : 'create'} />
          {edited ? (
            <input type="hidden" name="attribute-code" value={edited.code} />
          ) : (
            <Field name="attribute-code" label={t('Attribute code')} required />
          )}
          <div class="grid">
            <Field
              name="attribute-type"
              label={t('Type')}
              value={edited?.type}
              options={[
                ['enumeration', t('enumeration')],
                ['quantity', t('quantity')],
              ]}
            />
            <Field name="attribute-en" label={t('Name in English')} value={edited?.name.en} required />
            <Field name="attribute-zh" label={t('Name in Chinese')} value={edited?.name.zh} required />
            <Field name="attribute-description" label={t('Description')} value={edited?.description} />
          </div>
          <Field
            name="attribute-values"
            label={t('Values of an enumeration')}
            hint={t('One a line, at most 10.')}
            rows={3}
            value={edited?.type === 'enumeration' ? edited.values.join('\n') : undefined}
          />
          <div class="grid">
            <Field
              name="attribute-min"
              label={t('Minimum of a quantity')}
              type="number"
              value={isQuantity ? String(edited.min) : undefined}
            />
            <Field
              name="attribute-max"
              label={t('Maximum')}
              type="number"
              value={isQuantity ? String(edited.max) : undefined}
            />
            <Field
              name="attribute-step"
              label={t('Step')}
              type="number"
              value={isQuantity ? String(edited.step) : undefined}
            />
          </div>
        </GroupForm>
      </ConfigurationGroup>
    );
  },
  act(view, state, form) {
    const act = choiceOf(form, 'attribute-act', ['create', 'update', 'remove']);
    const code = textOf(form, 'attribute-code');
    const { attributes } = view.configuration;
    const before = attributes.find((one) => one.code === code);
    const context = sellerContext(state, view.stored);
    if (act === 'remove') {
      const gone: Attribute = before ?? { code, type: 'enumeration', name: { en: '', zh: '' }, values: [] };
      transaction(state.database, () => removeAttribute(context, gone));
      const command = productCommand(['attribute', 'remove', code, '--yes']);
      return changed([{ kind: 'attribute', code, before: gone }], view, command);
    }
    const after = attributeIn(form, code);
    assertForm(contract.attribute, after);
    if (act === 'update' && before && sameAttribute(before, after)) {
      return { said: both('Nothing to change: the settings are already as requested.'), tone: 'idle' };
    }
    transaction(state.database, () => saveAttribute(context, after, act));
    const change: Change = { kind: 'attribute', code, ...(before && { before }), after };
    return changed([change], view, commandFor(after, act));
  },
};

function namesText({ en, zh }: Attribute['name'], description: string | undefined): string {
  const names = en === zh ? [en] : [en, zh];
  return t('{texts}', { texts: description ? [...names, description] : names });
}

function AttributeActs({
  product,
  attribute: { code },
}: {
  readonly product: string;
  readonly attribute: Attribute;
}) {
  return (
    <div class="row">
      <Link to={`${productPath(product)}?attribute=${encodeURIComponent(code)}`}>{t('Change')}</Link>
      <Confirmed
        label={t('Remove')}
        question={t('Remove the attribute {code}? Released products keep it.', { code })}
      >
        <OwnForm label={t('Remove the attribute {code}', { code })}>
          <input type="hidden" name="group" value="attribute" />
          <input type="hidden" name="attribute-act" value="remove" />
          <input type="hidden" name="attribute-code" value={code} />
          <Button kind="danger">{t('Remove')}</Button>
        </OwnForm>
      </Confirmed>
    </div>
  );
}

/** The attribute that a form describes; which of its values count depends on the type. */
function attributeIn(form: URLSearchParams, code: string): Attribute {
  const type = choiceOf(form, 'attribute-type', ['enumeration', 'quantity']);
  const description = textOf(form, 'attribute-description');
  const base = {
    code,
    name: { en: textOf(form, 'attribute-en'), zh: textOf(form, 'attribute-zh') },
    ...(description !== '' && { description }),
  };
  if (type === 'enumeration') {
    const lines = textOf(form, 'attribute-values').split(/\r?\n/);
    return { ...base, type, values: lines.map((line) => line.trim()).filter(Boolean) };
  }
  const number = (field: string, label: Localized) => numberOf(form, `attribute-${field}`, label);
  return {
    ...base,
    type,
    min: number('min', both('Minimum of a quantity')),
    max: number('max', both('Maximum')),
    step: number('step', both('Step')),
  };
}

function commandFor(after: Attribute, act: 'create' | 'update'): string {
  const { code, type, name, description } = after;
  const own =
    after.type === 'enumeration'
      ? ['--values', after.values.join(',')]
      : ['--min', String(after.min), '--max', String(after.max), '--step', String(after.step)];
  return productCommand([
    ...['attribute', act === 'create' ? 'add' : 'update', code, '--type', type],
    ...['--name-en', name.en, '--name-zh', name.zh],
    ...(description === undefined ? [] : ['--description', description]),
    ...own,
  ]);
}
