import type { Language } from '../src/text/localized.ts';
import { made, type Page } from './page.ts';
import { akSk } from './signing/ak-sk.ts';
import { clientSecret } from './signing/client-secret.ts';
import { type Choose, list, type SigningPage, table } from './signing/page.ts';
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

const ending: Readonly<Record<Language, string>> = { en: '.md', zh: '.zh-CN.md' };

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

function choice(language: Language): Choose {
  return (en, zh) => (language === 'en' ? en : zh);
}

function index(language: Language): string {
  const t = choice(language);
  return [
    `# ${t('Signatures and encryption', '签名与加密')}`,
    made,
    t('[中文](README.zh-CN.md)', '[English](README.md)'),
    t(
      "Every scheme between KooGallery and a merchant's server, each with an example to compare your own code with. The values are computed by koo's code, and a test recomputes them with openssl.",
      '云商店与商家服务器之间的全部方案，每页都有可供对照的示例。示例值由 koo 的代码计算，并由测试用 openssl 重新核算。',
    ),
    table(
      [t('scheme', '方案'), t('used for', '用途')],
      pages.map(({ name, title, use }) => [
        `[${title[language]}](${name}${ending[language]})`,
        use[language],
      ]),
    ),
    '',
  ].join('\n\n');
}

function render({ name, title, blocks, sources }: SigningPage, language: Language): string {
  const t = choice(language);
  return [
    `# ${title[language]}`,
    made,
    t(
      `[中文](${name}.zh-CN.md) · [all schemes](README.md)`,
      `[English](${name}.md) · [全部方案](README.zh-CN.md)`,
    ),
    ...blocks(t),
    t('## Sources', '## 来源'),
    list(...sources.map((url) => `<${url}>`)),
    '',
  ].join('\n\n');
}
