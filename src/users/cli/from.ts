import { KooError } from '../../errors/koo-error.ts';
import { readFrom } from '../../seller/cli/from.ts';
import type { Present } from '../../seller/cli/model.ts';
import type { ConfigHost } from '../../seller/cli/run.ts';
import { readUserBytes, requireGoodRows } from './input.ts';
import type { UsersChangeContext } from './view.ts';

/** The host of a change of a list: with `--from`, a file tells who is on it. */
export function configHost(context: UsersChangeContext): ConfigHost {
  return { ...context, presentOf: (path) => presentOfFile(path, context) };
}

/**
 * What is there at present as a file tells it: a configuration document, or who is on the list that the command is about,
 * as any list of users or as the table that was copied from the seller console.
 *
 * @param path `-` is stdin
 * @throws KooError (usage) `NO_INPUT` for an empty one; when a row is no user, or it is no list at all
 */
async function presentOfFile(path: string, context: UsersChangeContext): Promise<Present> {
  const bytes = await readFrom(path, context.notice);
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('utf8');
  if (isDocument(start)) return context.presentOfDocument(path, bytes);
  if (start.trim() === '') throw nothingGiven;
  const file = await readUserBytes(bytes, path, context.notice);
  requireGoodRows(file);
  return {
    kind: 'file',
    product: async () => undefined,
    configuration: async () => undefined,
    attributes: async () => [],
    hasList: () => true,
    users: async function* () {
      yield file.users;
    },
  };
}

/** YAML or JSON that names its product at the top. */
function isDocument(start: string): boolean {
  return /^(\uFEFF|\s|---|#[^\n]*\n)*(\{\s*"?product"?\s*:|(product|version)\s*:)/.test(start);
}

const nothingGiven = new KooError({
  category: 'usage',
  code: 'NO_INPUT',
  message: { en: '--from: there is nothing in it', zh: '--from：内容为空' },
  hint: {
    en: 'Copy the table of the console with its headings; where the list is empty, the headings alone.',
    zh: '请复制控制台的表格及其表头；名单为空时只复制表头。',
  },
});
