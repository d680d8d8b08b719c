import { Button, Confirmed, Link, OwnForm } from '../../../console/parts.tsx';
import type { Attribute } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import type { Change } from '../../../seller/plan.ts';
import { attribute, attributeFields, sameAttribute } from '../../../seller/settings/attribute.ts';
import { isPreset } from '../../../seller/values.ts';
import { attributeWords } from '../../../seller/words.ts';
import { both, localize, t } from '../../../text/translate.ts';
import { transaction } from '../../state/database.ts';
import { removeAttribute, saveAttribute } from '../../state/product-changes.ts';
import { type Group, GroupForm } from './group.tsx';
import { assertForm, changed, choiceOf, productPath, sellerContext } from './product.ts';
import {
  productCommand,
  readFields,
  SettingFields,
  SettingSection,
  settingCommand,
} from './setting-group.tsx';

/** The attributes of the seller, which all of its products have. */
export const attributeGroup: Group = {
  id: 'attribute',
  show(view, _, query) {
    const { attributes } = view.configuration;
    const code = query.get('attribute');
    const edited = attributes.find((one) => one.code === code && !isPreset(one.code));
    const label = edited ? t('Change the attribute {code}', { code: edited.code }) : t('Add an attribute');
    const values = edited ? { ...edited, ...edited.name } : {};
    return (
      <SettingSection
        setting={attribute}
        command={['attribute', 'list']}
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
                <AttributeActs product={view.product_id} code={one.code} />
              ),
          },
        ]}
      >
        <GroupForm group="attribute" label={label} send={t('Save')} isOpen={edited !== undefined}>
          <input type="hidden" name="attribute-act" value={edited ? 'update' : 'create'} />
          {edited ? (
            <input type="hidden" name="attribute-code" value={edited.code} />
          ) : (
            <SettingFields setting={attribute} names={['code']} values={{}} />
          )}
          <div class="grid">
            <SettingFields setting={attribute} names={['type', 'en', 'zh', 'description']} values={values} />
          </div>
          <SettingFields setting={attribute} names={attributeFields.enumeration} values={values} />
          <div class="grid">
            <SettingFields setting={attribute} names={attributeFields.quantity} values={values} />
          </div>
        </GroupForm>
      </SettingSection>
    );
  },
  act(view, state, form) {
    const act = choiceOf(form, 'attribute-act', ['create', 'update', 'remove']);
    const { code } = readFields(form, attribute, ['code']);
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
    if (act === 'update' && before && sameAttribute(before, after))
      return { said: both('Nothing to change: the settings are already as requested.'), tone: 'idle' };
    transaction(state.database, () => saveAttribute(context, after, act));
    const change: Change = { kind: 'attribute', code, ...(before && { before }), after };
    const { name, ...own } = after;
    const verb = act === 'create' ? 'add' : 'update';
    return changed([change], view, settingCommand(attribute, verb, { ...own, ...name }));
  },
};

function namesText({ en, zh }: Attribute['name'], description: string | undefined): string {
  const names = en === zh ? [en] : [en, zh];
  return t('{texts}', { texts: description ? [...names, description] : names });
}

function AttributeActs({ product, code }: { readonly product: string; readonly code: string }) {
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
          <Button kind="danger" label={t('Remove')} />
        </OwnForm>
      </Confirmed>
    </div>
  );
}

/** The attribute that a form describes; which of its values count depends on the type. */
function attributeIn(form: URLSearchParams, code: string): Attribute {
  const { type, en, zh, description } = readFields(form, attribute, ['type', 'en', 'zh', 'description']);
  const base = { code, name: { en, zh }, ...(description && { description }) };
  return type === 'enumeration'
    ? { ...base, type, ...readFields(form, attribute, attributeFields.enumeration) }
    : { ...base, type, ...readFields(form, attribute, attributeFields.quantity) };
}
