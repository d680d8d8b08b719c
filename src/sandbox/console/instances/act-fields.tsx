import type { FieldOptions } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { type InputField, inputsOf } from '../../acts/act.ts';
import type { User } from '../../acts/values.ts';
import { ActInput } from '../shared/act-input.tsx';
import { formatPeriod } from './act-words.ts';
import type { ActOffer, Variant } from './offers.ts';
import type { OfferedAct } from './variants.ts';

export type SkuNames = Readonly<Record<string, string>>;

/** The name of a field of an act, as the page has fields of several acts. */
export function fieldName(act: string, field: string): string {
  return `${act}-${field}`;
}

/** The fields that the form of an act asks for, as its declaration says; `null` where there is none. */
export function actFields({ offered, variants }: ActOffer, skus: SkuNames) {
  if (offered.fixed) return null;
  const joined = inputsOf(offered.act).map(({ input }) => input.joined);
  const fields = inputsOf(offered.act)
    .filter(({ name }) => !joined.includes(name))
    .map((field) => renderField(offered, field, variants, skus))
    .filter((one) => one !== null);
  if (fields.length === 0) return null;
  return fields.length === 1 ? fields[0] : <div class="row">{fields}</div>;
}

function renderField(offered: OfferedAct, one: InputField, variants: readonly Variant[], skus: SkuNames) {
  const { name, field, input } = one;
  const values = variants.map(({ command }) => valueIn(command, name));
  const known = values.find((value) => value !== undefined);
  const isExcluded = field.exclusive?.some((other) =>
    variants.some(({ command }) => valueIn(command, other) === true),
  );
  if (isExcluded) return null;
  const common = { act: offered.act, name, formName: fieldName(offered.name, input.name ?? name) };
  if (field.type === 'switch')
    return known === true ? <input type="hidden" name={common.formName} value="1" /> : null;
  if (input.fromVariants && field.type !== 'amount') {
    const options = listOptions(one, variants, skus);
    return options.length === 0 ? null : <ActInput {...common} options={options} />;
  }
  if (field.type === 'choice') return <ActInput {...common} />;
  const [first] = values;
  if (input.fromVariants)
    return first === undefined ? null : <ActInput {...common} value={String(first)} required />;
  const user = field.type === 'users' && (known as readonly User[] | undefined)?.[0];
  if (user) return <ActInput {...common} hint={t('Such as {name}', { name: user.userName })} />;
  return <ActInput {...common} value={known === undefined ? undefined : String(known)} />;
}

function valueIn(command: object, name: string): unknown {
  return (command as Readonly<Record<string, unknown>>)[name];
}

/** The values of the possible variants in words, each with its cost where that depends on it. */
function listOptions(one: InputField, variants: readonly Variant[], skus: SkuNames): FieldOptions {
  const { name, input } = one;
  const options = new Map<string, string>();
  for (const { command, amount } of variants) {
    const own = valueIn(command, name);
    const other = input.joined === undefined ? undefined : valueIn(command, input.joined);
    if (own === undefined && input.words?.[''] === undefined) continue;
    const value = [own, other].filter((part) => part !== undefined).join(' ');
    if (options.has(value)) continue;
    const isPriced = input.isPriced && value !== '' && amount !== undefined;
    const parts = [
      ...(other === undefined ? [] : [skus[String(other)] ?? String(other)]),
      findWords(one, String(own ?? ''), skus),
      ...(isPriced ? [t('{amount} yuan', { amount })] : []),
    ];
    options.set(value, parts.join(' · '));
  }
  // Nothing to choose from: the specification stays.
  return input.isPriced && options.size === 1 && options.has('') ? [] : [...options];
}

function findWords({ name, field, input }: InputField, value: string, skus: SkuNames): string {
  const words = input.words?.[value] ?? input.worded?.(value);
  if (words) return localize(words);
  if (name === 'sku') return skus[value] ?? value;
  return field.type === 'period' ? formatPeriod(value) : value;
}
