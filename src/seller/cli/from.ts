import { buffer } from 'node:stream/consumers';
import { readInputFile } from '../../cli/files/input-file.ts';
import { KooError } from '../../errors/koo-error.ts';
import type { Localized } from '../../text/localized.ts';

/**
 * What `--from` names; at a terminal what is pasted there.
 *
 * @param path `-` is stdin
 * @throws KooError (usage, `UNREADABLE_FILE`)
 */
export async function readFrom(path: string, notice: (text: Localized) => void): Promise<Uint8Array> {
  if (path !== '-') return readInputFile(path, 'from');
  if (process.stdin.isTTY) notice(pasteNow);
  return buffer(process.stdin);
}

const end = process.platform === 'win32' ? 'Ctrl-Z, Enter' : 'Ctrl-D';
const pasteNow: Localized = {
  en: `Paste what is there at present; end with ${end} on a new line.`,
  zh: `请粘贴当前内容，并在新的一行按 ${end} 结束。`,
};

/**
 * One input alone can come from stdin.
 *
 * @throws KooError (usage, `STDIN_TAKEN`)
 */
export function assertOneStdin(path: string, from: string | undefined): void {
  if (path !== '-' || from !== '-') return;
  throw new KooError({
    category: 'usage',
    code: 'STDIN_TAKEN',
    message: {
      en: 'What is wanted and what is there (--from) cannot both come from stdin',
      zh: '期望的内容与当前状态（--from）不能都来自标准输入',
    },
    hint: { en: 'Name a file for one of them.', zh: '请将其中之一改为文件。' },
  });
}
