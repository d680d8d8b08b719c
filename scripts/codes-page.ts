import { codeWords, whereText } from '../src/codes/cli/explain.ts';
import type { CodeEntry } from '../src/codes/entry.ts';
import { codeFamilies, entriesOf } from '../src/codes/families.ts';
import type { Language } from '../src/text/localized.ts';
import { made, type Page } from './page.ts';

const texts = {
  en: {
    title: 'Result codes',
    other: '[中文](codes.zh-CN.md)',
    intro:
      'What KooGallery, a merchant’s server and the API gateway answer, and what to do about it. `koo codes` has the ' +
      'same offline: `koo codes 000105`, `koo codes sold out`, `koo codes --annotate app.log`.',
    rule:
      'A code that is not listed here is not documented: treat it as “other error”, since Huawei may add codes at any ' +
      'time. Of callbacks every code but `000000` counts as a failure.',
    annotate:
      '`koo codes --annotate` takes `MKT.`, `CBC.`, `APIGW.` and `APIG.` with four digits for codes wherever they stand. ' +
      'A bare number is one only behind a word such as `resultCode`, `error_code`, `code` or `错误码` (three digits only ' +
      'behind `result…` and `error…`), and never as a part of a longer number, a time or an id.',
    made: 'Made from `data/codes` by `npm run generate`; what the pages do not tell is left out.',
    own: 'This family is koo’s own contract for seller configuration, not Huawei’s.',
    table: ['Code', 'HTTP', 'Message', 'Meaning', 'Who acts', 'What to do', 'Repeating'],
    details: 'Where, sources, notes',
  },
  zh: {
    title: '结果码',
    other: '[English](codes.md)',
    intro:
      '云商店、商家服务器和 API 网关返回的结果码及处理方法。`koo codes` 可离线查询相同内容：`koo codes 000105`、' +
      '`koo codes 售罄`、`koo codes --annotate app.log`。',
    rule: '此处没有的结果码表示文档未说明：华为云可能随时新增，请按“其他错误”处理。回调的结果码除 `000000` 外均视为失败。',
    annotate:
      '`koo codes --annotate` 会识别任何位置的 `MKT.`、`CBC.`、`APIGW.`、`APIG.` 加四位数字。单独的数字只有在 `resultCode`、' +
      '`error_code`、`code`、`错误码` 等字样之后才算结果码（三位数字仅限 `result…` 和 `error…` 之后），较长数字、时间或 ID 的一部分不算。',
    made: '由 `npm run generate` 根据 `data/codes` 生成；文档没有说明的内容不写。',
    own: '此类别是 koo 自己的商品配置契约，不是华为云的。',
    table: ['结果码', 'HTTP', '消息', '含义', '由谁处理', '如何处理', '重试'],
    details: '出现位置、来源、备注',
  },
} as const;

/** The pages of all result codes, in both languages. */
export async function codesPages(): Promise<readonly Page[]> {
  return [
    { path: 'docs/codes.md', text: await codesPage('en') },
    { path: 'docs/codes.zh-CN.md', text: await codesPage('zh') },
  ];
}

async function codesPage(language: Language): Promise<string> {
  const say = texts[language];
  const families = codeFamilies.map((family) => ({ ...family, entries: entriesOf(family.id) }));
  const sections = families.map(({ id, title, entries }) =>
    [
      `## ${id}${codeWords[language].colon}${title[language]}`,
      ...(id === 'seller-config' ? [say.own] : []),
      table(
        say.table,
        entries.map((entry) => row(entry, language)),
      ),
      `### ${say.details}`,
      details(entries, language),
    ].join('\n\n'),
  );
  return `${[made, `# ${say.title}`, say.other, say.intro, say.rule, say.annotate, say.made, ...sections].join('\n\n')}\n`;
}

function row(entry: CodeEntry, language: Language): readonly string[] {
  const { actors, repeats, colon } = codeWords[language];
  const meanings = [
    entry.meaning[language],
    ...entry.byStatus.map(({ http, meaning }) => `${http}${colon}${meaning[language]}`),
    entry.cause?.[language],
  ];
  return [
    [entry.code, ...entry.aliases].map((code) => `\`${code}\``).join(' '),
    entry.http.join(' '),
    [...new Set([entry.message[language], entry.message.en, entry.message.zh])].filter(Boolean).join('<br>'),
    meanings.filter(Boolean).join('<br>'),
    actors[entry.actor],
    entry.next[language],
    repeats[entry.repeat],
  ];
}

/** Where codes occur, their sources and notes: those of which all is the same in one item. */
function details(entries: readonly CodeEntry[], language: Language): string {
  const { between, colon } = codeWords[language];
  const groups = new Map<string, string[]>();
  for (const { code, occurs, sources, notes } of entries) {
    const text = [
      ...occurs.map((place) => whereText(place, language)),
      ...sources.map((source) => (source.startsWith('https:') ? `<${source}>` : link(source))),
      ...notes.map((note) => note[language]),
    ]
      .map((line) => `  - ${line}`)
      .join('\n');
    groups.set(text, [...(groups.get(text) ?? []), `\`${code}\``]);
  }
  return [...groups].map(([text, codes]) => `- ${codes.join(between)}${colon.trim()}\n${text}`).join('\n');
}

/** A file of this repository, as seen from docs/. */
function link(path: string): string {
  return `[${path}](${path.replace(/^docs\//, '')})`;
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
