import * as Args from '@oclif/core/args';
import { callbackKeyFlags } from '../../account/cli/keys.ts';
import type { Effects } from '../../cli/command.ts';
import { ssoTestFlags } from '../../sso/cli/suite/flags.ts';
import { SuiteCommand, type SuiteResult } from '../../suite/cli/command.ts';
import type { Localized } from '../../text/localized.ts';

export default class SsoTest extends SuiteCommand {
  static override summary = "Run the conformance suite against a server's login for joint-operation buyers.";
  static override description = [
    'koo plays the login centre of two made-up organisations, and the browsers of their users.',
    'It binds the organisations to the server with kit callbacks, which are real calls (testFlag 0), and unbinds them at the end.',
    'It checks how users arrive with OAuth 2.0 and CAS 3.0, who is let in, sessions, logout, and failures of the login centre.',
    'The exit code is 7 when a check fails and 6 when the server cannot be reached.',
  ].join(' ');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --demo',
    '<%= config.bin %> <%= command.id %> --demo=broken',
    '<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/sso/callback --callback-url http://127.0.0.1:8080/saasproduce --rsa-public-key public.pem --account-page http://127.0.0.1:8080/account',
    "<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/sso/callback --callback-url http://127.0.0.1:8080/saasproduce --rsa-public-key public.pem --start 'npm start'",
    '<%= config.bin %> <%= command.id %> --list',
  ];
  static override args = {
    url: Args.string({ description: 'Registered login address of the server (default: koo.yaml).' }),
  };
  static override flags = { ...ssoTestFlags, ...callbackKeyFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<SuiteResult> {
    const { args, flags } = await this.parse(SsoTest);
    const { loginSuite } = await import('../../sso/cli/suite/suite.ts');
    const notice = (text: Localized) => this.notice(text);
    return this.runSuite(loginSuite(args.url, flags, this.keyLocator(flags), notice), flags);
  }
}
