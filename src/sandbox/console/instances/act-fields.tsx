import { Field } from '../../../console/parts.tsx';
import { localize, t } from '../../../text/translate.ts';
import { type InputField, inputsOf } from '../../acts/act.ts';
import type { User } from '../../acts/field.ts';
import { periodText } from './act-words.ts';
import type { ActOffer, Variant } from './offers.ts';

/** Names of specifications by code. */
export type SkuNames = Readonly<Record<string, string>>;

type Options = readonly (readonly [value: string, label: string])[];

/** A field of an act; fields of several acts are on one page. */
export function fieldName(act: string, field: string): string {
  return `${act}-${field}`;
}

/** The fields that the form of an act asks for, as its declaration says; `null` where there is none. */
export function actFields({ offered, variants }: ActOffer, skus: SkuNames) {
  if (offered.fixed) return null;
  const joined = inputsOf(offered.act).map(({ input }) => input.joined);
  const fields = inputsOf(offered.act)
    .filter(({ name }) => !joined.includes(name))
    .map((field) => fieldOf(offered.name, field, variants, skus))
    .filter((one) => one !== null);
  if (fields.length === 0) return null;
  return fields.length === 1 ? fields[0] : <div class="row">{fields}</div>;
}

function fieldOf(act: string, one: InputField, variants: readonly Variant[], skus: SkuNames) {
  const { name, field, input } = one;
  const values = variants.map(({ command }) => valueIn(command, name));
  const known = values.find((value) => value !== undefined);
  const isExcluded = field.exclusive?.some((other) =>
    variants.some(({ command }) => valueIn(command, other) === true),
  );
  if (isExcluded) return null;
  const common = { name: fieldName(act, input.name ?? name), label: localize(input.label) };
  if (field.type === 'switch') {
    return known === true ? <input type="hidden" name={common.name} value="1" /> : null;
  }
  if (field.type === 'choice' || (input.fromVariants && field.type !== 'amount')) {
    const options = input.fromVariants ? optionsOf(one, variants, skus) : wordedOptions(one);
    return options.length === 0 ? null : <Field {...common} options={options} />;
  }
  const [first] = values;
  if (input.fromVariants) {
    return first === undefined ? null : <Field {...common} value={String(first)} required />;
  }
  const hint = hintOf(one, known);
  return (
    <Field
      {...common}
      {...(field.type === 'number' && { type: 'number' as const })}
      {...(known !== undefined && field.type !== 'users' && { value: String(known) })}
      {...(hint !== undefined && { hint })}
    />
  );
}

function valueIn(command: object, name: string): unknown {
  return (command as Readonly<Record<string, unknown>>)[name];
}

function hintOf({ field, input }: InputField, known: unknown): string | undefined {
  const [user] = field.type === 'users' && Array.isArray(known) ? (known as readonly User[]) : [];
  if (user) return t('Such as {name}', { name: user.userName });
  return input.hint && localize(input.hint);
}

/** The values of the possible variants in words, each with its cost where that depends on it. */
function optionsOf(one: InputField, variants: readonly Variant[], skus: SkuNames): Options {
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
      wordsFor(one, String(own ?? ''), skus),
      ...(isPriced ? [t('{amount} yuan', { amount })] : []),
    ];
    options.set(value, parts.join(' · '));
  }
  // Nothing to choose from: the specification stays.
  return input.isPriced && options.size === 1 && options.has('') ? [] : [...options];
}

function wordsFor({ name, field, input }: InputField, value: string, skus: SkuNames): string {
  const words = input.words?.[value] ?? input.worded?.(value);
  if (words) return localize(words);
  if (name === 'sku') return skus[value] ?? value;
  return field.type === 'period' ? periodText(value) : value;
}

/** All values of a choice, and none where that has words. */
export function wordedOptions({ field, input }: InputField): Options {
  const values = field.type === 'choice' ? field.options : [];
  const none = input.words?.[''];
  return [
    ...(none ? [['', localize(none)] as const] : []),
    ...values.map((value) => [value, localize(input.words?.[value] ?? { en: value, zh: value })] as const),
  ];
}
