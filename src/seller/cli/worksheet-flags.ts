import * as Flags from '@oclif/core/flags';

/** The flag of every command that changes a seller configuration. */
export const worksheetFlags = {
  worksheet: Flags.string({
    helpValue: 'FILE',
    summary: 'Send nothing: write the steps in the seller console as a Markdown checklist; - is stdout.',
  }),
};

/** Chinese summaries of {@link worksheetFlags}. */
export const worksheetFlagsZh: Readonly<Record<keyof typeof worksheetFlags, string>> = {
  worksheet: '不发送任何请求，把卖家中心的操作步骤写成 Markdown 清单；- 表示标准输出。',
};
