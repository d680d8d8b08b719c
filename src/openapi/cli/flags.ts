import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { type ApiOptions, apiFlags } from '../../account/cli/api-flags.ts';
import { integer } from '../../cli/flags/value.ts';

/** Flags of `koo api`. */
export const rawFlags = {
  data: Flags.string({
    char: 'd',
    helpValue: 'TEXT|@FILE|-',
    summary: 'Body; JSON unless --header says else.',
  }),
  header: Flags.string({
    char: 'H',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME:VALUE',
    summary: 'Further header, signed too; repeatable.',
  }),
  param: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    summary: 'Parameter of the query; repeatable.',
  }),
  iam: Flags.boolean({ summary: 'Ask IAM instead of KooGallery.' }),
  repeat: Flags.boolean({ summary: 'It may be repeated after a failure; for a GET that is so anyway.' }),
  ...apiFlags,
};

export type RawOptions = InferredFlags<typeof rawFlags>;

/** Flags of `koo order get`. */
export const orderFlags = {
  line: Flags.string({ helpValue: 'ID', summary: 'Only this line of the order.' }),
  mock: Flags.boolean({ summary: 'List the mock orders; asks nobody.' }),
  ...apiFlags,
};

export type OrderOptions = InferredFlags<typeof orderFlags>;

/** Flags of `koo event upload`. */
export const uploadFlags = {
  file: Flags.string({
    char: 'f',
    helpValue: 'FILE',
    exclusive: ['text'],
    summary: 'File to upload; - reads stdin.',
  }),
  name: Flags.string({
    helpValue: 'NAME',
    dependsOn: ['file'],
    summary: "What the file is called (default: its own name; 'license' for stdin).",
  }),
  text: Flags.string({ helpValue: 'TEXT', summary: 'Text to upload, 1024 characters at most.' }),
  ...apiFlags,
};

export type UploadOptions = ApiOptions & Partial<InferredFlags<typeof uploadFlags>>;

/** Flags of `koo license query`. */
export const licenseFlags = {
  each: Flags.boolean({ summary: 'One call a licence: slower, and tells about each.' }),
  ...apiFlags,
};

export type LicenseOptions = InferredFlags<typeof licenseFlags>;

/** Flags of `koo license activate`. */
export const activateFlags = {
  each: licenseFlags.each,
  'effective-at': Flags.string({ helpValue: 'TIME', summary: 'When they take effect (default: now).' }),
  ...apiFlags,
};

export type ActivateOptions = InferredFlags<typeof activateFlags>;

/** Flags of `koo license stats`. */
export const statsFlags = {
  user: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'ID',
    summary: 'Someone who uses it; repeatable.',
  }),
  active: integer({ helpValue: 'N', min: 0, max: 999_999_999, summary: 'How many are active.' }),
  ...apiFlags,
};

export type StatsOptions = InferredFlags<typeof statsFlags>;
