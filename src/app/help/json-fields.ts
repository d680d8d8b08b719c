import type { JsonSchema } from '../manifest/output-schema.ts';

/** A path as `--query` takes it, `?` behind an optional one, and the type of what is there. */
type Row = readonly [path: string, type: string];

/** Maximum number of names in the type of an object; the schema lists all of them. */
const maxNames = 12;

/** The fields of each form that the result of a command can have. */
export function jsonFields(output: JsonSchema): Row[][] {
  const resolve = (schema: JsonSchema): JsonSchema =>
    schema.$ref === undefined ? schema : (output.$defs?.[schema.$ref.replace('#/$defs/', '')] ?? {});

  /** The alternatives of a schema, without references. */
  const formsOf = (schema: JsonSchema): JsonSchema[] => {
    const { anyOf, ...form } = resolve(schema);
    return anyOf ? anyOf.flatMap(formsOf) : [form];
  };

  function rowsOf(form: JsonSchema): Row[] {
    const elements = form.items ? formsOf(form.items) : [form];
    const prefix = form.items ? '[]' : '';
    const names = namesOf(elements);
    if (names.length === 0) return [[typeText(form), '']];
    return names.map(({ name, text, types }) => {
      const forms = types.flatMap(formsOf);
      const [only] = forms;
      const isList = only?.items !== undefined && forms.length === 1;
      const path = [prefix, isList ? text.replace(name, `${name}[]`) : text].filter(Boolean).join('.');
      return [path, isList && only.items ? typeText(only.items) : typesText(forms)];
    });
  }

  /** The members of objects, each with its types in them. */
  function namesOf(objects: readonly JsonSchema[]) {
    const names = [...new Set(objects.flatMap(({ properties = {} }) => Object.keys(properties)))];
    return names.map((name) => ({
      name,
      text: objects.every(({ required }) => required?.includes(name)) ? name : `${name}?`,
      types: objects.flatMap(({ properties }) => properties?.[name] ?? []),
    }));
  }

  function typeText(schema: JsonSchema): string {
    return typesText(formsOf(schema));
  }

  function typesText(forms: readonly JsonSchema[]): string {
    const objects = forms.filter(({ type }) => type === 'object');
    const others = forms.filter(({ type }) => type !== 'object' && type !== 'null').flatMap(scalarTexts);
    return [
      ...(objects.length > 0 ? [objectText(objects)] : []),
      ...new Set(others),
      ...(forms.some(({ type }) => type === 'null') ? ['null'] : []),
    ].join(' | ');
  }

  function scalarTexts({ type, items, prefixItems, ...values }: JsonSchema): string[] {
    if ('const' in values) return [String(values.const)];
    if (values.enum) return values.enum.map(String);
    if (prefixItems) return [`[${prefixItems.map(typeText).join(', ')}]`];
    if (type !== 'array') return [type ?? 'any'];
    const element = typeText(items ?? {});
    return [element.includes(' | ') ? `(${element})[]` : `${element}[]`];
  }

  function objectText(objects: readonly JsonSchema[]): string {
    const names = namesOf(objects).map(({ text }) => text);
    const [others] = objects.flatMap(({ additionalProperties }) => additionalProperties ?? []);
    if (others && names.length === 0) return `{…: ${typeText(others)}}`;
    if (names.length === 0) return 'object';
    return `{${[...names.slice(0, maxNames), ...(names.length > maxNames ? ['…'] : [])].join(', ')}}`;
  }

  return formsOf(output).map(rowsOf);
}
