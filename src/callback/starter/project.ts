import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { baseFamilies, protocols } from '../protocols/index.ts';
import type { ProtocolId, Sale } from '../protocols/model.ts';
import { activityRules } from './activities.ts';
import type { StarterLanguage } from './languages.ts';
import { renderTemplate } from './regions.ts';
import { templateFiles } from './template-files.ts';

/** What a starter is written for. */
export interface StarterOptions {
  readonly language: StarterLanguage;
  readonly protocols: readonly ProtocolId[];
  readonly sale: Sale;
  /** Of the project: lower-case letters, digits and hyphens. */
  readonly name: string;
}

export interface ProjectFile {
  /** Below the folder of the project, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

/** The name that stands for that of the project in templates. */
const placeholder = 'koogallery-callbacks';

/** Names for groups of protocols in the regions of templates. */
const groups: Readonly<Record<string, readonly ProtocolId[]>> = {
  kit: ['v1-kit', 'v2-kit'],
  'v1-family': ['v1', 'v1-kit'],
  'v2-base': baseFamilies,
  'v2-family': [...baseFamilies, 'v2-kit'],
  instances: ['v1', 'v2', 'online-license'],
  orders: ['v2', 'online-license', 'order-notify'],
};

/** The names of regions that a starter needs: its protocols, their groups, and its sale mode. */
export function regionNames({
  protocols: ids,
  sale,
}: Pick<StarterOptions, 'protocols' | 'sale'>): Set<string> {
  const ofGroups = Object.entries(groups).flatMap(([name, members]) =>
    members.some((id) => ids.includes(id)) ? [name] : [],
  );
  return new Set([...ids, ...ofGroups, sale]);
}

/** All names that a region may have. */
export const knownRegions: ReadonlySet<string> = new Set([
  ...protocols.map(({ id }) => id),
  ...Object.keys(groups),
  'period',
  'on-demand',
  'one-time',
]);

/**
 * The files of a starter, from the templates of its language: only what its protocols and sale mode need. A file that
 * is empty then is left out. `activities.json` gets the rules of the parameters, `vectors.json` the test vectors.
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

/** The test vectors of the schemes that the starter has: each names the regions that it belongs to. */
function vectorsJson(file: string, names: ReadonlySet<string>): string {
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { readonly for: readonly string[] }>;
  const needed = Object.entries(all).flatMap(([name, { for: regions, ...vector }]) =>
    regions.some((region) => names.has(region)) ? [[name, vector] as const] : [],
  );
  return `${JSON.stringify(Object.fromEntries(needed), undefined, 2)}\n`;
}
