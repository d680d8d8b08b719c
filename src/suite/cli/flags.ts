import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { originFlags } from '../../account/cli/keys.ts';
import { integer, timeoutFlag } from '../../cli/flags/value.ts';

export const suiteFlags = {
  'start-timeout': integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 3600,
    default: 60,
    summary: 'Time to wait for the port of the started server, in seconds.',
  }),
  'start-log': Flags.string({
    helpValue: 'FILE',
    summary: 'Write all output of the started server to this file.',
  }),
  list: Flags.boolean({ summary: 'List the checks with their severity and source instead of running them.' }),
  'rsa-public-key': Flags.string({
    helpValue: 'FILE',
    summary: 'Your public key for clientSecret (PEM or base64).',
  }),
  only: Flags.string({
    helpValue: 'ID,…',
    summary: 'Run only these checks and the checks that they depend on. * matches any text.',
  }),
  skip: Flags.string({ helpValue: 'ID,…', summary: 'Skip these checks. * matches any text.' }),
  strict: Flags.boolean({ summary: 'Exit with code 7 on warnings as well.' }),
  bail: Flags.boolean({ summary: 'Stop at the first failure.' }),
  timeout: timeoutFlag,
  verbose: Flags.boolean({ summary: 'List every check, and show requests and responses in full.' }),
  coverage: Flags.boolean({ summary: 'Also show what the run has covered of each activity.' }),
  reporter: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME[=FILE]',
    summary:
      'Format of the report: spec, json, junit, tap, markdown, html, or github for the annotations and the step summary of GitHub Actions (default: spec, there too). Repeatable.',
  }),
  baseline: Flags.string({
    helpValue: 'FILE',
    summary:
      'Compare with this earlier JSON report: what is new, fixed and still failing. The exit code does not change.',
  }),
  config: Flags.string({
    helpValue: 'FILE',
    summary: 'Path of koo.yaml (default: KOO_CONFIG_FILE, then koo.yaml in this folder or a parent folder).',
  }),
  ...originFlags,
};

export type SuiteFlags = InferredFlags<typeof suiteFlags>;

export const watchFlags = {
  watch: Flags.boolean({
    exclusive: ['list'],
    summary: 'Run again when a file changes or Enter is pressed, the failed checks first.',
  }),
  'watch-path': Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    dependsOn: ['watch'],
    helpValue: 'PATH',
    summary: 'File or folder to watch, besides koo.yaml (default: the working folder). Repeatable.',
  }),
};

export type WatchFlags = InferredFlags<typeof watchFlags>;

/** Whether the reference merchant is tested. */
export function isDemo(flags: { readonly demo: boolean; readonly 'demo=broken': boolean }): boolean {
  return flags.demo || flags['demo=broken'];
}
