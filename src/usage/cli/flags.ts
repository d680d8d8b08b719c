import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { type ApiOptions, apiFlags } from '../../account/cli/api-flags.ts';
import { keyFlags } from '../../account/cli/keys.ts';
import { integer } from '../../cli/flags/value.ts';
import { siteIds } from '../../openapi/sites.ts';
import { recordOutcomes } from '../journal/history.ts';
import { inputFormats } from '../read/records.ts';
import { maxBatchRecords } from '../record/fields.ts';

/** Flags for reading records, and for the interface they are read for. */
export const usageInputFlags = {
  'input-format': Flags.option({ options: inputFormats })({
    summary: 'Input format (default: detected from the first characters).',
  }),
  'ignore-unknown': Flags.boolean({ summary: 'Ignore unknown fields and columns.' }),
  legacy: Flags.boolean({
    summary: 'Use the old interface: requires product_id, returns no results per record.',
  }),
};

export type UsageInputOptions = Pick<
  InferredFlags<typeof usageInputFlags>,
  'input-format' | 'ignore-unknown' | 'legacy'
>;

export const checkFlags = {
  ...usageInputFlags,
  'max-faults': integer({
    helpValue: 'N',
    min: 0,
    max: 100_000,
    default: 100,
    summary: 'Maximum number of problems to show; all are counted.',
  }),
};

export type UsageCheckOptions = InferredFlags<typeof checkFlags>;

export const pushFlags = {
  ...usageInputFlags,
  'batch-size': integer({
    helpValue: 'N',
    min: 1,
    max: maxBatchRecords,
    default: maxBatchRecords,
    summary: 'Records per request.',
  }),
  concurrency: integer({ helpValue: 'N', min: 1, max: 64, default: 4, summary: 'Concurrent requests.' }),
  rate: integer({
    helpValue: 'N',
    min: 1,
    summary: 'Maximum requests per second (default: 5; no limit for the sandbox).',
  }),
  rejects: Flags.string({
    helpValue: 'FILE',
    summary:
      'Write rejected records to this file as NDJSON, with line, code and meaning; - is stdout. The file can be corrected ' +
      'and pushed as it is.',
  }),
  resume: Flags.boolean({
    allowNo: true,
    default: true,
    summary:
      'Skip records that the journal has as acknowledged. --no-resume sends all records again; with --legacy, those not ' +
      'acknowledged.',
  }),
  'access-key-file': keyFlags['access-key-file'],
  ...apiFlags,
};

export const historyFlags = {
  records: Flags.boolean({
    summary:
      'List the records, in the order in which they were sent; implied by --outcome, --instance and --sn.',
  }),
  push: integer({ helpValue: 'N', min: 1, summary: 'Only this push.' }),
  since: Flags.string({
    helpValue: 'TIME',
    summary: 'Only what was sent since then, such as 7d, 24h or 2026-01-31.',
  }),
  until: Flags.string({ helpValue: 'TIME', summary: 'Only what was sent until then.' }),
  site: Flags.option({ options: siteIds })({ summary: 'Only pushes to this site.' }),
  profile: Flags.string({ helpValue: 'NAME', summary: 'Only pushes with this profile.' }),
  outcome: Flags.option({ options: recordOutcomes })({ summary: 'Only records with this outcome.' }),
  instance: Flags.string({ helpValue: 'ID', summary: 'Only records of this instance.' }),
  sn: Flags.string({ helpValue: 'ID', summary: 'Only records with this metering_sn.' }),
  limit: integer({
    helpValue: 'N',
    min: 1,
    max: 100_000,
    default: 50,
    summary: 'Maximum number of pushes to list.',
  }),
};

export type HistoryOptions = Partial<InferredFlags<typeof historyFlags>> & { readonly limit: number };

export type UsagePushOptions = ApiOptions & InferredFlags<typeof pushFlags>;
