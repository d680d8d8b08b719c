import { didYouMean, KooError, usageError } from '../../errors/koo-error.ts';
import { isObject, type JsonValue } from '../../text/json.ts';
import { both } from '../../text/translate.ts';

/** Parses `--fields a,b.c`. */
export function fieldPaths(text: string): string[] {
  const paths = text.split(',').map((path) => path.trim());
  if (paths.some((path) => path === '' || path.split('.').includes(''))) throw invalidFields(text);
  return [...new Set(paths)];
}

/**
 * Reduces records to the given fields, each under its path. A number in a path selects an element of a list; a name
 * selects that member of every element.
 *
 * @param declared optional fields, which are accepted even if no record has them
 * @throws KooError (usage, `UNKNOWN_FIELD`) with the known fields
 */
export function pickFields(
  records: readonly unknown[],
  paths: readonly string[],
  declared: readonly string[] = [],
): Readonly<Record<string, JsonValue>>[] {
  // A round trip drops undefined members and methods, as JSON does.
  const plain = records.map((record) => JSON.parse(JSON.stringify(record ?? null)) as JsonValue);
  const missing = paths.find((path) => plain.every((record) => valueAt(record, path) === undefined));
  if (missing !== undefined && plain.length > 0 && !declared.includes(missing))
    throw unknownField(missing, [...new Set([...declared, ...plain.flatMap((record) => pathsOf(record))])]);
  return plain.map((record) =>
    Object.fromEntries(paths.map((path) => [path, valueAt(record, path) ?? null])),
  );
}

function valueAt(value: JsonValue, path: string): JsonValue | undefined {
  // A name may contain dots.
  if (isObject(value) && Object.hasOwn(value, path)) return value[path] as JsonValue;
  const [name = '', ...rest] = path.split('.');
  return memberAt(value, name, rest.join('.'));
}

function memberAt(value: JsonValue, name: string, rest: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    if (/^\d+$/.test(name)) return descend(value[Number(name)], rest);
    const found = value.map((item) => memberAt(item, name, rest)).filter((item) => item !== undefined);
    return found.length > 0 ? found : undefined;
  }
  return isObject(value) && Object.hasOwn(value, name) ? descend(value[name] as JsonValue, rest) : undefined;
}

function descend(value: JsonValue | undefined, rest: string): JsonValue | undefined {
  return value === undefined || rest === '' ? value : valueAt(value, rest);
}

/** Number of levels whose names are listed. */
const maxLevels = 10;

/** The paths in a record, the outer ones first. */
function pathsOf(record: JsonValue, levels: number = maxLevels): string[] {
  if (levels === 0) return [];
  const members = Array.isArray(record) ? record.filter(isObject) : [record];
  return members.flatMap((member) =>
    isObject(member)
      ? Object.entries(member).flatMap(([name, value]) => [
          name,
          ...pathsOf(value as JsonValue, levels - 1).map((path) => `${name}.${path}`),
        ])
      : [],
  );
}

/** Maximum number of fields in a hint; the details list all of them. */
const maxListed = 20;

function unknownField(path: string, known: readonly string[]): KooError {
  const fields = [...known.slice(0, maxListed), ...(known.length > maxListed ? ['…'] : [])];
  const list = known.length > 0 ? both('Fields: {fields}', { fields }) : both('The result has no fields.');
  const { hint, details } = didYouMean(path, known, list);
  return new KooError({
    category: 'usage',
    code: 'UNKNOWN_FIELD',
    message: both('--fields: unknown field "{path}"', { path }),
    hint,
    details: { fields: [...known], ...details },
  });
}

function invalidFields(text: string): KooError {
  return usageError(
    'INVALID_VALUE',
    both('--fields takes a comma-separated list of names, not "{text}"', { text }),
    both('Example: --fields name,status or --fields id,name.zh'),
  );
}
