import type { globalFlags } from '../../cli/flags/global.ts';

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
