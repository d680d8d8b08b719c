import { describe, expect, test } from 'vitest';
import type { CodeEntry } from '../../src/codes/entry.ts';
import { allEntries } from '../../src/codes/families.ts';
import Codes from '../../src/commands/codes.ts';
import { runCommand } from './run.ts';

const codes = (...argv: string[]) => runCommand(Codes, argv);

async function found(...argv: string[]): Promise<readonly string[]> {
  const { stdout } = await codes(...argv, '--json');
  return (JSON.parse(stdout) as CodeEntry[]).map(({ code, family }) =>
    code === 'MKT.9001' ? `${family} ${code}` : code,
  );
}

describe('koo codes', () => {
  // As merchants type or paste them.
  test.each<[input: string, first: string, rest?: readonly string[]]>([
    ['000105', '000105'],
    ['mkt0151', 'MKT.0151'],
    ['sould out', '000106'],
    ['售罄', '000106'],
    ['调测失败,接口响应缺少frontEndUrl.', 'DEBUG-FIELD-MISSING'],
    [
      'Failed to verify the HTTP Body signature. Expected signature value: 8Ok3j84x=',
      'DEBUG-BODY-SIGN-WRONG',
    ],
    [
      '调测失败,解析响应体失败,响应格式参考{"resultCode":"000000","resultMsg":"success."}.',
      'DEBUG-BODY-UNREADABLE',
      [],
    ],
    [
      '2025-10-21 09:15:02.000107 INFO reply {"resultCode":"000103","resultMsg":"x"} orderId=CS000105',
      '000103',
      [],
    ],
    ['HTTP/1.1 404 {"error_code":"MKT.9001","error_msg":"x"}', 'seller-config MKT.9001', []],
    ['HTTP/1.1 500 {"error_code":"MKT.9001","error_msg":"x"}', 'order-usage MKT.9001', []],
    [
      '{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail"}',
      'APIGW.0301',
      [],
    ],
    ['newInstance answered 000103, order CS2211181819B4LVS', '000103', []],
    ['http header->sign_type is not equals HMAC-SHA256 or signature is empty.', 'DEBUG-BODY-SIGN-MISSING'],
    ['手机号为空或重复', '000101'],
  ])('%s', async (input, first, rest) => {
    // As one word, and as the shell splits it.
    for (const argv of [[input], input.split(' ')]) {
      const [best, ...others] = await found(...argv);
      expect(best).toBe(first);
      if (rest) expect(others).toEqual(rest);
    }
  });

  test('lists all codes, or those of a family, an activity or a status', async () => {
    const entries = allEntries();
    expect(await found()).toHaveLength(entries.length);
    expect(await found('--family', 'usage-record')).toHaveLength(12);
    const creation = await found('--activity', 'newinstance');
    expect(creation).toContain('000106');
    expect(creation).not.toContain('000900');
    expect(await found('--activity', 'getLicenseAsync', '--family', 'callback')).toContain('000903');
    expect(await found('--http', '429')).toContain('APIGW.0308');
    const { stdout } = await codes('--family', 'upload');
    expect(stdout).toMatch(/^RESULT CODE +FAMILY +MEANING\nCBC\.0000 +upload +succeeded\n/);
  });

  test('explains each code in full, in both languages', async () => {
    const { stdout, exitCode } = await codes('MKT.0151', '92020001');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('MKT.0151  not allowed: the account is not a seller\n');
    for (const text of [
      '401',
      'No authority',
      'the seller',
      'orderQuery',
      'zh-cn_topic_0070649186',
      'Conflict',
    ]) {
      expect(stdout).toContain(text);
    }
    const chinese = (await codes('MKT.0151', '92020001', '--lang', 'zh')).stdout;
    for (const text of ['没有权限：该账号不是商家', '由谁处理', '商家', '冲突'])
      expect(chinese).toContain(text);
    expect(chinese).not.toMatch(/Who acts|Conflict/);
  });

  test('has both languages in JSON, in any language', async () => {
    const [entry] = JSON.parse((await codes('000106', '--json', '--lang', 'zh')).stdout) as CodeEntry[];
    expect(entry).not.toHaveProperty('keywords');
    expect(entry).toMatchObject({
      code: '000106',
      family: 'callback',
      http: [200],
      message: { en: 'Product resources sold out.', zh: '该商品资源已售罄' },
      meaning: { en: 'product resources sold out', zh: '该商品资源已售罄' },
      actor: 'seller',
      repeat: 'never',
      occurs: [
        { in: 'v1', calls: ['newInstance'] },
        { in: 'v2', calls: ['newInstance'] },
      ],
    });
  });

  test('writes no line wider than 100 columns, except links', async () => {
    const names = allEntries().map(({ code }) => code);
    for (const lang of ['en', 'zh']) {
      const { stdout } = await codes(...names, '--lang', lang);
      for (const line of stdout.split('\n').filter((text) => !text.includes('https://'))) {
        const width = [...line].reduce(
          (sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1),
          0,
        );
        expect(width, line).toBeLessThanOrEqual(100);
        // Marks that close something never begin a line.
        expect(line.trim()).not.toMatch(/^[，。、；：？！）》”]/);
      }
    }
  });

  test('exits with 7 for an undocumented code, with the nearest ones and the rule', async () => {
    const ran = await codes('000155');
    expect(ran).toMatchObject({ exitCode: 7, code: 'UNKNOWN_CODE', stdout: '' });
    expect(ran.message).toContain('000155');
    expect(ran.hint).toContain('000105 (the account has already subscribed to the benefits)');
    expect(ran.hint).toContain('"other error"');
    expect(ran.facts?.hint.zh).toContain('“其他错误”');
    expect(ran.document).toMatchObject({
      error: { details: { unknown: [{ code: '000155', nearest: [{ code: expect.any(String) }, {}, {}] }] } },
    });
  });

  test.each([
    ['MKT.0150x', 'MKT.0150 ('],
    ['000001x', '000001 ('],
    ['9202', '92020000 ('],
    ['418', 'To look up an HTTP status: koo codes --http 418'],
    ['ERROR 94060003 push failed', '94060001 ('],
    ['10:00:00 order CS1: MKT.0150x', 'MKT.0150 ('],
  ])('%j looks like a code but is unknown: only the nearest ones', async (text, hint) => {
    const ran = await codes(text);
    expect(ran).toMatchObject({ exitCode: 7, code: 'UNKNOWN_CODE', stdout: '' });
    expect(ran.hint).toContain(hint);
  });

  test.each([
    ['库存不足', ['000100', '000106']],
    ['资源不足', ['000100', '000106']],
    ['没有库存', ['000100', '000106']],
    ['无库存', ['000100', '000106']],
    ['缺货', ['000100', '000106']],
    ['重复下单', ['000103', '000105']],
    ['重复购买', ['000103', '000105']],
  ])('what people call %s is found', async (words, first) => {
    const found: { code: string }[] = JSON.parse((await codes(words, '--json')).stdout);
    expect(found.slice(0, 2).map(({ code }) => code)).toEqual(first);
  });

  test('restores lost leading zeros', async () => {
    expect((await codes('105')).hint).toContain('000105');
    expect((await codes('resultCode=000999')).code).toBe('UNKNOWN_CODE');
  });

  test('writes known codes to stdout, unknown ones to stderr, and exits with 7', async () => {
    const { stdout, stderr, exitCode } = await codes('000105', '000999');
    expect(exitCode).toBe(7);
    expect(stdout).toContain('000105  ');
    expect(stderr).toMatch(/^000999 is not documented\. The nearest codes: /);
    expect(JSON.parse((await codes('000105', '000999', '--json', '-q')).stdout)).toHaveLength(1);
  });

  test.each<[argv: readonly string[], exitCode: number, code: string]>([
    [['xyzzy plugh'], 7, 'NOTHING_FOUND'],
    [[''], 7, 'NOTHING_FOUND'],
    [['000105', '--family', 'gateway'], 7, 'CODE_ELSEWHERE'],
    [['000102', '--activity', 'applicationSync'], 7, 'CODE_ELSEWHERE'],
    [['--family', 'gatway'], 2, 'UNKNOWN_FAMILY'],
    [['--activity', 'newInstnce'], 2, 'UNKNOWN_ACTIVITY'],
    [['--http', '99'], 2, 'INVALID_VALUE'],
    [['--annotate', '--json'], 2, 'FLAG_CONFLICT'],
    [['--annotate', '--family', 'gateway'], 2, 'FLAG_CONFLICT'],
    [['--annotate', '--fields', 'code'], 2, 'FLAG_CONFLICT'],
    [['--annotate', '/'], 2, 'UNREADABLE_FILE'],
    [['--annotate', 'no-such-file'], 2, 'UNREADABLE_FILE'],
  ])('%j ends with %i', async (argv, exitCode, code) => {
    expect(await codes(...argv)).toMatchObject({ exitCode, code, stdout: '' });
  });

  test('accepts unusual words', async () => {
    for (const word of ['\x1b[31m000105', '(((', '[a-z', '\\', 'a'.repeat(5000), '\u0000', '%', '{fileId}']) {
      expect([0, 7]).toContain((await codes(word)).exitCode);
    }
  });
});
