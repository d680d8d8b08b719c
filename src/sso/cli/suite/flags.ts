import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { integer } from '../../../cli/flags/value.ts';
import { suiteFlags, watchFlags } from '../../../suite/cli/flags.ts';

export const ssoTestFlags = {
  ...suiteFlags,
  demo: Flags.boolean({
    exclusive: ['start', 'callback-url'],
    summary: 'Test the login of the built-in reference merchant server. Requires no key and no network.',
  }),
  // oclif finds a flag by the whole word before it looks for a value.
  'demo=broken': Flags.boolean({
    exclusive: ['demo', 'start', 'callback-url'],
    summary: 'Test a login with five common mistakes, to see how failures are explained.',
  }),
  'callback-url': Flags.string({
    helpValue: 'URL',
    summary: 'Production URL, to which the kit callbacks are sent (default: callback.url in koo.yaml).',
  }),
  protocol: Flags.option({ options: ['v1-kit', 'v2-kit'] as const })({
    char: 'p',
    summary: 'Kit protocol of the callbacks (default: koo.yaml, then v2-kit).',
  }),
  cas: Flags.string({
    helpValue: 'URL',
    summary:
      'Registered callback of CAS, such as https://isv.example.com/sso/cas?tenant={tenantId}. Without it, CAS is not tested.',
  }),
  'login-page': Flags.string({
    helpValue: 'URL',
    summary:
      'Page on which your server starts the login of a tenant itself, such as https://isv.example.com/login?tenant={tenantId}.',
  }),
  'account-page': Flags.string({
    helpValue: 'URL',
    summary:
      'Page, or API with JSON, that shows the name of the user who is logged in (default: the page on which a login ends).',
  }),
  logout: Flags.string({ helpValue: 'URL', summary: 'Address that logs the user out.' }),
  start: Flags.string({
    helpValue: 'COMMAND',
    summary:
      'Start the server with this shell command, wait for its port, and stop it after the run (default: koo.yaml, if the URLs are also from there).',
  }),
  ...watchFlags,
  'instance-id': Flags.string({
    helpValue: 'ID',
    default: '',
    summary:
      "ID of an instance of your server to bind the organisations to (default: none, as for the seller's own credential).",
  }),
  'host-name': Flags.string({
    helpValue: 'NAME',
    summary:
      'Host name under which your server reaches the login centre on this machine, such as that of the host of a container (default: 127.0.0.1).',
  }),
  patience: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 15,
    summary: 'How long your server may let a user wait when the login centre does not respond, in seconds.',
  }),
};

export type SsoTestFlags = InferredFlags<typeof ssoTestFlags>;
