import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { CodeEntry, Occurrence, Place } from '../src/codes/entry.ts';
import { codeFamilies, placeNames } from '../src/codes/families.ts';

/**
 * Compiles `data/codes/*.yaml` into the JSON that koo reads at run time: one file for each family, in `codes/`.
 *
 * @param folder to write to, which is later passed to `useDataFolder`
 * @throws Error with the file and line of the first fault
 */
export function writeCodeData(root: string, folder: string): void {
  mkdirSync(join(folder, 'codes'), { recursive: true });
  for (const { id } of codeFamilies) {
    writeFileSync(join(folder, 'codes', `${id}.json`), JSON.stringify(compileFamily(root, id)));
  }
}

function compileFamily(root: string, family: CodeEntry['family']): readonly CodeEntry[] {
  const read = (name: string) => readFileSync(join(root, 'data', 'codes', `${name}.yaml`), 'utf8');
  return compileCodes(family, read(family), read('shared'));
}

/**
 * Compiles the entries of a family.
 *
 * @param text of its YAML file
 * @param shared text of `shared.yaml`, whose texts any family can refer to by name
 * @throws Error with the file and line of the first fault
 */
export function compileCodes(
  family: CodeEntry['family'],
  text: string,
  shared: string,
): readonly CodeEntry[] {
  const sharedTexts = parse('shared', shared, v.record(v.string(), localized));
  const names = parse(family, text, v.looseObject(named));
  const { aliasPrefix, defaults, codes } = parse(
    family,
    text,
    fileSchema({ ...names, texts: { ...sharedTexts, ...names.texts } }),
  );
  return codes.flatMap(({ keywords = defaults.keywords, ...row }) =>
    list(row.code).map((code) => ({
      code,
      aliases: aliasPrefix === undefined ? [] : [code.replace(/^\w+(?=\.)/, aliasPrefix)],
      family,
      http: list(row.http ?? defaults.http ?? []),
      message: row.message ?? {},
      meaning: row.meaning,
      byStatus: (row.byStatus ?? []).flatMap(({ http, ...meaning }) =>
        list(http).map((status) => ({ http: status, ...meaning })),
      ),
      cause: row.cause ?? null,
      actor: row.actor ?? defaults.actor ?? 'caller',
      next: row.next,
      repeat: row.repeat ?? 'never',
      permission: row.permission ?? false,
      occurs: row.occurs ?? defaults.occurs,
      sources: row.sources ?? defaults.sources,
      notes: row.notes ?? [],
      ...(keywords && { keywords }),
    })),
  );
}

const localized = v.strictObject({ en: v.string(), zh: v.string() });
const code = v.pipe(
  v.string('a code is text: put quotes around its digits'),
  v.regex(/^[A-Z\d][A-Z\d.-]+$/, 'not written as a code'),
);
const status = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599));
const actor = v.picklist(['caller', 'seller', 'buyer', 'huawei', 'nobody']);
const repeat = v.picklist(['never', 'later', 'done']);
const calls = v.record(v.picklist(Object.keys(placeNames) as Place[]), v.array(v.string()));
type Calls = v.InferOutput<typeof calls>;

/** What the top of a file defines by name, for its codes to refer to. */
const named = {
  pages: v.record(v.string(), v.string()),
  calls: v.optional(v.record(v.string(), calls), {}),
  texts: v.optional(v.record(v.string(), localized), {}),
};
type Named = v.InferOutput<v.LooseObjectSchema<typeof named, undefined>>;

function fileSchema({ pages, calls: callSets, texts }: Named) {
  const text = v.lazy((input) => (typeof input === 'string' ? nameOf('text', texts) : localized));
  const sources = v.array(nameOf('page', pages));
  const place = v.lazy((input) => (typeof input === 'string' ? nameOf('set of calls', callSets) : calls));
  const occurs = v.pipe(
    v.lazy((input) => (Array.isArray(input) ? v.array(place) : place)),
    v.transform((places) => list(places).flatMap(occurrences)),
  );
  const row = v.strictObject({
    code: oneOrMore(code),
    http: v.exactOptional(oneOrMore(status)),
    message: v.exactOptional(
      v.strictObject({ en: v.exactOptional(v.string()), zh: v.exactOptional(v.string()) }),
    ),
    meaning: localized,
    byStatus: v.exactOptional(
      v.array(
        v.strictObject({
          http: oneOrMore(status),
          meaning: localized,
          actor: v.exactOptional(actor),
          repeat: v.exactOptional(repeat),
          next: v.exactOptional(text),
        }),
      ),
    ),
    cause: v.exactOptional(text),
    actor: v.exactOptional(actor),
    next: text,
    repeat: v.exactOptional(repeat),
    permission: v.exactOptional(v.literal(true)),
    occurs: v.exactOptional(occurs),
    sources: v.exactOptional(sources),
    notes: v.exactOptional(v.array(text)),
    keywords: v.exactOptional(v.array(v.string())),
  });
  return v.strictObject({
    ...named,
    aliasPrefix: v.exactOptional(v.string()),
    defaults: v.strictObject({
      http: v.exactOptional(oneOrMore(status)),
      actor: v.exactOptional(actor),
      occurs,
      sources,
      keywords: v.exactOptional(v.array(v.string())),
    }),
    codes: v.pipe(
      v.array(row),
      v.checkItems(
        (item, index, rows) =>
          !list(item.code).some((one) =>
            rows.slice(0, index).some((other) => list(other.code).includes(one)),
          ),
        'this code stands here twice',
      ),
    ),
  });
}

/** A name, which is replaced by its value. */
function nameOf<Value>(kind: string, values: Readonly<Record<string, Value>>) {
  return v.pipe(
    v.string(),
    v.rawTransform<string, Value>(({ dataset, addIssue, NEVER }) => {
      const value = Object.hasOwn(values, dataset.value) ? values[dataset.value] : undefined;
      if (value !== undefined) return value;
      addIssue({ message: `no ${kind} has the name ${dataset.value}` });
      return NEVER;
    }),
  );
}

function oneOrMore<Schema extends v.GenericSchema>(schema: Schema) {
  return v.lazy((input) => (Array.isArray(input) ? v.array(schema) : schema)) as v.GenericSchema<
    unknown,
    v.InferOutput<Schema> | v.InferOutput<Schema>[]
  >;
}

function occurrences(places: Calls): readonly Occurrence[] {
  return Object.entries(places).map(([place, names]) => ({ in: place as Place, calls: names }));
}

function list<Value>(value: Value | readonly Value[]): readonly Value[] {
  return [value].flat() as readonly Value[];
}

/** @throws Error with the file and line of the first fault */
function parse<Schema extends v.GenericSchema>(
  name: string,
  text: string,
  schema: Schema,
): v.InferOutput<Schema> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const fault = (offset: number, message: string) =>
    new Error(`data/codes/${name}.yaml:${lineCounter.linePos(offset).line}: ${message}`);
  const [broken] = document.errors;
  if (broken) throw fault(broken.pos[0], broken.message);
  const result = v.safeParse(schema, document.toJS());
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = issue.path?.map(({ key }) => key) ?? [];
  throw fault(offsetOf(document, path), `${path.join('.')}: ${issue.message}`);
}

/** Where a value begins or, if it is missing, where its parent begins. */
function offsetOf(document: Document.Parsed, path: readonly unknown[]): number {
  const node = document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}
