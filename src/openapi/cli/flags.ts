import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { type ApiOptions, apiFlags } from '../../account/cli/api-flags.ts';
import { integer } from '../../cli/flags/value.ts';
import { deployedTypes } from '../assets.ts';

/** Flags of `koo api`. */
export const rawFlags = {
  data: Flags.string({
    char: 'd',
    helpValue: 'TEXT|@FILE|-',
    summary: 'Request body; JSON unless --header sets another Content-Type.',
  }),
  header: Flags.string({
    char: 'H',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME:VALUE',
    summary: 'Additional header, included in the signature; repeatable.',
  }),
  param: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    summary: 'Query parameter; repeatable.',
  }),
  iam: Flags.boolean({ summary: 'Call IAM instead of KooGallery.' }),
  repeat: Flags.boolean({ summary: 'Allow retries after a failure; always allowed for GET.' }),
  ...apiFlags,
};

export type RawOptions = InferredFlags<typeof rawFlags>;

/** Flags of `koo order get`. */
export const orderFlags = {
  line: Flags.string({ helpValue: 'ID', summary: 'Query this order line only.' }),
  mock: Flags.boolean({ summary: 'List the mock orders without sending a request.' }),
  ...apiFlags,
};

export type OrderOptions = InferredFlags<typeof orderFlags>;

/** Flags of `koo asset get`. */
export const assetFlags = {
  type: Flags.option({ options: deployedTypes })({
    default: 'software_package' as const,
    summary: 'Type of the deployed object.',
  }),
  version: Flags.string({ helpValue: 'VERSION', summary: 'Only this version, such as V1.0.' }),
  region: Flags.string({ helpValue: 'CODE', summary: 'Only this region, such as cn-north-4.' }),
  ...apiFlags,
};

export type AssetOptions = InferredFlags<typeof assetFlags>;

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
    summary: "File name to send (default: the file's own name; 'license' for stdin).",
  }),
  text: Flags.string({ helpValue: 'TEXT', summary: 'Text to upload, at most 1024 characters.' }),
  ...apiFlags,
};

export type UploadOptions = ApiOptions & Partial<InferredFlags<typeof uploadFlags>>;

/** Flags of `koo license query`. */
export const licenseFlags = {
  each: Flags.boolean({ summary: 'Make one call per licence: slower, but with a result for each.' }),
  ...apiFlags,
};

export type LicenseOptions = InferredFlags<typeof licenseFlags>;

/** Flags of `koo license activate`. */
export const activateFlags = {
  each: licenseFlags.each,
  'effective-at': Flags.string({
    helpValue: 'TIME',
    summary: 'Time when the licences take effect (default: now).',
  }),
  ...apiFlags,
};

export type ActivateOptions = InferredFlags<typeof activateFlags>;

/** Flags of `koo license stats`. */
export const statsFlags = {
  user: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'ID',
    summary: 'ID of a user; repeatable.',
  }),
  active: integer({ helpValue: 'N', min: 0, max: 999_999_999, summary: 'Number of active users.' }),
  ...apiFlags,
};

export type StatsOptions = InferredFlags<typeof statsFlags>;
