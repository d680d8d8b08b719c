import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sales } from '../../signing/callback-options.ts';
import { baseFamilies, protocols } from '../protocols/index.ts';
import type { Field, ProtocolId, Sale } from '../protocols/model.ts';
import { isMandatory } from '../protocols/validate.ts';
import type { StarterLanguage } from './languages.ts';
import { renderTemplate } from './regions.ts';
import { templateFiles } from './template-files.ts';

/** The rules of a parameter, as the starters read them from `activities.json`. */
export interface ParameterRules {
  readonly type: Field['type'];
  /** Whether every call has it. */
  readonly required?: true;
  /** Maximum length in UTF-16 code units. */
  readonly maxLength?: number;
  readonly values?: readonly string[];
  /** Maximum number of elements of a list, or of a comma-separated text. */
  readonly maxItems?: number;
  /** Whether a list is JSON text, or may be. */
  readonly json?: true;
  /** Fields of an object, or of each object of a list. */
  readonly fields?: Readonly<Record<string, ParameterRules>>;
}

/** Parameters by name, by activity, by protocol. */
export type ActivityRules = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, ParameterRules>>>>>
>;

/** Returns the rules of the activities that these protocols have for a product of this sale mode. */
export function activityRules(ids: readonly ProtocolId[], sale: Sale): ActivityRules {
  const chosen = protocols.filter(({ id }) => ids.includes(id));
  return Object.fromEntries(
    chosen.map(({ id, activities }) => {
      const needed = activities.filter(({ need }) => need[sale] !== 'none');
      return [id, Object.fromEntries(needed.map(({ name, request }) => [name, parameterRules(request)]))];
    }),
  );
}

function parameterRules(fields: readonly Field[]): Readonly<Record<string, ParameterRules>> {
  return Object.fromEntries(fields.map((field) => [field.name, rulesOf(field)]));
}

function rulesOf(field: Field): ParameterRules {
  const { type, maxLength, values, maxItems, format, forms, fields } = field;
  const isJson = format === 'json-text' || forms?.includes('json-text') === true;
  return {
    type: format === 'json-text' ? 'list' : type,
    ...(isMandatory(field) && { required: true }),
    // The format of an ID list limits the length of each ID.
    ...(maxLength !== undefined && format !== 'id-list' && { maxLength }),
    ...(values && { values }),
    ...(maxItems !== undefined && { maxItems }),
    ...(isJson && { json: true }),
    ...(fields && { fields: parameterRules(fields) }),
  };
}

export interface StarterOptions {
  readonly language: StarterLanguage;
  readonly protocols: readonly ProtocolId[];
  readonly sale: Sale;
  /** Name of the project: lower-case letters, digits and hyphens. */
  readonly name: string;
}

export interface ProjectFile {
  /** Path in the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

/** The placeholder in templates for the name of the project. */
const placeholder = 'koogallery-callbacks';

/** Groups of protocols that regions of templates may name. */
const groups: Readonly<Record<string, readonly ProtocolId[]>> = {
  kit: ['v1-kit', 'v2-kit'],
  'v1-family': ['v1', 'v1-kit'],
  'v2-base': baseFamilies,
  'v2-family': [...baseFamilies, 'v2-kit'],
  instances: ['v1', 'v2', 'online-license'],
  orders: ['v2', 'online-license', 'order-notify'],
};

/** Returns the names of the regions that a starter needs: its protocols, their groups, and its sale mode. */
export function regionNames(options: Pick<StarterOptions, 'protocols' | 'sale'>): Set<string> {
  const { protocols: ids, sale } = options;
  const needed = Object.keys(groups).filter((name) => groups[name]?.some((id) => ids.includes(id)));
  return new Set([...ids, ...needed, sale]);
}

/** All names that a region may have. */
export const knownRegions: ReadonlySet<string> = new Set([
  ...protocols.map(({ id }) => id),
  ...Object.keys(groups),
  ...sales,
]);

/**
 * Renders the files of a starter from the templates of its language: only the parts that its protocols and sale mode
 * need, without files that are empty then. Generates the rules of the parameters in `activities.json`, and the test
 * vectors in `vectors.json`.
 *
 * @param templates the folder `templates`
 * @throws KooError like {@link templateFiles}
 */
export function starterFiles(templates: string, options: StarterOptions): readonly ProjectFile[] {
  const names = regionNames(options);
  const folder = join(templates, options.language);
  const made: Readonly<Record<string, () => string>> = {
    'activities.json': () =>
      `${JSON.stringify(activityRules(options.protocols, options.sale), undefined, 2)}\n`,
    'vectors.json': () => vectorsJson(join(templates, 'vectors.json'), names),
  };
  return templateFiles(templates, options.language, '**/*')
    .map((path) => ({
      path: path.replace(/(^|\/)dot-/g, '$1.'),
      text:
        made[basename(path)]?.() ??
        renderTemplate(readFileSync(join(folder, path), 'utf8'), names).replaceAll(placeholder, options.name),
      isExecutable: (statSync(join(folder, path)).mode & 0o100) !== 0,
    }))
    .filter(({ text }) => text.trim() !== '');
}

/** Selects the test vectors of the starter: each names its regions. */
function vectorsJson(file: string, names: ReadonlySet<string>): string {
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { readonly for: readonly string[] }>;
  const needed = Object.entries(all).flatMap(([name, { for: regions, ...vector }]) =>
    regions.some((region) => names.has(region)) ? [[name, vector] as const] : [],
  );
  return `${JSON.stringify(Object.fromEntries(needed), undefined, 2)}\n`;
}
