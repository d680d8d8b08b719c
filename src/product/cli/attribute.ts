import type { ApiOptions } from '../../account/cli/api-flags.ts';
import type { ApiHost } from '../../account/cli/session.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { type ChangeContext, confirmOrCancel } from '../../seller/cli/confirm-impact.ts';
import { assertRules } from '../../seller/cli/rules.ts';
import { readSellerConfig, withSellerConfig } from '../../seller/cli/run.ts';
import type { WorksheetResult } from '../../seller/cli/worksheet.ts';
import { createAttribute, listAttributes, removeAttribute, updateAttribute } from '../../seller/client.ts';
import type { Attribute } from '../../seller/contract.ts';
import { type Change, sellerAttributes } from '../../seller/plan.ts';
import { attributeFaults } from '../../seller/rules/rules.ts';
import { attribute, attributeFields, sameAttribute } from '../../seller/settings/attribute.ts';
import type { ValuesOf } from '../../seller/settings/setting.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { ChangeOptions } from './flags.ts';
import { unchanged } from './set.ts';

export interface ChangedAttribute {
  readonly code: string;
  readonly changed: boolean;
  /** `null` after a removal. */
  readonly attribute: Attribute | null;
}

type Action = 'create' | 'update' | 'remove';

const { fields } = attribute;
type AttributeValues = Pick<ValuesOf<typeof fields>, 'code'> & Partial<ValuesOf<typeof fields>>;

/** Returns the seller's attributes, including the preset ones. */
export function readAttributes(options: ApiOptions, host: ApiHost): Promise<readonly Attribute[]> {
  return readSellerConfig(options, host, listAttributes);
}

/**
 * Makes an attribute, changes what the flags name of one, or removes it.
 *
 * @throws KooError (usage) `RULE_BROKEN`, `MISSING_FLAG`, `FLAG_CONFLICT`; `MISSING_VALUE` when a removal cannot be asked
 * about
 */
export function changeAttribute(
  action: Action,
  values: AttributeValues,
  options: ChangeOptions,
  context: ChangeContext,
): Promise<ChangedAttribute | WorksheetResult> {
  const { notice } = context;
  const { code } = values;
  return withSellerConfig<ChangedAttribute>(options, context, {
    live: async (api) => {
      const attributes = await listAttributes(api);
      const change = changeOf(action, values, attributes, notice, true);
      if (!change) {
        notice(unchanged);
        const attribute = attributes.find((one) => one.code === code) ?? null;
        return { code, changed: false, attribute };
      }
      if (!change.after) {
        const question = both('Remove the attribute {code}? Released products keep it.', { code });
        const removal = both('The attribute {code} will be removed; released products keep it', { code });
        await confirmOrCancel(question, options, context, removal);
        await removeAttribute(api, code);
        return { code, changed: true, attribute: null };
      }
      const send = action === 'create' ? createAttribute : updateAttribute;
      return { code, changed: true, attribute: await send(api, change.after) };
    },
    plan: async (present) => {
      const live = present.kind === 'live';
      const change = changeOf(action, values, await present.attributes(), notice, live);
      return { product: sellerAttributes, changes: change ? [change] : [] };
    },
  });
}

/** @param whole whether all attributes are known */
function changeOf(
  action: Action,
  values: AttributeValues,
  attributes: readonly Attribute[],
  notice: (text: Localized) => void,
  whole: boolean,
): Extract<Change, { kind: 'attribute' }> | undefined {
  const { code } = values;
  const before = attributes.find((one) => one.code === code);
  // Check that the attribute exists first: no other rule applies to an unknown one.
  if (action !== 'create' && (whole || before)) {
    const gone: Attribute = before ?? { code, type: 'enumeration', name: { en: '', zh: '' }, values: [] };
    assertRules(attributeFaults(gone, { attributes, action: 'remove' }), notice, fields);
  }
  if (action === 'remove') return { kind: 'attribute', code, ...(before && { before }) };
  const after = attributeOf(values, before);
  const judged = !whole && !before && action === 'update' ? 'create' : action;
  assertRules(attributeFaults(after, { attributes, action: judged }), notice, fields);
  if (before && sameAttribute(before, after)) return undefined;
  return { kind: 'attribute', code, ...(before && { before }), after };
}

function attributeOf(values: AttributeValues, before: Attribute | undefined): Attribute {
  const { code, en = before?.name.en ?? '', zh = before?.name.zh ?? '' } = values;
  const type = typeOf(values, before);
  const description = values.description ?? before?.description;
  const base = { code, name: { en, zh }, ...(description && { description }) };
  if (type === 'enumeration') {
    assertNotGiven(values, 'quantity', type);
    return { ...base, type, values: values.values ?? (before?.type === type ? before.values : []) };
  }
  assertNotGiven(values, 'enumeration', type);
  const range = before?.type === type ? before : undefined;
  const number = (name: 'min' | 'max' | 'step') => values[name] ?? range?.[name] ?? missingFlag(`--${name}`);
  return { ...base, type, min: number('min'), max: number('max'), step: number('step') };
}

function typeOf(given: AttributeValues, before: Attribute | undefined): Attribute['type'] {
  const type = given.type ?? before?.type ?? (given.values && 'enumeration');
  if (type) return type;
  return attributeFields.quantity.some((name) => given[name] !== undefined)
    ? 'quantity'
    : missingFlag('--type');
}

function assertNotGiven(given: AttributeValues, other: Attribute['type'], type: Attribute['type']): void {
  const name = attributeFields[other].find((one) => given[one] !== undefined);
  if (name === undefined) return;
  throw attributeFlagError(
    'FLAG_CONFLICT',
    both('--{name} does not apply to an attribute of type {type}', { name, type }),
  );
}

function missingFlag(flag: string): never {
  throw attributeFlagError('MISSING_FLAG', both('Missing flag: {flag}', { flag }));
}

function attributeFlagError(code: string, message: Localized): KooError {
  return usageError(
    code,
    message,
    both('An enumeration takes --values; a quantity takes --min, --max and --step.'),
  );
}
