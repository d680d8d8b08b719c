import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Failure } from './failure.ts';
import { type KeyFileFlags, keyFlags } from './keys.ts';

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

/**
 * The bytes of a file.
 *
 * @throws Failure (usage, `UNREADABLE_FILE`)
 */
export async function readInputFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new Failure({
      category: 'usage',
      code: 'UNREADABLE_FILE',
      message: { en: `Cannot read ${path} (${reason})`, zh: `无法读取 ${path}（${reason}）` },
      hint: { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' },
    });
  }
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
