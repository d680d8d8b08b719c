import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { type ApiOptions, apiFlags } from '../../account/cli/api-flags.ts';
import { keyFlags } from '../../account/cli/keys.ts';
import { integer } from '../../cli/flags/value.ts';
import { maxBatchRecords } from '../fields.ts';
import { inputFormats } from '../read/records.ts';

/** Flags for reading records, and for the interface they are read for. */
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

export type UsageInputOptions = Pick<
  InferredFlags<typeof usageInputFlags>,
  'input-format' | 'ignore-unknown'
>;

/** Flags of `koo usage check`. */
export const checkFlags = {
  ...usageInputFlags,
  'max-faults': integer({
    helpValue: 'N',
    min: 0,
    max: 100_000,
    default: 100,
    summary: 'Faults to show; all are counted.',
  }),
};

export type UsageCheckOptions = InferredFlags<typeof checkFlags>;

/** Flags of `koo usage push`. */
export const pushFlags = {
  ...usageInputFlags,
  'batch-size': integer({
    helpValue: 'N',
    min: 1,
    max: maxBatchRecords,
    default: maxBatchRecords,
    summary: 'Records in a request.',
  }),
  concurrency: integer({
    helpValue: 'N',
    min: 1,
    max: 64,
    default: 4,
    summary: 'Requests under way at once.',
  }),
  rate: integer({
    helpValue: 'N',
    min: 1,
    summary: 'Requests a second at the most (default: 5; on the sandbox no limit).',
  }),
  rejects: Flags.string({
    helpValue: 'FILE',
    summary: 'Write rejected records here as NDJSON, with line, code and meaning; - is stdout.',
  }),
  resume: Flags.boolean({
    allowNo: true,
    default: true,
    summary:
      'Skip what the journal says was acknowledged; --no-resume sends everything again, with --legacy only what is ' +
      'not acknowledged.',
  }),
  'access-key-file': keyFlags['access-key-file'],
  ...apiFlags,
};

export type UsagePushOptions = ApiOptions & InferredFlags<typeof pushFlags>;
