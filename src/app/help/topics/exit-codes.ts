import { ExitCode } from '../../../errors/exit-codes.ts';
import type { Localized } from '../../../text/localized.ts';
import type { Part } from './model.ts';

const meanings: Readonly<Record<keyof typeof ExitCode, Localized>> = {
  success: {
    en: 'Success. A closed pipe (| head) is one, too.',
    zh: '成功。管道提前关闭（| head）也算成功。',
  },
  defect: {
    en: 'A defect of koo itself; KOO_DEBUG=1 shows where.',
    zh: 'koo 自身的缺陷；KOO_DEBUG=1 可显示位置。',
  },
  usage: {
    en: 'Usage: a flag, an argument or an input file is wrong, or a value is missing and there is no terminal to ask on.',
    zh: '用法错误：选项、参数或输入文件有误，或缺少某个值而又没有可供询问的终端。',
  },
  configuration: {
    en: 'Not configured: no profile, no credential, a store that cannot be read, an operation this site does not offer.',
    zh: '未配置：没有配置或凭证、存储无法读取，或该站点不提供此操作。',
  },
  permission: { en: 'The server refused the credentials or the permission.', zh: '服务器拒绝了凭证或权限。' },
  business: { en: 'The server answered with a business error.', zh: '服务器返回业务错误。' },
  network: { en: 'Network, DNS, TLS, or a deadline that passed.', zh: '网络、DNS、TLS 错误或超时。' },
  check: { en: 'A check failed; the result says which.', zh: '检查未通过；结果中说明是哪一项。' },
  partial: {
    en: 'Part of a batch failed; the result says which.',
    zh: '批量操作部分失败；结果中说明是哪些。',
  },
  interrupted: {
    en: 'Interrupted by Ctrl-C, or a question was not answered.',
    zh: '被 Ctrl-C 中断，或取消了询问。',
  },
};

/** The table of exit codes; scripts rely on them. */
export const exitCodes: readonly Part[] = [
  {
    heading: { en: 'EXIT CODES', zh: '退出码' },
    rows: Object.entries(ExitCode).map(([name, code]) => [
      String(code).padStart(3),
      meanings[name as keyof typeof ExitCode],
    ]),
  },
  {
    heading: { en: 'IN A SCRIPT', zh: '在脚本中' },
    text: {
      en: 'With --json a failure is one document on stdout whose error.exitCode is the exit code, and error.code a stable name for it.',
      zh: '使用 --json 时，失败信息是标准输出上的一个 JSON 文档：error.exitCode 为退出码，error.code 为稳定不变的名称。',
    },
    commands: ['koo order get CS2207261447AUY4H --json || echo "exit $?"'],
  },
];
