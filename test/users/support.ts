import type { UserFile } from '../../src/seller/user-list.ts';
import { type ReadOptions, readUsers } from '../../src/users/read.ts';

/** The id that all samples of Huawei's pages show. */
export const id = 'd78cbac186b744899480f25bd022f468';

/** An id like those of accounts, by number. */
export function idOf(index: number): string {
  return index.toString(16).padStart(32, '0');
}

/** Reads a text or bytes, cut into pieces of a size. */
export function read(
  input: string | Uint8Array,
  options: ReadOptions = {},
  pieceSize = 1 << 16,
): Promise<UserFile> {
  const bytes = Buffer.from(input as string);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  }
  return readUsers(pieces(), 'buyers.csv', options);
}

/** Users as `name:id`, and faults as `line CODE`. */
export async function summarise(input: string | Uint8Array, options: ReadOptions = {}) {
  const { users, faults, format, encoding, rows, ignored } = await read(input, options);
  return {
    users: users.map(({ account_name, account_id, line }) => `${line} ${account_name}:${account_id}`),
    faults: faults.map(({ line, code }) => `${line} ${code}`),
    format,
    encoding,
    rows,
    ignored,
  };
}

const gbk: Readonly<Record<string, string>> = {
  华为云账号名: 'bbaaceaad4c6d5cbbac5c3fb',
  华为云账号: 'bbaaceaad4c6d5cbbac5',
  备注: 'b1b8d7a2',
  客户: 'bfcdbba7',
};

/** A text as Excel in China writes it: GBK. Knows the words above. */
export function inGbk(text: string): Buffer {
  const words = new RegExp(`(${Object.keys(gbk).join('|')})`);
  return Buffer.concat(
    text.split(words).map((part) => Buffer.from(gbk[part] ?? part, gbk[part] ? 'hex' : 'latin1')),
  );
}
