import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { type ApiOptions, apiFlags, sessionFlags } from '../../account/cli/api-flags.ts';
import type { TargetOptions } from '../../account/cli/target.ts';
import { integer } from '../../cli/flags/value.ts';
import { deployedTypes } from '../../openapi/assets.ts';

/** Arguments of `koo api` and `koo api sign`: `[METHOD] PATH`, so that a single one is the path. */
export const requestArgs = {
  method: Args.string({ description: 'HTTP method, in either case; omit it for GET.' }),
  path: Args.string({ description: 'Path, optionally with a query.' }),
};

/** Flags that describe a request of any kind. */
const requestFlags = {
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
};

/** Flags of `koo api`. */
export const rawFlags = {
  ...requestFlags,
  include: Flags.boolean({ char: 'i', summary: 'Print the status and the headers of the response, too.' }),
  'dry-run': Flags.boolean({
    summary: 'Print the signed request as a curl command instead of sending it, as `koo api sign` does.',
  }),
  repeat: Flags.boolean({ summary: 'Allow retries after a failure; always allowed for GET.' }),
  ...apiFlags,
};

export type RawOptions = InferredFlags<typeof rawFlags>;

/** Flags of `koo api sign`. */
export const signFlags = {
  ...requestFlags,
  at: Flags.string({ helpValue: 'TIME', summary: 'Time to sign, ISO 8601 (default: now).' }),
  ...sessionFlags,
};

export type SignOptions = InferredFlags<typeof requestFlags> &
  TargetOptions & { readonly at?: string | undefined };

export const verifyFlags = {
  entry: integer({
    min: 1,
    helpValue: 'N',
    summary:
      'Number of the request in a HAR log (default: 1) or in a log of the sandbox (default: the last).',
  }),
  at: Flags.string({
    helpValue: 'TIME',
    summary: 'Time of arrival, to check the limit of 15 minutes (default: the time in the capture, if any).',
  }),
  response: Flags.string({
    helpValue: 'FILE',
    summary:
      "File with the server's response, whose canonicalRequest is compared (default: that of the capture).",
  }),
  'signed-text': Flags.string({
    helpValue: 'FILE',
    summary: 'File with the canonical request that your code signs; koo shows the first difference.',
  }),
  'sk-file': Flags.string({
    helpValue: 'FILE',
    summary: 'File with the SK of the AK in the capture; - reads stdin (default: environment, profile).',
  }),
  'sk-stdin': Flags.boolean({ exclusive: ['sk-file'], summary: 'Read this SK from stdin.' }),
  ...sessionFlags,
};

export type VerifyOptions = InferredFlags<typeof verifyFlags>;

export const orderFlags = {
  line: Flags.string({ helpValue: 'ID', summary: 'Query this order line only.' }),
  mock: Flags.boolean({ summary: 'List the mock orders without sending a request.' }),
  ...apiFlags,
};

export type OrderOptions = InferredFlags<typeof orderFlags>;

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

export const activateFlags = {
  each: licenseFlags.each,
  'effective-at': Flags.string({
    helpValue: 'TIME',
    summary: 'Time when the licences take effect (default: now).',
  }),
  ...apiFlags,
};

export type ActivateOptions = InferredFlags<typeof activateFlags>;

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
