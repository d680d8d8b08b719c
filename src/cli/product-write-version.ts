import { mergeIntoDocument } from '../product/document/merge.ts';
import { Failure } from './failure.ts';
import { readInputFile } from './input-file.ts';
import { assertWritable, writeOutputFile } from './output-file.ts';

/**
 * Makes sure that the version can be written into a document, before anything is sent.
 *
 * @throws Failure (usage) `STDIN_NOT_WRITABLE`, `UNWRITABLE_FILE`
 */
export async function assertVersionWritable(path: string): Promise<void> {
  if (path !== '-') return assertWritable(path, 'file');
  throw new Failure({
    category: 'usage',
    code: 'STDIN_NOT_WRITABLE',
    message: {
      en: '--write-version: the document comes from stdin, where nothing can be written',
      zh: '--write-version：配置文件来自标准输入，无法写入',
    },
    hint: { en: 'Name the file with -f FILE.', zh: '请用 -f FILE 指定文件。' },
  });
}

/**
 * Writes the version of a configuration into its document; nothing else in it changes.
 *
 * @throws Failure (usage) `UNREADABLE_FILE`, `UNWRITABLE_FILE`
 */
export async function writeVersion(path: string, version: string): Promise<void> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    await readInputFile(path, 'file'),
  );
  const written = mergeIntoDocument(text, [{ path: ['version'], value: version }]);
  if (written !== text) await writeOutputFile(path, written, 'file');
}
