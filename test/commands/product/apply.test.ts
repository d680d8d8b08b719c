import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { binary, koo } from '../../support/koo.ts';
import {
  board,
  documentOf,
  endpoint,
  environment,
  file,
  json,
  office,
  product,
  relay,
  sku,
  studio,
  useProducts,
  writes,
} from './harness.ts';

useProducts();

const id = (number: number) => number.toString(16).padStart(32, '0');
const users = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `buyer-${from + index},${id(from + index)}`).join('\n');

/** The document of the board with some lines replaced. */
async function edited(
  product: string,
  ...edits: readonly (readonly [string | RegExp, string])[]
): Promise<string> {
  let text = await documentOf(product);
  for (const [from, to] of edits) {
    expect(text).toMatch(from);
    text = text.replace(from, to);
  }
  return text;
}

describe.each(['validate', 'diff', 'apply'] as const)('koo product %s', (command) => {
  it('takes its document as an argument, and still as a flag', async () => {
    const path = file('same.yaml', await documentOf(board));
    const ended = await product(command, path);
    expect(ended.exitCode).toBe(0);
    expect(await product(command, '-f', path)).toEqual(ended);
    expect(await product(command, '--file', path)).toEqual(ended);
  });

  it('needs a document, once', async () => {
    expect(await product(command)).toMatchObject({ exitCode: 2, code: 'MISSING_ARGUMENT' });
    expect(await product(command, 'a.yaml', '-f', 'b.yaml')).toMatchObject({
      exitCode: 2,
      code: 'FLAG_CONFLICT',
    });
    expect(await product(command, 'none.yaml')).toMatchObject({
      exitCode: 2,
      code: 'UNREADABLE_FILE',
      message: expect.stringMatching(/^File not found: .*none\.yaml$/),
    });
  });
});

describe('koo product diff', () => {
  it('ends with 0 without a difference, for every product of the sandbox', async () => {
    for (const { product_id } of await json('list')) {
      const path = file('same.yaml', await documentOf(product_id));
      expect(await product('diff', '-f', path)).toMatchObject({
        exitCode: 0,
        stdout: 'No differences.\n',
        stderr: '',
      });
      expect(await product('apply', '-f', path)).toMatchObject({ exitCode: 0 });
    }
    expect(writes()).toEqual([]);
  });

  it('ends with 7 with one, and shows it', async () => {
    const path = file('product.yaml', await edited(board, ['credit_line: off', 'credit_line: all']));
    const { stdout, exitCode, stderr } = await product('diff', '-f', path);
    expect({ exitCode, stderr }).toEqual({ exitCode: 7, stderr: '' });
    expect(stdout).toBe(
      [
        `--- ${board} Project Board (version 1)`,
        `+++ ${path} (version 1)`,
        '@@ credit @@',
        '~ credit_line: off → all',
        '',
        '1 setting differs\n',
      ].join('\n'),
    );
    expect(await json('diff', '-f', path)).toEqual({
      product: board,
      version: '1',
      changes: [{ kind: 'credit', setting: 'credit_line', before: 'off', after: 'all' }],
    });
    expect(writes()).toEqual([]);
  });

  it('reads JSON as well, and tells of another version', async () => {
    const path = file(
      'product.json',
      JSON.stringify({ product: office, version: '0', credit: { credit_line: 'all' } }),
    );
    const ran = await product('diff', '-f', path);
    expect(ran.exitCode).toBe(7);
    expect(ran.stderr).toMatch(/is based on version 0, but the server has version 1/);
  });

  it('notes a user under another name, and changes nothing', async () => {
    const path = file('product.yaml', await edited(studio, ['hid_koo_buyer_1', 'renamed-buyer']));
    const ran = await product('diff', '-f', path);
    expect(ran.exitCode).toBe(0);
    expect(ran.stderr).toContain('on the list as hid_koo_buyer_1, not as renamed-buyer');
  });

  it('shows no escape sequence of a document or a server', async () => {
    const text = `product: ${office}\nattributes: [{ code: x, type: enumeration, name: { en: "a\\x1b[31m", zh: z }, values: [v] }]\n`;
    const { stdout } = await product('diff', '-f', file('product.yaml', text));
    expect(stdout).toContain('+ x: enumeration [v]');
    expect(stdout).not.toContain('\x1b');
  });
});

