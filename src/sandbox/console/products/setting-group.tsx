import type { Child } from 'hono/jsx';
import type { Done } from '../../../console/model.ts';
import { Field, Section, Table, type TableProps, TerminalHint } from '../../../console/parts.tsx';
import type { Product } from '../../../seller/contract.ts';
import { plan } from '../../../seller/settings/kinds.ts';
import { type Fields, flagName, type Setting, type ValueOf } from '../../../seller/settings/setting.ts';
import { wholeProduct } from '../../../seller/values.ts';
import { menuPath } from '../../../seller/worksheet/console.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { type Localized, localize, t } from '../../../text/translate.ts';
import { type Group, GroupForm } from './group.tsx';
import { changeProduct, choiceOf, numberOf, type ProductView, textOf } from './product.ts';

type Values = Readonly<Record<string, unknown>>;

/** The section of a setting on the page of a product: a table, a form, and other ways to change it. */
interface SettingGroup<Row> {
  readonly title: Localized;
  readonly rows: (view: ProductView) => readonly Row[];
  readonly columns: (view: ProductView) => TableProps<Row>['columns'];
  /** Stands in the place of an empty table. */
  readonly empty?: Localized;
  /** Label of the form, and of the button that sends it. */
  readonly change: Localized;
  readonly send?: Localized;
  /** The values with which the form begins. */
  readonly values?: (view: ProductView) => Values;
  /** The fields of the form, where they are not just those of the setting. */
  readonly inputs?: (view: ProductView) => Child;
  /** The values that the form asks for, where they are not just its fields; `null` takes the setting away. */
  readonly read?: (form: URLSearchParams) => Values | null;
  readonly act?: Group['act'];
}

export function settingGroup<Row>(
  setting: Setting,
  { title, rows, columns, empty, change, send, values, inputs, read, act }: SettingGroup<Row>,
): Group {
  const { id } = setting;
  return {
    id,
    show: (view) => (
      <SettingSection
        setting={setting}
        command={[id, 'get', view.product_id]}
        caption={localize(title)}
        rows={rows(view)}
        columns={columns(view)}
        empty={empty ? localize(empty) : ''}
      >
        {(!setting.skus || skuOptions(setting, view.product).length > 0) && (
          <GroupForm group={id} label={localize(change)} send={send ? localize(send) : t('Save')}>
            {setting.skus && (
              <Field
                name={`${id}-of`}
                label={setting.skus === 'any' ? t('Of') : t('Specification')}
                options={skuOptions(setting, view.product)}
              />
            )}
            {inputs?.(view) ?? <SettingFields setting={setting} values={values?.(view) ?? {}} />}
          </GroupForm>
        )}
      </SettingSection>
    ),
    act:
      act ??
      ((view, state, form): Done => {
        const wanted = read ? read(form) : readFields(form, setting);
        const sku = skuIn(form, setting);
        const desired = setting.desired?.(wanted as never, sku) ?? {};
        const command = settingCommand(setting, wanted ? 'set' : 'clear', wanted ?? {}, {
          product: view.product_id,
          sku,
        });
        return changeProduct(state, view, plan(desired, view).changes, command, form);
      }),
  };
}

/** A section with a table, a form, the command that shows the same, and the page of the seller console. */
export function SettingSection<Row>({
  setting,
  command,
  children,
  ...table
}: TableProps<Row> & {
  readonly caption: string;
  readonly setting: Setting;
  /** Words of the command. */
  readonly command: readonly string[];
  readonly children?: Child;
}) {
  const menu = menuPath('cn', setting.id);
  return (
    <Section title={table.caption}>
      <Table {...table} />
      {children}
      <TerminalHint command={productCommand(command)} />
      {menu && (
        <p class="hint">
          {t('On the real site, in the seller console: {menu}. The flag --worksheet prints the steps.', {
            menu,
          })}
        </p>
      )}
    </Section>
  );
}

/** The specifications for which a setting can be set, and the product as a whole. */
function skuOptions({ skus: of }: Setting, { skus }: Product): (readonly [value: string, label: string])[] {
  return [
    ...(of === 'any' ? [[wholeProduct, t('(the product)')] as const] : []),
    ...skus
      .filter(({ trial }) => (trial !== undefined) === (of === 'trial'))
      .map(({ sku_code, name }) => [sku_code, `${name} (${sku_code})`] as const),
  ];
}

