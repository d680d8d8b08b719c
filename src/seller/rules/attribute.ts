import { both, type Localized } from '../../text/translate.ts';
import type { Attribute, EnumerationAttribute, QuantityAttribute } from '../contract.ts';
import { maxEnumerationValues } from '../limits.ts';
import { isPreset, presetAttributes } from '../values.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';

/** Maximum number of specifications of a product. */
const maxSkus = 100;

/** Validates an attribute to create, replace or remove. */
export function attributeFaults(
  attribute: Attribute,
  now: { readonly attributes: readonly Attribute[]; readonly action: 'create' | 'update' | 'remove' },
): Fault[] {
  const { code } = attribute;
  if (isPreset(code)) {
    const message = both('{code} is a preset attribute and read-only', { code });
    return [fault('attribute-preset', ['code'], message)];
  }
  const exists = now.attributes.some((other) => other.code === code);
  const place = placeFaults(code, exists, now.action);
  if (now.action === 'remove') return place;
  return [...place, ...formFaults(attribute), ...nameFaults(attribute, now.attributes)];
}

function placeFaults(code: string, exists: boolean, action: 'create' | 'update' | 'remove'): Fault[] {
  if (exists === (action !== 'create')) return [];
  const [rule, message] = exists
    ? (['attribute-exists', both('attribute {code} already exists', { code: shown(code) })] as const)
    : (['attribute-unknown', both('attribute {code} does not exist', { code: shown(code) })] as const);
  return [fault(rule, ['code'], message)];
}

function formFaults(attribute: Attribute): Fault[] {
  const { code, name } = attribute;
  const found: Fault[] = [];
  if (code.trim() === '') {
    found.push(fault('attribute-code', ['code'], both('the code is missing')));
  } else if (code === '.' || code === '..') {
    // An HTTP path cannot contain these codes, so the attribute could never be changed.
    const message = both('"{code}" cannot be a code', { code });
    found.push(fault('attribute-code', ['code'], message));
  }
  for (const language of ['en', 'zh'] as const) {
    if (name[language].trim() !== '') continue;
    const message =
      language === 'en' ? both('the English name is missing') : both('the Chinese name is missing');
    found.push(fault('attribute-name', ['name', language], message));
  }
  return [
    ...found,
    ...(attribute.type === 'enumeration' ? valueFaults(attribute) : quantityFaults(attribute)),
  ];
}

function valueFaults({ values }: EnumerationAttribute): Fault[] {
  if (values.length === 0)
    return [fault('attribute-values', ['values'], both('the enumeration has no values'))];
  if (values.length > maxEnumerationValues) {
    const facts = { count: values.length, max: maxEnumerationValues };
    const message = both('the enumeration has {count} values; at most {max} are allowed', facts);
    return [fault('attribute-values-max', ['values'], message)];
  }
  return values.flatMap((value, index) => {
    if (value.trim() !== '' && values.indexOf(value) === index) return [];
    const message = both('value "{value}" is blank or repeated', { value: shown(value) });
    return fault('attribute-values', ['values', index], message);
  });
}

function quantityFaults({ min, max, step }: QuantityAttribute): Fault[] {
  const found: Fault[] = [];
  const report = (field: string, message: Localized) =>
    found.push(fault('attribute-quantity', [field], message));
  const least = Number.isFinite(min) && min >= 0;
  if (!least) report('min', both('min {min} is not a number of at least 0', { min: shown(min) }));
  if (!Number.isFinite(max)) report('max', both('max {max} is not a number', { max: shown(max) }));
  else if (least && max < min) report('max', both('max {max} is less than min {min}', { max, min }));
  if (!(Number.isFinite(step) && step > 0))
    report('step', both('step {step} is not a number above 0', { step: shown(step) }));
  return found;
}

/** The codes of preset attributes, and their names in either language, are taken. */
function nameFaults({ name }: Attribute, attributes: readonly Attribute[]): Fault[] {
  const presets = attributes.filter(({ code }) => isPreset(code));
  const taken = new Set<string>([
    ...presetAttributes,
    ...presets.flatMap((preset) => Object.values(preset.name)),
  ]);
  return (['en', 'zh'] as const).flatMap((language) => {
    const text = name[language];
    if (!taken.has(text)) return [];
    const message = both('"{text}" is the name of a preset attribute', { text });
    return fault('attribute-preset-name', ['name', language], message);
  });
}

/**
 * Validates the attributes of a patch: each one, created or put in the place of the one with its code, and all
 * together.
 */
export function patchAttributeFaults(
  attributes: readonly Attribute[],
  present: readonly Attribute[],
): Fault[] {
  const seen = new Set<string>();
  const each = attributes.flatMap((attribute, index) => {
    const { code } = attribute;
    const repeated = seen.has(code);
    seen.add(code);
    const message = both('attribute {code} is repeated', { code: shown(code) });
    const action = present.some((other) => other.code === code) ? 'update' : 'create';
    const own = attributeFaults(attribute, { attributes: present, action });
    return [...own, ...(repeated ? [fault('attribute-once', ['code'], message)] : [])].map(under([index]));
  });
  return [...each, ...specificationFaults(attributes)];
}

function specificationFaults(attributes: readonly Attribute[]): Fault[] {
  const combinations = attributes.reduce(
    (product, attribute) =>
      attribute.type === 'enumeration' ? product * Math.max(1, attribute.values.length) : product,
    1,
  );
  if (combinations <= maxSkus) return [];
  const message = both(
    'a product with all of these enumerations would have {combinations} specifications; at most {maxSkus} are allowed',
    { combinations, maxSkus },
  );
  return [fault('attribute-specifications', [], message, 'warning')];
}
