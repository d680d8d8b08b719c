import * as Flags from '@oclif/core/flags';
import { integer } from '../../cli/flags/value.ts';
import { sessionFlags, sessionFlagsZh } from './session-flags.ts';

/** Flags of every command that calls the open API. */
export const apiFlags = {
  ...sessionFlags,
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 30,
    summary: 'Deadline of a call, repetitions included.',
  }),
  debug: Flags.boolean({
    summary: 'Show on stderr what is sent and answered, and both canonical requests of a wrong signature.',
  }),
};

/** Chinese summaries of {@link apiFlags}. */
export const apiFlagsZh: Readonly<Record<keyof typeof apiFlags, string>> = {
  ...sessionFlagsZh,
  timeout: '一次调用的时限（秒），包括重试。',
  debug: '在标准错误输出中显示请求和响应；签名不一致时显示双方的规范请求。',
};
