import { buffer } from 'node:stream/consumers';
import { usageError } from '../../errors/koo-error.ts';
import { noInput, readInputFile } from './input-file.ts';

/** Where input is read from; passed in by tests. */
export interface InputSources {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
}

const system: InputSources = {
  get stdin() {
    return process.stdin;
  },
};

/**
 * What an argument gives: stdin for `-` or nothing, a file for `@FILE`, else the argument itself.
 *
 * @param flags of the command: one of them may have taken stdin for a key
 * @throws KooError (usage) `NO_INPUT` at a terminal, `STDIN_TAKEN`, `UNREADABLE_FILE`
 */
export async function readInput(
  argument: string | undefined,
  flags: object = {},
  sources: InputSources = system,
): Promise<Uint8Array> {
  if (argument === undefined || argument === '-') return readStdin(flags, sources);
  return argument.startsWith('@') ? readInputFile(argument.slice(1)) : Buffer.from(argument);
}

async function readStdin(flags: object, { stdin }: InputSources): Promise<Uint8Array> {
  if (Object.entries(flags).some(([name, value]) => name.endsWith('-key-file') && value === '-')) {
    throw usageError(
      'STDIN_TAKEN',
      {
        en: 'The key and the input cannot both come from stdin',
        zh: '密钥和输入不能都来自标准输入',
      },
      { en: 'Name a file for one of them.', zh: '请将其中之一改为文件。' },
    );
  }
  if (stdin.isTTY) {
    throw noInput({
      en: 'Give it as the argument, as @FILE, or on stdin.',
      zh: '请以参数、@FILE 或标准输入提供。',
    });
  }
  return buffer(stdin);
}
