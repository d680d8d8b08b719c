import * as Flags from '@oclif/core/flags';

/** The flag of commands that compare with the present state. */
export const fromFlags = {
  from: Flags.string({
    helpValue: 'FILE',
    summary: 'Compare with this document instead of the server, which is not asked; - is stdin.',
  }),
};
export const fromFlagsZh = { from: '与该配置文件比较，而不询问服务器；- 表示标准输入。' };

/** The flags of every command that changes a seller configuration. */
export const worksheetFlags = {
  worksheet: Flags.string({
    helpValue: 'FILE',
    summary: 'Send nothing: write the steps in the seller console as a Markdown checklist; - is stdout.',
  }),
  from: Flags.string({
    helpValue: 'FILE',
    summary: 'What is there at present, for --worksheet and --dry-run; - is stdin.',
  }),
};

/** Chinese summaries of {@link worksheetFlags}. */
export const worksheetFlagsZh: Readonly<Record<keyof typeof worksheetFlags, string>> = {
  worksheet: '不发送任何请求，把卖家中心的操作步骤写成 Markdown 清单；- 表示标准输出。',
  from: '当前状态，用于 --worksheet 和 --dry-run；- 表示标准输入。',
};
