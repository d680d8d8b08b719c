import { join, resolve } from 'node:path';
import * as Args from '@oclif/core/args';
import { initFlags, withBareTemplate } from '../callback/cli/init/flags.ts';
import type { InitResult } from '../callback/cli/init/run.ts';
import type { StarterResult } from '../callback/cli/init/starter.ts';
import type { Starter } from '../callback/starter/languages.ts';
import { type Effects, KooCommand } from '../cli/command.ts';
import { usageError } from '../errors/koo-error.ts';
import { shellWord } from '../text/shell-word.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both } from '../text/translate.ts';

/** The written settings or starter; the list of starters with `--template list`. */
type Result = InitResult | StarterResult | readonly Starter[];

export default class InitCommand extends KooCommand<Result> {
  static override summary = 'Create a koo.yaml with the settings of your project, or a starter server.';
  static override description = [
    'On a terminal, the command asks for settings that no flag gives. Without a terminal, it writes only the settings ' +
      'given by flags. Other settings are added to the file as comments. The file never contains keys. An existing file ' +
      'is not overwritten unless --force is given.',
    'With --template, it writes a callback server to start from, in a folder of its own (default: that of --name, ' +
      'else koogallery-callbacks): only what its protocols and its sale mode need, with tests and a koo.yaml. Then ' +
      '`koo callback test` in the folder starts and tests it. A starter is never written over a file.',
  ].join('\n\n');
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --url https://isv.example.com/saasproduce --protocol v2,v2-kit --no-input',
    '<%= config.bin %> <%= command.id %> --site sandbox --no-input --force --json',
    '<%= config.bin %> <%= command.id %> --template',
    '<%= config.bin %> <%= command.id %> --template go demo --protocol v2 --sale period',
  ];
  static override args = {
    folder: Args.string({ description: 'Folder of the starter server, with --template.' }),
  };
  static override flags = initFlags;
  static readonly effects: Effects = { readOnly: false, destructive: true, idempotent: true };

  override async run(): Promise<Result> {
    const argv = withBareTemplate(this.argv);
    const isBare = argv.length > this.argv.length;
    const { args, flags } = await this.parse(InitCommand, argv);
    const { template } = flags;
    const options = {
      noInput: flags['no-input'],
      notice: this.notice.bind(this),
      koo: ownCommand(this.config.root),
    };
    if (template === undefined) {
      if (args.folder !== undefined) throw folderAlone();
      const { runInit } = await import('../callback/cli/init/run.ts');
      return runInit(flags, options);
    }
    const isList = template === 'list';
    if (isList && args.folder === undefined)
      return (await import('../callback/starter/languages.ts')).starters;
    if (isList && !isBare) throw listIntoFolder();
    const { runStarter } = await import('../callback/cli/init/starter.ts');
    // With a folder, a starter is wanted: its language is asked for.
    return runStarter(
      isList ? '' : template,
      args.folder,
      flags,
      join(this.config.root, 'templates'),
      options,
    );
  }

  protected override readonly render = async (written: Result): Promise<string> => {
    if (!('files' in written || 'path' in written))
      return (await import('../callback/cli/init/starter.ts')).renderStarters(written);
    if ('files' in written) {
      const { files, folder, needs, next } = written;
      const commands = next.map((command) => `  ${command}`).join('\n');
      const text = both(
        'Wrote {count, plural, one {# file} other {# files}} to {folder}. They need {needs}. Next, run:',
        {
          count: files.length,
          // "to .." would be read as the folder above.
          folder: /(^|[\\/])\.{1,2}$/.test(folder) ? resolve(folder) : folder,
          needs,
        },
      );
      return terminalSafe(`${this.text(text)}\n${commands}`);
    }
    const { path, config } = written;
    const test = `${ownCommand(this.config.root)} callback test`;
    const next = config.callback?.url === undefined ? `${test} --demo` : test;
    return terminalSafe(this.text(both('Wrote {path}. Next, run: {next}', { path, next })));
  };
}

/**
 * The command that runs koo in any folder: its path where npx has found it, because npx would look for it afresh in
 * another project.
 */
function ownCommand(root: string, env: NodeJS.ProcessEnv = process.env): string {
  const isNpx =
    env.npm_lifecycle_event === 'npx' && /^(['"]?)koo\1(\s|$)/.test(env.npm_lifecycle_script ?? '');
  return isNpx ? `node ${shellWord(join(root, 'bin', 'run.js'))}` : 'koo';
}

function folderAlone() {
  return usageError(
    'MISSING_FLAG',
    both('A folder is for a starter server: --template is missing'),
    both('For example: koo init --template go FOLDER. To write only a koo.yaml elsewhere, use --file.'),
  );
}

function listIntoFolder() {
  return usageError(
    'FLAG_CONFLICT',
    both('--template list takes no folder: it writes nothing'),
    both('Omit the folder, or name a language instead of list. For example: koo init --template go FOLDER'),
  );
}
