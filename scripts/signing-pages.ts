import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { starterLanguages } from '../src/callback/starter/languages.ts';
import { type Scheme, schemeTitles } from '../src/callback/starter/schemes.ts';
import { readSnippet, snippetLanguages } from '../src/callback/starter/snippets.ts';
import type { Language } from '../src/text/localized.ts';
import { made, type Page } from './page.ts';
import { akSk } from './signing/ak-sk.ts';
import { clientSecret } from './signing/client-secret.ts';
import { list, type SigningPage, type Translate, table } from './signing/page.ts';
import { sensitiveFields } from './signing/sensitive-fields.ts';
import { usagePush } from './signing/usage-push.ts';
import { v1AuthToken } from './signing/v1-auth-token.ts';
import { v1BodySign } from './signing/v1-body-sign.ts';
import { v2Base } from './signing/v2-base.ts';
import { v2Kit } from './signing/v2-kit.ts';

const pages: readonly SigningPage[] = [
  v1AuthToken,
  v1BodySign,
  v2Base,
  v2Kit,
  akSk,
  usagePush,
  sensitiveFields,
  clientSecret,
];

const templates = fileURLToPath(new URL('../templates', import.meta.url));

const ending: Readonly<Record<Language, string>> = { en: '.md', zh: '.zh-CN.md' };
const languageNames: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };

/**
 * `docs/signing`: a page on each scheme with an example that is computed by koo's own code, and an index. A test runs
 * the shell blocks and compares what they print.
 */
export function signingPages(): readonly Page[] {
  return (['en', 'zh'] as const).flatMap((language) => [
    { path: `docs/signing/README${ending[language]}`, text: index(language) },
    ...pages.map((page) => ({
      path: `docs/signing/${page.name}${ending[language]}`,
      text: render(page, language),
    })),
  ]);
}

/** The Chinese of the pages' sentences. */
const chinese: Readonly<Record<string, string>> = parse(
  readFileSync(new URL('signing/zh.yaml', import.meta.url), 'utf8'),
);

/** @throws Error for a sentence without Chinese */
function translator(language: Language): Translate {
  return (sentence) => {
    const text = language === 'zh' ? chinese[sentence] : sentence;
    if (text === undefined) throw new Error(`scripts/signing/zh.yaml: missing: ${sentence}`);
    return text;
  };
}

function index(language: Language): string {
  const t = translator(language);
  return [
    `# ${t('Signatures and encryption')}`,
    made,
    linkToOther('README', language),
    t(
      "The signature and encryption schemes between KooGallery and a merchant's server, each with a worked example to compare your code with. koo computes the values; a test recomputes them with openssl.",
    ),
    table(
      [t('Scheme'), t('Used for')],
      pages.map(({ name, use }) => [`[${schemeTitles[name][language]}](${name}${ending[language]})`, t(use)]),
    ),
    '',
  ].join('\n\n');
}

function render({ name, blocks, sources }: SigningPage, language: Language): string {
  const t = translator(language);
  return [
    `# ${schemeTitles[name][language]}`,
    made,
    `${linkToOther(name, language)} · [${t('All schemes')}](README${ending[language]})`,
    ...blocks(t, language),
    ...inLanguages(name, t),
    t('## Sources'),
    list(...sources.map((url) => `<${url}>`)),
    '',
  ].join('\n\n');
}

/** The code of a scheme in each language that has it, cut out of the starters. */
function inLanguages(scheme: Scheme, t: Translate): readonly string[] {
  const shown = starterLanguages.flatMap((language) => {
    const { title, fence } = snippetLanguages[language];
    const parts = readSnippet(templates, language, scheme).files.flatMap(({ path, code }) => [
      `[${path}](../../templates/${language}/${path})`,
      `\`\`\`${fence}\n${code}\`\`\``,
    ]);
    return parts.length === 0 ? [] : [`<details>\n<summary>${title}</summary>`, ...parts, '</details>'];
  });
  if (shown.length === 0) return [];
  return [
    t('## In your language'),
    t(
      'From the starter servers that `koo init --template` writes. `koo callback verify --snippet` shows the same code for a captured request.',
    ),
    ...shown,
  ];
}

/** A link to the same page in the other language. */
function linkToOther(name: string, language: Language): string {
  const other = language === 'en' ? 'zh' : 'en';
  return `[${languageNames[other]}](${name}${ending[other]})`;
}
