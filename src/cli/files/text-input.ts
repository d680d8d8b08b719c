import { buffer } from 'node:stream/consumers';
import { type KeyFileFlags, keyFlags } from '../../account/cli/keys.ts';
import { Failure } from '../failure.ts';
import { readInputFile } from './input-file.ts';

const keyFileFlags = Object.keys(keyFlags) as (keyof KeyFileFlags)[];

/** Where input is read from; passed in by tests. */
export interface InputSources {
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
}

const system: InputSources = { stdin: process.stdin };

/**
 * What an argument gives: stdin for `-` or nothing, a file for `@FILE`, else the argument itself.
 *
 * @param keys flags of the command: one of them may have taken stdin for a key
 * @throws Failure (usage) `NO_INPUT` at a terminal, `STDIN_TAKEN`, `UNREADABLE_FILE`
 */
export async function readInput(
  argument: string | undefined,
  keys: KeyFileFlags = {},
  sources: InputSources = system,
): Promise<Uint8Array> {
  if (argument === undefined || argument === '-') return readStdin(keys, sources);
  return argument.startsWith('@') ? readInputFile(argument.slice(1)) : Buffer.from(argument);
}

async function readStdin(keys: KeyFileFlags, { stdin }: InputSources): Promise<Uint8Array> {
  if (keyFileFlags.some((flag) => keys[flag] === '-')) {
    throw new Failure({
      category: 'usage',
      code: 'STDIN_TAKEN',
      message: {
        en: 'The key and the input cannot both come from stdin',
        zh: '密钥和输入不能都来自标准输入',
      },
      hint: { en: 'Name a file for one of them.', zh: '请将其中之一改为文件。' },
    });
  }
  // A person who forgot the input would wait for koo, and koo for them.
  if (stdin.isTTY) {
    throw new Failure({
      category: 'usage',
      code: 'NO_INPUT',
      message: { en: 'There is no input', zh: '没有输入' },
      hint: {
        en: 'Give it as the argument, as @FILE, or on stdin.',
        zh: '请以参数、@FILE 或标准输入提供。',
      },
    });
  }
  return buffer(stdin);
}
