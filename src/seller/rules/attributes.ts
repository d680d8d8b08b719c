import type { Attribute, EnumerationAttribute, QuantityAttribute } from '../contract.ts';
import { maxEnumerationValues, presetAttributes } from '../values.ts';
import { type Fault, fault, shown, under } from './catalogue.ts';

/** Specifications of a product, at the most. */
const maxSkus = 100;

const isPreset = (code: string) => (presetAttributes as readonly string[]).includes(code);

/** Judges an attribute that is to be created, replaced or removed. */
export function attributeFaults(
  attribute: Attribute,
  now: { readonly attributes: readonly Attribute[]; readonly action: 'create' | 'update' | 'remove' },
): Fault[] {
  const { code } = attribute;
  if (isPreset(code)) return [presetFault(code)];
  const exists = now.attributes.some((other) => other.code === code);
  const place = placeFaults(code, exists, now.action);
  if (now.action === 'remove') return place;
  return [...place, ...formFaults(attribute), ...nameFaults(attribute, now.attributes)];
}

function presetFault(code: string): Fault {
  return fault('attribute-preset', ['code'], {
    en: `${code} is a preset attribute and read-only`,
    zh: `${code} 为系统预置属性，不可修改`,
  });
}

function placeFaults(code: string, exists: boolean, action: 'create' | 'update' | 'remove'): Fault[] {
  if (action === 'create' && exists) {
    return [
      fault('attribute-exists', ['code'], {
        en: `there is an attribute ${shown(code)} already`,
        zh: `属性 ${shown(code)} 已存在`,
      }),
    ];
  }
  if (action !== 'create' && !exists) {
    return [
      fault('attribute-unknown', ['code'], {
        en: `there is no attribute ${shown(code)}`,
        zh: `属性 ${shown(code)} 不存在`,
      }),
    ];
  }
  return [];
}

function formFaults(attribute: Attribute): Fault[] {
  const { code, name } = attribute;
  const found: Fault[] = [];
  if (code.trim() === '') {
    found.push(fault('attribute-code', ['code'], { en: 'the code is missing', zh: '缺少属性编码' }));
  } else if (code === '.' || code === '..') {
    // No path of HTTP carries them, so nobody could change it.
    const message = { en: `"${code}" cannot be a code`, zh: `“${code}”不能作为编码` };
    found.push(fault('attribute-code', ['code'], message));
  }
  for (const language of ['en', 'zh'] as const) {
    if (name[language].trim() !== '') continue;
    found.push(
      fault('attribute-name', ['name', language], {
        en: `the ${language === 'en' ? 'English' : 'Chinese'} name is missing`,
        zh: `缺少${language === 'en' ? '英文' : '中文'}名称`,
      }),
    );
  }
  return [
    ...found,
    ...(attribute.type === 'enumeration' ? valueFaults(attribute) : quantityFaults(attribute)),
  ];
}

function valueFaults({ values }: EnumerationAttribute): Fault[] {
  if (values.length === 0) {
    return [fault('attribute-values', ['values'], { en: 'there is no value', zh: '没有枚举值' })];
  }
  if (values.length > maxEnumerationValues) {
    return [
      fault('attribute-values-max', ['values'], {
        en: `${values.length} values; up to ${maxEnumerationValues} are allowed`,
        zh: `有 ${values.length} 个枚举值，最多 ${maxEnumerationValues} 个`,
      }),
    ];
  }
  return values.flatMap((value, index) => {
    if (value.trim() !== '' && values.indexOf(value) === index) return [];
    return fault('attribute-values', ['values', index], {
      en: `value "${shown(value)}" is blank or there twice`,
      zh: `枚举值“${shown(value)}”为空或重复`,
    });
  });
}

function quantityFaults({ min, max, step }: QuantityAttribute): Fault[] {
  const found: Fault[] = [];
  const tell = (field: string, en: string, zh: string) =>
    found.push(fault('attribute-quantity', [field], { en, zh }));
  const least = Number.isFinite(min) && min >= 0;
  if (!least)
    tell('min', `min ${shown(min)} is not a number from 0`, `最小值 ${shown(min)} 不是不小于 0 的数`);
  if (!Number.isFinite(max))
    tell('max', `max ${shown(max)} is not a number`, `最大值 ${shown(max)} 不是数字`);
  else if (least && max < min)
    tell('max', `max ${max} is less than min ${min}`, `最大值 ${max} 小于最小值 ${min}`);
  if (!(Number.isFinite(step) && step > 0)) {
    tell('step', `step ${shown(step)} is not a number above 0`, `步长 ${shown(step)} 不是大于 0 的数`);
  }
  return found;
}

/** Names of preset attributes in one language or the other, and their codes, are taken. */
function nameFaults({ name }: Attribute, attributes: readonly Attribute[]): Fault[] {
  const presets = attributes.filter(({ code }) => isPreset(code));
  const taken = new Set<string>([
    ...presetAttributes,
    ...presets.flatMap((preset) => Object.values(preset.name)),
  ]);
  return (['en', 'zh'] as const).flatMap((language) => {
    const text = name[language];
    if (!taken.has(text)) return [];
    return fault('attribute-preset-name', ['name', language], {
      en: `"${text}" is the name of a preset attribute`,
      zh: `“${text}”是系统预置属性的名称`,
    });
  });
}

/**
 * Judges the attributes of a patch: each one, created or put in the place of the one with its code, and all
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
    const twice = fault('attribute-once', ['code'], {
      en: `attribute ${shown(code)} is there twice`,
      zh: `属性 ${shown(code)} 重复`,
    });
    const action = present.some((other) => other.code === code) ? 'update' : 'create';
    const own = attributeFaults(attribute, { attributes: present, action });
    return [...own, ...(repeated ? [twice] : [])].map(under([index]));
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
  const message = {
    en: `a product with all of these enumerations would have ${combinations} specifications; up to ${maxSkus} are allowed`,
    zh: `若商品使用全部枚举属性，将有 ${combinations} 个规格，上限为 ${maxSkus}`,
  };
  return [fault('attribute-specifications', [], message, 'warning')];
}
