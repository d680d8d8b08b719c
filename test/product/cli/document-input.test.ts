import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadDocument } from '../../../src/product/cli/document-input.ts';
import { readUsers } from '../../../src/users/read.ts';

let root: string;
let folder: string;
const users = 'account_name,account_id\nhw1234567,d78cbac186b744899480f25bd022f468\n';

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'koo-document-')));
  folder = join(root, 'own');
  mkdirSync(join(folder, 'lists'), { recursive: true });
  writeFileSync(join(folder, 'lists', 'buyers.csv'), users);
  writeFileSync(join(root, 'secret.csv'), 'root:x:0:0:secret\n');
});

afterEach(() => rmSync(root, { recursive: true }));

async function faultsOf(list: string, document = join(folder, 'product.yaml')): Promise<string[]> {
  writeFileSync(document, `product: OFFI1\naudience: { type: specified, users: { file: "${list}" } }\n`);
  const { faults } = await loadDocument(document, readUsers);
  return faults.map(({ message }) => message.en);
}

test('reads a list below the folder of the document, also by its absolute path and through a link', async () => {
  symlinkSync(join('lists', 'buyers.csv'), join(folder, 'link.csv'));
  const inside = [
    'lists/buyers.csv',
    './lists/../lists/buyers.csv',
    'link.csv',
    join(folder, 'lists/buyers.csv'),
  ];
  for (const list of inside) expect(await faultsOf(list)).toEqual([]);
  // The folder itself may be a link.
  symlinkSync(folder, join(root, 'alias'));
  expect(await faultsOf('lists/buyers.csv', join(root, 'alias', 'product.yaml'))).toEqual([]);
});

test('refuses a list outside of that folder, whether it exists or not, and quotes nothing of it', async () => {
  symlinkSync(join('..', 'secret.csv'), join(folder, 'out.csv'));
  symlinkSync('..', join(folder, 'up'));
  // A sibling whose name begins with that of the folder.
  mkdirSync(join(root, 'own2'));
  writeFileSync(join(root, 'own2', 'buyers.csv'), users);
  const outside = [
    '../secret.csv',
    '../none.csv',
    join(root, 'secret.csv'),
    '/etc/passwd',
    'out.csv',
    'up/secret.csv',
    '../own2/buyers.csv',
    'lists/../../secret.csv',
  ];
  for (const list of outside) {
    expect(await faultsOf(list)).toEqual([
      `${list}: a document can name only lists below its own folder. Put the list beside the document, or use \`koo users sync\``,
    ]);
  }
});

test('refuses a pipe and a device', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await faultsOf('pipe')).toEqual(['cannot read pipe (NOT_A_FILE)']);
  symlinkSync('/dev/zero', join(folder, 'zero'));
  expect((await faultsOf('zero')).join()).toContain('only lists below its own folder');
});
