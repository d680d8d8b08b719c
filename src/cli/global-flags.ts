import * as Flags from '@oclif/core/flags';

export const outputFormats = ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv'] as const;
export type OutputFormat = (typeof outputFormats)[number];

const helpGroup = 'GLOBAL';

/** The flags every command has. */
export const globalFlags = {
  output: Flags.option({ options: outputFormats })({
    char: 'o',
    helpGroup,
    summary: 'Form of the result (default: table, for people).',
  }),
  json: Flags.boolean({ exclusive: ['output'], helpGroup, summary: 'Same as --output json.' }),
  query: Flags.string({ helpGroup, helpValue: 'JMESPATH', summary: 'Print only this part of the result.' }),
  fields: Flags.string({
    helpGroup,
    helpValue: 'A,B.C',
    summary: 'Only these fields of each record, in this order.',
  }),
  quiet: Flags.boolean({ char: 'q', helpGroup, summary: 'No notices on stderr.' }),
  lang: Flags.option({ options: ['en', 'zh'] as const })({
    helpGroup,
    summary: 'Language of texts (default: KOO_LANG, then the locale).',
  }),
  'no-input': Flags.boolean({
    env: 'KOO_NO_INPUT',
    helpGroup,
    summary: 'Never ask; a missing value is an error.',
  }),
};

/** Chinese summaries of {@link globalFlags}. */
export const globalFlagsZh: Readonly<Record<keyof typeof globalFlags, string>> = {
  output: '结果的输出格式（默认为便于阅读的 table）。',
  json: '等同于 --output json。',
  query: '只输出结果中的这一部分。',
  fields: '每条记录只输出这些字段，按此顺序排列。',
  quiet: '不在标准错误输出中显示提示信息。',
  lang: '文字所用的语言（默认取 KOO_LANG，其次为系统语言环境）。',
  'no-input': '从不询问；缺少必需的值时报错。',
};