/** The specification that a form names, if it is not about the product. */
export function skuIn(form: URLSearchParams, { id, skus }: Setting): string | undefined {
  const sku = textOf(form, `${id}-of`);
  return skus && !(skus === 'any' && sku === wholeProduct) ? sku : undefined;
}

/** Shows the fields of a setting, or some of them. */
export function SettingFields({
  setting,
  names = Object.keys(setting.fields),
  values,
}: {
  readonly setting: Setting;
  readonly names?: readonly string[];
  readonly values: Values;
}) {
  return (
    <>
      {names.map((name) => {
        const field = setting.fields[name];
        if (!field?.input) return null;
        const { label, hint, rows, required } = field.input;
        const value = values[name];
        return (
          <Field
            name={fieldName(setting, name)}
            label={localize(label)}
            {...(hint && { hint: localize(hint) })}
            {...(rows !== undefined && { rows })}
            {...(required && { required })}
            {...(field.type === 'number' && { type: 'number' as const })}
            {...(field.type === 'choice' && {
              options: field.options.map(
                (one) => [one, localize(field.words[one] ?? { en: one, zh: one })] as const,
              ),
            })}
            value={
              Array.isArray(value)
                ? value.join(rows ? '\n' : ' ')
                : value === undefined
                  ? value
                  : String(value)
            }
          />
        );
      })}
    </>
  );
}

/** The name of a field in the form of its setting: `trial-open-to`. */
function fieldName({ id, fields }: Setting, name: string): string {
  const field = fields[name];
  return `${id}-${field ? flagName(name, field) : name}`;
}

/** Reads the fields of a setting from a form. @throws KooError (usage, `INVALID_VALUE`) */
export function readFields<S extends Setting, Name extends keyof S['fields'] & string>(
  form: URLSearchParams,
  setting: S,
  names: readonly Name[] = Object.keys(setting.fields) as Name[],
) {
  const values = names.map((name) => [name, readField(form, setting, name)]);
  // By their declarations, they have these types.
  return Object.fromEntries(values) as { readonly [Key in Name]: ValueOf<S['fields'][Key]> };
}

function readField(form: URLSearchParams, setting: Setting, name: string): unknown {
  const field = setting.fields[name];
  if (!field?.input) return undefined;
  const { label, rows } = field.input;
  const sent = fieldName(setting, name);
  switch (field.type) {
    case 'choice':
      return choiceOf(form, sent, field.options);
    case 'number':
      return numberOf(form, sent, label);
    case 'texts':
      return textOf(form, sent)
        .split(rows ? /\r?\n/ : /[\s,，、]+/)
        .map((one) => one.trim())
        .filter(Boolean);
    default:
      return textOf(form, sent);
  }
}

/** The command that sets the values of a setting. */
export function settingCommand(
  { id, fields, skus }: Setting,
  verb: string,
  values: Values,
  { product, sku }: { readonly product?: string; readonly sku?: string | undefined } = {},
): string {
  const words = Object.entries(fields).flatMap(([name, field]) => inputWords(name, field, values[name]));
  const named = sku === undefined ? [] : ['--sku', sku];
  const isAsked = verb === 'set' || (typeof values.delta === 'number' && values.delta < 0);
  return productCommand([
    ...[id, verb, ...(product === undefined ? [] : [product])],
    ...(skus === 'any' ? [...words, ...named] : [...named, ...words]),
    ...(isAsked ? ['--yes'] : []),
  ]);
}

function inputWords(name: string, field: Fields[string], value: unknown): readonly string[] {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return [];
  if (field.isArgument) return [String(value)];
  const flag = `--${flagName(name, field)}`;
  if (value === true) return [flag];
  const text = Array.isArray(value) ? value.join(',') : String(value);
  return field.type === 'number' && field.isSigned ? [`${flag}=${text}`] : [flag, text];
}

/** `koo product …` for the sandbox. */
export function productCommand(words: readonly string[]): string {
  return ['koo product', ...words.map(shellWord), '--site sandbox'].join(' ');
}