describe('koo product apply', () => {
  const all = `product: ${office}
audience: { type: specified, users: { file: lists/buyers.csv } }
credit: { credit_line: all }
purchase_limits: { "*": { once_per_customer: true } }
trial: { "${sku(3)}": { days: 15, open_to: { users: [{ name: hw12345678, id: ${id(1)} }] } } }
attributes: [{ code: seats, type: quantity, name: { en: Seats, zh: 席位数 }, min: 1, max: 900, step: 1 }]
`;
  const written = () => {
    file('lists/buyers.csv', `account_name,account_id\n${users(1, 4)}\n`);
    return file('product.yaml', all);
  };

  it('sends all of a document in one call; run again it has nothing to do', async () => {
    const path = written();
    const applied = await json('apply', '-f', path, '--yes');
    expect(applied).toMatchObject({ product: office, version: '2', applied: true });
    expect(applied.changes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'audience',
      'users',
      'users',
      'credit',
      'limit',
      'trial',
      'attribute',
    ]);
    expect(writes()).toHaveLength(1);
    expect(await json('apply', '-f', path, '--yes')).toMatchObject({
      applied: false,
      changes: [],
      version: '2',
    });
    expect(await product('diff', '-f', path)).toMatchObject({ exitCode: 0 });
    expect(writes()).toHaveLength(1);
  });

  it('shows the difference, and changes nothing in a dry run', async () => {
    const ran = await product('apply', '-f', written(), '--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
    expect(ran.stdout).toContain('+ buyer-3:');
    expect(ran.stdout).toMatch(/^! The audience of the product will narrow/m);
    expect(await json('apply', '-f', written(), '--dry-run')).toMatchObject({ applied: false, version: '1' });
    expect(writes()).toEqual([]);
  });

  it('requires --yes without a terminal, after showing the difference', async () => {
    const ran = await product('apply', '-f', written());
    expect(ran).toMatchObject({ exitCode: 2, code: 'MISSING_VALUE', stdout: '' });
    expect(ran.stderr).toContain('@@ credit @@');
    expect(ran.hint).toContain('--yes');
    expect(writes()).toEqual([]);
  });

  it('tells an unreadable document', async () => {
    expect(await product('apply', '-f', 'none.yaml', '--yes')).toMatchObject({
      code: 'UNREADABLE_FILE',
      exitCode: 2,
    });
    const broken = file('broken.yaml', 'product: [\n');
    expect(await product('apply', '-f', broken, '--yes')).toMatchObject({ code: 'NOT_YAML', exitCode: 2 });
  });

  it('refuses more users than one call takes, and names koo users sync', async () => {
    file('lists/buyers.csv', `account_name,account_id\n${users(1, 10_002)}\n`);
    const path = file(
      'product.yaml',
      `product: ${office}\naudience: { users: { file: lists/buyers.csv } }\n`,
    );
    const ran = await product('apply', '-f', path, '--yes');
    expect(ran).toMatchObject({ exitCode: 2, code: 'TOO_MANY_USERS' });
    expect(ran.hint).toContain(`koo users sync FILE --product ${office}`);
    expect(writes()).toEqual([]);
    expect((await product('diff', '-f', path)).stdout).toContain('… 9991 more to add');
  });

  it('names the list that has too many', async () => {
    file('many.csv', `account_name,account_id\n${users(1, 10_003)}\n`);
    const path = file(
      'product.yaml',
      `product: ${office}\ncredit: { credit_line: { users: { file: many.csv } } }\n`,
    );
    expect((await product('apply', '-f', path, '--yes')).hint).toMatch(/--list credit-line$/);
  });

  it('takes 10 000 in one call', async () => {
    file('lists/buyers.csv', `account_name,account_id\n${users(1, 10_001)}\n`);
    const path = file(
      'product.yaml',
      `product: ${office}\naudience: { users: { file: lists/buyers.csv } }\n`,
    );
    expect(await product('apply', '-f', path, '--yes')).toMatchObject({ exitCode: 0 });
    expect(writes()).toHaveLength(1);
  });

  it('refuses a document of another version, and shows the difference', async () => {
    const old = file('product.yaml', await edited(board, ['credit_line: off', 'credit_line: all']));
    expect(await product('credit set', board, '--cash-coupon', 'off', '--yes')).toMatchObject({
      exitCode: 0,
    });
    const before = writes().length;
    for (const dry of [['--dry-run'], ['--yes']]) {
      const ran = await product('apply', '-f', old, ...dry);
      expect(ran).toMatchObject({ exitCode: 5, code: 'VERSION_CONFLICT', stdout: '' });
      expect(ran.stderr).toContain('~ cash_coupon: off → on');
      expect(ran.hint).toContain('version: "2"');
    }
    const { document } = await product('apply', '-f', old, '--yes', '--json');
    expect(document).toMatchObject({
      error: { details: { expected: '1', version: '2', changes: [{}, {}] } },
    });
    expect(writes()).toHaveLength(before);
  });

  it('refuses what was changed after it was read, shows what that was, and applies nothing', async () => {
    const path = file(
      'product.yaml',
      `product: ${board}\ncredit: { credit_line: all }\npurchase_limits: {}\n`,
    );
    const between = await relay(async ({ method }, forward) => {
      if (method === 'PATCH') {
        const other = ['product', 'audience', 'set', board, 'specified', '--sku', sku(9), '--yes'];
        const where = ['--site', 'sandbox', '--endpoint', endpoint()];
        expect(await koo([...other, ...where], { env: environment() })).toMatchObject({ code: 0 });
      }
      return forward();
    });
    const ran = await product('apply', '-f', path, '--yes', '--endpoint', between);
    expect(ran).toMatchObject({ exitCode: 5, code: 'VERSION_CONFLICT', stdout: '' });
    expect(ran.stderr).toMatch(/~ type: \(as the product\) → specified/);
    expect(ran.facts?.details).toMatchObject({
      expected: '1',
      version: '2',
      changes: [{ kind: 'audience', sku: sku(9), after: { type: 'specified' } }],
    });
    expect(await json('credit get', board)).toMatchObject({ credit_line: 'off' });
    expect(await json('limit get', board)).toHaveLength(1);
  });

  it('tells one of two that apply at once', async () => {
    const waiting: (() => void)[] = [];
    const both = await relay(async ({ method }, forward) => {
      if (method === 'PATCH') {
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length === 2) for (const go of waiting) go();
        });
      }
      return forward();
    });
    const one = file('one.yaml', `product: ${board}\ncredit: { credit_line: all }\n`);
    const other = file('other.yaml', `product: ${board}\npurchase_limits: {}\n`);
    const apply = (path: string) =>
      koo(['product', 'apply', '-f', path, '--yes', '--json', '--site', 'sandbox', '--endpoint', both], {
        env: environment(),
      });
    const ended = await Promise.all([apply(one), apply(other)]);
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 5]);
    const loser = ended.find(({ code }) => code === 5)!;
    expect(JSON.parse(loser.stdout)).toMatchObject({
      error: { code: 'VERSION_CONFLICT', details: { expected: '1', version: '2', changes: [{}] } },
    });
    const now = [(await json('credit get', board)).credit_line, (await json('limit get', board)).length];
    expect([
      ['all', 1],
      ['off', 0],
    ]).toContainEqual(now);
  });

  it('repeats the call when its answer is lost, which is harmless', async () => {
    let lost = 0;
    const forgetful = await relay(async ({ method }, forward) => {
      const answer = await forward();
      if (method !== 'PATCH' || lost > 0) return answer;
      lost += 1;
      return undefined;
    });
    const path = file('product.yaml', `product: ${board}\ncredit: { credit_line: all }\n`);
    expect(await json('apply', '-f', path, '--yes', '--endpoint', forgetful)).toMatchObject({
      applied: true,
      version: '2',
    });
    expect(lost).toBe(1);
    expect((await json('get', board)).version).toBe('2');
  });

  it('writes the new version into the file when asked to, and nothing else', async () => {
    const before = await edited(board, ['credit_line: off', 'credit_line: all # since May']);
    const path = file('product.yaml', before);
    expect(await product('apply', '-f', path, '--yes', '--write-version')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path, 'utf8')).toBe(before.replace('version: "1"', 'version: "2"'));
    expect(await product('diff', '-f', path)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it.each([
    ['another file', users(50, 53), 'all 3 would be removed and 3 others added'],
    ['a wrong column', 'buyer-1,0\nbuyer-2,1', 'None of the account IDs in the file (2)'],
  ])('refuses %s in place of a list', async (_, rows, text) => {
    file('buyers.csv', `name,id\n${rows}\n`);
    const path = file('product.yaml', `product: ${studio}\naudience: { users: { file: buyers.csv } }\n`);
    const refused = await product('apply', '-f', path, '--yes');
    expect(refused).toMatchObject({ exitCode: 2, code: 'LIST_REPLACED' });
    expect(refused.hint).toContain('add --allow-replace');
    expect(refused.message).toContain(`product.yaml:2:28: buyers.csv: `);
    expect(refused.message).toContain(text);
    const rehearsed = await product('apply', '-f', path, '--dry-run');
    expect(rehearsed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(text) });
    expect(writes()).toEqual([]);
    expect(await product('apply', '-f', path, '--yes', '--allow-replace')).toMatchObject({ exitCode: 0 });
  });

  it('lets a document be edited and applied again and again', async () => {
    const path = file(
      'product.yaml',
      await edited(board, ['credit_line: off', 'credit_line: all # since May']),
    );
    for (const version of ['2', '3']) {
      const before = readFileSync(path, 'utf8');
      const ran = await product('apply', '-f', path, '--yes');
      expect(ran).toMatchObject({ exitCode: 0 });
      expect(ran.stderr).toContain(`Wrote version ${version} to `);
      const after = readFileSync(path, 'utf8');
      expect(after).toBe(before.replace(/version: "\d"/, `version: "${version}"`));
      writeFileSync(path, after.replace('credit_line: all', 'credit_line: off'));
    }
  });

  describe.each([
    ['edited', Buffer.from(`product: ${board}\nversion: "1"\ncredit: { credit_line: off } # mine\n`)],
    ['made unreadable', Buffer.from('product: [')],
    ['made a list', Buffer.from('- a\n')],
    ['saved as GBK', Buffer.from([0xc4, 0xe3, 0xba, 0xc3])],
  ])('with a file that is %s while the change is sent', (_, now) => {
    const applied = async (...flags: string[]) => {
      const path = file('product.yaml', await edited(board, ['credit_line: off', 'credit_line: all']));
      const slow = await relay(async ({ method }, forward) => {
        if (method !== 'GET') writeFileSync(path, now);
        return forward();
      });
      const ran = await product('apply', '-f', path, '--yes', '--endpoint', slow, ...flags);
      expect(readFileSync(path)).toEqual(now);
      expect((await json('get', board)).version).toBe('2');
      return ran;
    };

    it('leaves the file as it is, and says so', async () => {
      const ran = await applied();
      expect(ran).toMatchObject({ exitCode: 0, stdout: `Applied: ${board} is at version 2\n` });
      expect(ran.stderr).toMatch(/product\.yaml was edited in the meantime.*\. Set version: "2" in it/);
    });

    it('says that the change is applied, where the version was to be written', async () => {
      const ran = await applied('--write-version');
      expect(ran).toMatchObject({ exitCode: 2, code: 'FILE_CHANGED', hint: expect.stringMatching('"2"') });
      expect(ran.message).toMatch(
        /^The changes were applied, but .*product\.yaml was edited in the meantime/,
      );
      expect(ran.facts?.details).toEqual({ version: '2', applied: true });
    });
  });

  it('tells of a file that is gone when its change is made', async () => {
    const path = file('product.yaml', await edited(board, ['credit_line: off', 'credit_line: all']));
    const slow = await relay(async ({ method }, forward) => {
      if (method !== 'GET') rmSync(path);
      return forward();
    });
    const ran = await product('apply', '-f', path, '--yes', '--endpoint', slow);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.stderr).toMatch(/Cannot write \S*product\.yaml\. Set version: "2" in it/);
  });

  it.skipIf(process.platform === 'win32').each(['-', '/dev/stdin', '/dev/fd/0'])(
    'writes nothing into what stdin comes from: %s',
    async (name) => {
      const before = await edited(board, ['credit_line: off', 'credit_line: all']);
      const path = file('product.yaml', before);
      const where = ['--site', 'sandbox', '--endpoint', endpoint()];
      const words = [binary, 'product', 'apply', '-f', name, '--yes', ...where];
      const run = promisify(execFile)(
        'sh',
        ['-c', 'path=$1; shift; exec "$@" < "$path"', 'sh', path, process.execPath, ...words],
        { env: { ...process.env, KOO_LANG: 'en', ...environment() } },
      );
      expect((await run).stdout).toBe(`Applied: ${board} is at version 2\n`);
      expect(readFileSync(path, 'utf8')).toBe(before);
    },
  );

  it('leaves a file as it is that says no version or is not to be written', async () => {
    const own = file('own.yaml', `product: ${board}\ncredit: { credit_line: all }\n`);
    expect((await product('apply', '-f', own, '--yes')).stderr).not.toContain('Wrote version');
    expect(readFileSync(own, 'utf8')).not.toContain('version');
    const text = await edited(board, ['credit_line: all', 'credit_line: off']);
    const path = file('product.yaml', text);
    expect(await product('apply', '-f', path, '--yes', '--no-write-version')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path, 'utf8')).toBe(text);
    writeFileSync(path, text.replace('credit_line: off', 'credit_line: all'));
    expect(await product('credit set', board, '--credit-line', 'specified')).toMatchObject({ exitCode: 0 });
    const again = await product('apply', '-f', path, '--yes');
    expect(again.message).toMatch(/has changed since and is at version 4$/);
  });

  it('makes the worksheet of what it would send', async () => {
    const path = written();
    const { changes } = await json('diff', '-f', path);
    const sheet = await json('apply', '-f', path, '--worksheet', '-');
    expect(sheet.changes).toEqual(changes);
    expect(writes()).toEqual([]);
    const cn = await json('apply', '-f', path, '--site', 'cn', '--worksheet', '-');
    expect(cn.markdown).toContain('buyer-3');
    expect(await product('apply', '-f', path, '--yes', '--site', 'cn')).toMatchObject({
      exitCode: 3,
      code: 'OPERATION_NOT_PUBLISHED',
    });
    expect(existsSync('-')).toBe(false);
  });
});
