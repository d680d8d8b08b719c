import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../../cli/flags/value.ts';

/** Flags of `koo callback test`, keys apart. */
export const testFlags = {
  protocol: Flags.string({
    char: 'p',
    helpValue: 'LIST',
    summary:
      'Protocols, comma-separated: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify (default: koo.yaml, else v2; with --demo all).',
  }),
  demo: Flags.boolean({
    summary: 'Test the reference merchant in this process: needs no key and no network.',
  }),
  list: Flags.boolean({ summary: 'List the checks with severity and source; run nothing.' }),
  sale: Flags.option({ options: ['period', 'on-demand', 'one-time'] as const })({
    summary: 'How the product is sold; decides which activities are due (default: koo.yaml, else period).',
  }),
  joint: Flags.boolean({
    allowNo: true,
    summary: 'A joint-operation product: the kit interfaces of v1 and v2 are due as well.',
  }),
  require: Flags.string({
    helpValue: 'ACTIVITY,…',
    summary: 'Optional activities that must be offered, such as upgradeInstance.',
  }),
  encrypt: Flags.option({ options: ['aes256', 'aes128'] as const })({
    summary: 'Key length of sensitive fields, as chosen when the product was published (default aes256).',
  }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'The public key you gave for clientSecret (PEM or base64).',
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[ACTIVITY.]NAME=VALUE',
    summary: 'A value that only you know: a licence code, an order id. Repeatable.',
  }),
  only: Flags.string({
    helpValue: 'ID,…',
    summary: 'Only these checks and what they lean on; * stands for any text.',
  }),
  skip: Flags.string({ helpValue: 'ID,…', summary: 'Leave out these checks; * stands for any text.' }),
  strict: Flags.boolean({ summary: 'Exit 7 on warnings, too.' }),
  bail: Flags.boolean({ summary: 'Stop at the first failure.' }),
  concurrency: integer({
    helpValue: 'N',
    min: 1,
    max: 64,
    default: 8,
    summary: 'Independent checks that run at the same time.',
  }),
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 20,
    summary: 'Time to wait for a response, in seconds.',
  }),
  'poll-interval': integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 2,
    summary:
      'Pause between the 60 queries for an instance that is still being created; KooGallery waits 120.',
  }),
  reporter: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[=FILE]',
    summary: 'Form of the report: spec, json, junit, tap, markdown, html; repeatable (default spec).',
  }),
  config: Flags.string({ helpValue: 'FILE', summary: 'Settings file (default: koo.yaml here or above).' }),
};

export type TestFlags = InferredFlags<typeof testFlags>;
