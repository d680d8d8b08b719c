import { join } from 'node:path';
import * as Args from '@oclif/core/args';
import { callbackKeyFlags } from '../../account/cli/keys.ts';
import { stateFolder } from '../../account/folders.ts';
import { testFlags } from '../../callback/cli/suite/flags.ts';
import type { StarterLanguage } from '../../callback/starter/languages.ts';
import type { Scheme } from '../../callback/starter/schemes.ts';
import type { Effects } from '../../cli/command.ts';
import { SuiteCommand, type SuiteResult } from '../../suite/cli/command.ts';

export default class CallbackTest extends SuiteCommand {
  static override summary = 'Run the conformance suite against a callback server.';
  static override description = [
    'The suite calls the server as KooGallery does, through the whole lifecycle of an instance.',
    'It checks responses, authentication, idempotency, concurrent calls and invalid requests.',
    'All requests are marked as debugging calls (testFlag 1), except those of --as-real, which is on for a server on this machine.',
    'The exit code is 7 when a check fails and 6 when the server cannot be reached.',
  ].join(' ');
  static override examples = [
    '<%= config.bin %> <%= command.id %> --demo',
    '<%= config.bin %> <%= command.id %> --demo=broken --protocol v2',
    '<%= config.bin %> <%= command.id %> https://isv.example.com/saasproduce --protocol v2,v2-kit',
    '<%= config.bin %> <%= command.id %> --demo --reporter spec --reporter junit=report.xml',
    "<%= config.bin %> <%= command.id %> http://127.0.0.1:8080/saasproduce --start 'npm start'",
    '<%= config.bin %> <%= command.id %> --list --protocol v2',
  ];
  static override args = {
    url: Args.string({ description: 'Production URL of the server (default: koo.yaml).' }),
  };
  static override flags = { ...testFlags, ...callbackKeyFlags };
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: true };

  override async run(): Promise<SuiteResult> {
    const { args, flags } = await this.parse(CallbackTest);
    const { callbackSuite } = await import('../../callback/cli/suite/suite.ts');
    const { 'allow-host': names, snippet } = flags;
    const suite = callbackSuite(args.url, flags, {
      locate: this.keyLocator(flags),
      snippetOf: snippet && (await snippetsIn(snippet, join(this.config.root, 'templates'))),
      startOrderApi: (port) => startOrderApi(port, names),
    });
    return this.runSuite(suite, flags);
  }
}

/** The code of a scheme in a language, for the terminal. */
async function snippetsIn(language: StarterLanguage, templates: string) {
  const { readSnippet, snippetLines } = await import('../../callback/starter/snippets.ts');
  const { paint } = await import('../../cli/output/colour.ts');
  return (scheme: Scheme) => snippetLines(readSnippet(templates, language, scheme), paint);
}

/** @throws KooError (network) when it cannot listen */
async function startOrderApi(port: number, names: readonly string[] = []) {
  const { startOrderApi: start } = await import('../../sandbox/server/order-api.ts');
  const { listenError } = await import('../../cli/listen-failure.ts');
  try {
    return await start(port, names, stateFolder(process.env));
  } catch (error) {
    throw listenError(error, '127.0.0.1', port, ['order-api']);
  }
}
