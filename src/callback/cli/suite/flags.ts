import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { allowHost, integer } from '../../../cli/flags/value.ts';
import { keyLengths, sales } from '../../../signing/callback-options.ts';
import { suiteFlags, watchFlags } from '../../../suite/cli/flags.ts';
import { starterLanguages } from '../../starter/languages.ts';

/** Flags of `koo callback test`, except those of the keys. */
export const testFlags = {
  ...suiteFlags,
  protocol: Flags.string({
    char: 'p',
    helpValue: 'LIST',
    summary:
      'Protocols to test, comma-separated: v1, v1-kit, v2, v2-kit, license-code, online-license, order-notify (default: koo.yaml, then v2; all with --demo or --list).',
  }),
  demo: Flags.boolean({
    summary: 'Test the built-in reference merchant server. Requires no key and no network.',
  }),
  // oclif finds a flag by the whole word before it looks for a value.
  'demo=broken': Flags.boolean({
    summary: 'Test a reference merchant server with six common mistakes, to see how failures are explained.',
  }),
  start: Flags.string({
    helpValue: 'COMMAND',
    exclusive: ['demo', 'demo=broken'],
    summary:
      'Start the server with this shell command, wait for its port, and stop it after the run (default: koo.yaml, if the URL is also from there).',
  }),
  'order-api': integer({
    helpValue: 'PORT',
    min: 0,
    max: 65_535,
    exclusive: ['demo', 'demo=broken', 'list'],
    summary:
      'Run an order API on this port of 127.0.0.1 (0: any free port), and check that the server queries its orders (default: any free port, if koo starts a V2 server on this machine). A sandbox that runs at the port is used. A started server finds it in KOO_ORDER_API_URL, KOO_ORDER_API_AK and KOO_ORDER_API_SK.',
  }),
  'no-order-api': Flags.boolean({
    exclusive: ['order-api'],
    summary: 'Run no order API, for a server that queries its orders elsewhere, or not at all.',
  }),
  'allow-host': allowHost({
    multiple: true,
    dependsOn: ['order-api'],
    summary:
      'Host name under which your server may call the order API, such as that of a container; repeatable.',
  }),
  ...watchFlags,
  sale: Flags.option({ options: sales })({
    summary:
      'How the product is charged, which determines the required activities (default: koo.yaml, then period).',
  }),
  joint: Flags.boolean({
    allowNo: true,
    summary: 'Treat the product as a joint-operation product: also test the kit interfaces of v1 and v2.',
  }),
  require: Flags.string({
    helpValue: 'ACTIVITY,…',
    summary: 'Optional activities to require, such as upgradeInstance.',
  }),
  encrypt: Flags.option({ options: keyLengths })({
    summary:
      'Key length of sensitive fields, as chosen when the product was published (default: koo.yaml, then aes256).',
  }),
  'as-real': Flags.boolean({
    allowNo: true,
    summary:
      'Also repeat the lifecycle without testFlag, as for a buyer (default: only for a server on this machine). The server treats these calls as real: it may provision, bill and notify.',
  }),
  deep: Flags.boolean({
    summary:
      'Also test what takes long: what only a minute shows, such as a nonce that is forgotten, and an order API that never responds, until your server gives up.',
  }),
  set: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: '[ACTIVITY.]NAME=VALUE',
    summary: 'Set a parameter value that only you know, such as a licence code or an order ID. Repeatable.',
  }),
  explore: integer({
    helpValue: 'N',
    min: 0,
    max: 1_000_000,
    summary:
      'Number of random lives for each exploration check, besides the fixed ones that cover every order of events and every class of values. 0 turns exploration off.',
  }),
  seed: integer({
    helpValue: 'S',
    min: 0,
    max: 0x7fffffff,
    summary:
      'Seed of the random lives, as shown in an earlier report, and of the order in which the fixed ones run (default: 1).',
  }),
  scenario: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    exclusive: ['protocol', 'joint', 'sale', 'explore', 'list'],
    summary: 'Run this flow of calls instead of the suite (see docs/scenarios.md). Repeatable.',
  }),
  'scenario-dir': Flags.string({
    helpValue: 'FOLDER',
    default: 'koo-scenarios',
    summary: 'Folder for the scenarios of lives that fail.',
  }),
  concurrency: integer({
    helpValue: 'N',
    min: 1,
    max: 64,
    default: 8,
    summary: 'Maximum number of independent checks to run concurrently.',
  }),
  'poll-interval': integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    default: 2,
    summary:
      'Seconds between the queries for an instance in creation, at most 60 queries. KooGallery uses 120.',
  }),
  snippet: Flags.option({ options: starterLanguages })({
    summary:
      'After the failures, show the code of the signatures and of the encryption that they are about, in this language (report spec only).',
  }),
};

export type TestFlags = InferredFlags<typeof testFlags>;
