import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Paint } from '../../suite/reporters/shared.ts';
import { t } from '../../text/translate.ts';
import type { StarterLanguage } from './languages.ts';
import { snippetOf } from './regions.ts';
import { type Scheme, schemeTitles } from './schemes.ts';
import { templateFiles } from './template-files.ts';

/** The name of each language, its name in a fence of Markdown, and the files of its template that contain snippets. */
export const snippetLanguages: Readonly<
  Record<StarterLanguage, { readonly title: string; readonly fence: string; readonly files: string }>
> = {
  node: { title: 'Node.js', fence: 'js', files: '**/*.js' },
  java: { title: 'Java', fence: 'java', files: '**/*.java' },
  python: { title: 'Python', fence: 'python', files: '**/*.py' },
  php: { title: 'PHP', fence: 'php', files: '**/*.php' },
  go: { title: 'Go', fence: 'go', files: '**/*.go' },
};

/** The code of a scheme in one file of a starter. */
export interface SnippetPart {
  /** In the project, with `/`. */
  readonly path: string;
  readonly code: string;
}

/** The code of a scheme in one language. */
export interface Snippet {
  readonly language: StarterLanguage;
  readonly scheme: Scheme;
  readonly files: readonly SnippetPart[];
}

/**
 * Reads the code of a scheme from the starter of a language.
 *
 * @param templates the folder `templates`
 * @throws KooError like {@link templateFiles}
 */
export function readSnippet(templates: string, language: StarterLanguage, scheme: Scheme): Snippet {
  const folder = join(templates, language);
  const files = templateFiles(templates, language, snippetLanguages[language].files)
    .map((path) => ({ path, code: dedent(snippetOf(readFileSync(join(folder, path), 'utf8'), scheme)) }))
    .filter(({ code }) => code !== '');
  return { language, scheme, files };
}

/** Renders a snippet for the terminal: a heading, then each file with its code, indented. */
export function snippetLines({ language, scheme, files }: Snippet, paint: Paint): string[] {
  const heading = t('Code in {language}: {scheme}', {
    language: snippetLanguages[language].title,
    scheme: schemeTitles[scheme],
  });
  const parts = files.map(({ path, code }) => [
    `  ${paint('dim', path)}`,
    ...code
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
  ]);
  const whole = t('The whole files, with their imports: koo init --template {language}', { language });
  return [paint('bold', heading), ...parts.flatMap((lines) => [...lines, '']), `  ${paint('dim', whole)}`];
}

/** Removes the indentation that all lines share, such as that of a method. */
function dedent(code: string): string {
  const indents = code.match(/^[ \t]*(?=\S)/gm) ?? [];
  const shared = Math.min(...indents.map(({ length }) => length));
  return shared === 0 ? code : code.replace(new RegExp(`^[ \\t]{1,${shared}}`, 'gm'), '');
}
