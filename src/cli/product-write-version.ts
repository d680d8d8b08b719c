import { stat } from 'node:fs/promises';
import { mergeIntoDocument } from '../product/document/merge.ts';
import type { Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';
import { readInputFile } from './input-file.ts';
import { assertWritable, writeOutputFile } from './output-file.ts';
import type { AppliedDocument } from './product-apply-run.ts';

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
async function writeVersion(path: string, version: string): Promise<void> {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    await readInputFile(path, 'file'),
  );
  const written = mergeIntoDocument(text, [{ path: ['version'], value: version }]);
  if (written !== text) await writeOutputFile(path, written, 'file');
}

/**
 * Writes the version that a product has now into its document, where it is asked for, or where the document is of an
 * earlier one: so it can be edited and applied again.
 *
 * @throws Failure like {@link writeVersion}, where it is asked for
 */
export async function keepVersion(
  wish: {
    readonly file: string;
    readonly 'dry-run': boolean;
    readonly 'write-version'?: boolean | undefined;
  },
  { applied: { version }, shown }: AppliedDocument,
  notice: (text: Localized) => void,
): Promise<void> {
  const { file, 'write-version': isAsked } = wish;
  if (wish['dry-run'] || version === null || isAsked === false) return;
  if (isAsked) return writeVersion(file, version);
  if (shown.version !== undefined && shown.version !== version) await follow(file, version, notice);
}

/** What is no file stays as it is. The change is made already: a file that cannot be written is no failure. */
async function follow(path: string, version: string, notice: (text: Localized) => void): Promise<void> {
  try {
    if (path === '-' || !(await stat(path).catch(() => undefined))?.isFile()) return;
    await writeVersion(path, version);
    notice({
      en: `${path} is of version ${version} now (--no-write-version leaves it as it is).`,
      zh: `${path} 的 version 已更新为 ${version}（--no-write-version 可不更新）。`,
    });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    notice({
      en: `${path} could not be written: set version: "${version}" in it before it is applied again.`,
      zh: `无法写入 ${path}：再次应用之前，请将其中的 version 改为 "${version}"。`,
    });
  }
}
