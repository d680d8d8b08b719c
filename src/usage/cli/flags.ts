import * as Flags from '@oclif/core/flags';
import { inputFormats } from '../read/records.ts';

/** Flags that say how records are read, and for which interface. */
export const usageInputFlags = {
  'input-format': Flags.option({ options: inputFormats })({
    summary: 'Form of the input (default: told from its first character).',
  }),
  'ignore-unknown': Flags.boolean({
    summary: 'Leave out fields and columns that metering records do not have.',
  }),
  legacy: Flags.boolean({
    summary: 'Old interface: needs product_id, answers nothing about single records.',
  }),
};

/** Chinese summaries of {@link usageInputFlags}. */
export const usageInputFlagsZh: Readonly<Record<keyof typeof usageInputFlags, string>> = {
  'input-format': '输入格式（默认根据首个字符判断）。',
  'ignore-unknown': '忽略话单中没有的字段和列。',
  legacy: '使用旧接口：需要 product_id，且不返回单条话单的结果。',
};
