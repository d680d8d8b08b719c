import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { callbackKeyFlags, configFlag, originFlags } from '../../../account/cli/keys.ts';
import { integer } from '../../../cli/flags/value.ts';
import { protocolIds } from '../../../signing/callback-options.ts';
import { callVerdicts } from '../../history/model.ts';
import { sendFlags } from '../flags.ts';

export const exportFormats = ['har', 'curl', 'scenario'] as const;

/** Flags of `koo callback history`. */
export const historyFlags = {
  activity: Flags.string({
    helpValue: 'NAME',
    summary: 'Only calls of this interface, such as newInstance.',
  }),
  protocol: Flags.option({ options: protocolIds })({ char: 'p', summary: 'Only calls of this protocol.' }),
  instance: Flags.string({ helpValue: 'ID', summary: 'Only calls about this instance.' }),
  order: Flags.string({ helpValue: 'ID', summary: 'Only calls about this order.' }),
  verdict: Flags.option({ options: callVerdicts })({
    summary: 'Only calls whose response was judged so; pending: there is no response, or it was not judged.',
  }),
  since: Flags.string({
    helpValue: 'TIME',
    summary: 'Only calls received since then, such as 15m, 2h, 3d or 2026-01-31T08:00:00Z.',
  }),
  until: Flags.string({ helpValue: 'TIME', summary: 'Only calls received before then.' }),
  limit: integer({
    helpValue: 'N',
    min: 1,
    max: 10_000,
    summary: 'Maximum number of calls (default 50; with --export, all of them).',
  }),
  export: Flags.option({ options: exportFormats })({
    summary:
      'Print the calls in a format for other tools, the oldest first: an HTTP archive, curl commands, or a scenario for `koo callback test --scenario`.',
  }),
  'signed-text': Flags.string({
    helpValue: 'FILE',
    summary:
      'File with the text that your code signs, with or without the access key; koo shows the first difference. Needs one ID.',
    exclusive: ['export'],
  }),
  config: configFlag,
  ...callbackKeyFlags,
};

export type HistoryOptions = InferredFlags<typeof historyFlags>;

/** Flags of `koo callback replay`. */
export const replayFlags = {
  to: Flags.string({
    helpValue: 'URL',
    summary: 'Production URL to send to (default: where the call was forwarded to, then koo.yaml).',
  }),
  'as-is': Flags.boolean({
    summary: 'Send the recorded bytes with the recorded signature, instead of signing afresh.',
    exclusive: ['set'],
  }),
  set: sendFlags.set,
  'allow-unknown': sendFlags['allow-unknown'],
  timeout: sendFlags.timeout,
  config: sendFlags.config,
  ...originFlags,
  ...callbackKeyFlags,
};

export type ReplayFlags = InferredFlags<typeof replayFlags>;
