import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { parse } from '@oclif/core/parser';
import { describe, expect, it } from 'vitest';
import { checkingOptions, integer } from '../../src/cli/flags/value.ts';
import { misuse } from '../../src/cli/misuse.ts';

const input = {
  args: { name: Args.string({ required: true, description: 'Whose name.', options: ['ann', 'bob'] }) },
  flags: {
    'access-key-file': Flags.string(),
    fast: Flags.boolean({ allowNo: true }),
    json: Flags.boolean({ exclusive: ['output'] }),
    output: Flags.option({ options: ['json', 'table'] as const })({ char: 'o' }),
    row: Flags.string({ multiple: true, multipleNonGreedy: true }),
    port: integer({ min: 1, max: 65535 }),
    sku: Flags.string({ dependsOn: ['port', 'json'] }),
    url: Flags.string({ required: true }),
  },
};

/** Converts an error of oclif's parser. */
async function failureOf(argv: string[], args: typeof input.args | object = input.args) {
  const { flags } = input;
  const checked = {
    args: checkingOptions('arguments', args as typeof input.args),
    flags: checkingOptions('flags', flags as never),
  };
  const error = await parse(argv, checked as never).then(
    () => new Error('parsed'),
    (reason: Error) => reason,
  );
  return misuse(error, { id: 'callback:greet', flags, args: args as typeof input.args, argv }).facts;
}

const url = ['--url', 'u'];

describe('misuse', () => {
  it.each([
    ['UNKNOWN_FLAG', ['ann', ...url, '--nonsense'], 'Unknown flag: --nonsense', '未知的选项：--nonsense'],
    [
      'UNEXPECTED_ARGUMENT',
      ['ann', 'x', 'y', ...url],
      'Too many arguments: 3 given, at most 1 expected',
      '参数过多：指定了 3 个，最多 1 个',
    ],
    ['MISSING_ARGUMENT', url, 'Missing argument: NAME (ann, bob)', '缺少参数：NAME（ann、bob）'],
    [
      'INVALID_VALUE',
      ['ann', ...url, '--output', 'xml'],
      '--output must be one of json, table, not "xml"',
      '--output 的取值应为 json、table 之一，不能是“xml”',
    ],
    [
      'INVALID_VALUE',
      ['eve', ...url],
      'Expected one of ann, bob, not "eve"',
      '取值应为 ann、bob 之一，不能是“eve”',
    ],
    ['MISSING_VALUE', ['ann', '--url'], '--url requires a value', '--url 需要指定值'],
    ['MISSING_VALUE', ['ann', ...url, '--output'], '--output requires a value', '--output 需要指定值'],
    ['MISSING_VALUE', ['ann', '--url', '--no-fast'], '--url requires a value', '--url 需要指定值'],
    ['MISSING_VALUE', ['ann', '--row', 'a', '--row', '-o'], '--row requires a value', '--row 需要指定值'],
    ['REPEATED_FLAG', ['-ojson', '-o', 'table'], '--output is given more than once', '--output 只能指定一次'],
    ['REPEATED_FLAG', ['ann', ...url, ...url], '--url is given more than once', '--url 只能指定一次'],
    [
      'INVALID_VALUE',
      ['ann', ...url, '--port', 'x'],
      '--port must be an integer, not "x"',
      '--port 必须是整数，不能是“x”',
    ],
    [
      'INVALID_VALUE',
      ['ann', ...url, '--port', '70000'],
      '--port must be at most 65535, not "70000"',
      '--port 不能大于 65535，当前为“70000”',
    ],
    [
      'INVALID_VALUE',
      ['ann', ...url, '--port', '0'],
      '--port must be at least 1, not "0"',
      '--port 不能小于 1，当前为“0”',
    ],
    [
      'MISSING_FLAG',
      ['ann', ...url, '--sku', 's'],
      '--sku also requires --port and --json',
      '使用 --sku 时必须同时指定 --port 和 --json',
    ],
    ['MISSING_FLAG', ['ann'], 'Missing flag: --url', '缺少选项：--url'],
    [
      'FLAG_CONFLICT',
      ['ann', ...url, '--json', '--output', 'json'],
      '--output and --json cannot be used together',
      '--output 与 --json 不能同时使用',
    ],
  ])('reports %s for %j', async (code, argv, en, zh) => {
    expect(await failureOf(argv)).toMatchObject({ category: 'usage', code, message: { en, zh } });
  });

  it('describes each missing argument in the chosen language', async () => {
    const file = Args.string({ required: true, description: 'File with the users; - reads stdin.' });
    expect((await failureOf(url, { file })).message).toEqual({
      en: 'Missing argument: FILE (file with the users; - reads stdin)',
      zh: '缺少参数：FILE（用户文件；- 表示从标准输入读取）',
    });
    const id = Args.string({ required: true, description: 'Account ID.' });
    expect((await failureOf(url, { name: input.args.name, id })).message).toEqual({
      en: 'Missing argument: NAME (ann, bob), ID (account ID)',
      zh: '缺少参数：NAME（ann、bob）、ID（账号 ID）',
    });
  });

  it('suggests the nearest flag and names the help of the command', async () => {
    const { hint } = await failureOf(['ann', ...url, '--acess-key-file', 'f']);
    expect(hint.en).toBe('Did you mean --access-key-file? See `koo callback greet --help`.');
  });

  it.each([
    ['--sk', 'Use --sk-stdin, --sk-file FILE or KOO_SK.', '请使用 --sk-stdin、--sk-file FILE 或 KOO_SK。'],
    [
      '--secret-key',
      'Use --sk-stdin, --sk-file FILE or KOO_SK.',
      '请使用 --sk-stdin、--sk-file FILE 或 KOO_SK。',
    ],
    ['--kit-key', 'Use --kit-key-file FILE or KOO_KIT_KEY.', '请使用 --kit-key-file FILE 或 KOO_KIT_KEY。'],
  ])('names the safe inputs instead of a flag that is similar to %s', (flag, en, zh) => {
    const string = { type: 'option' } as const;
    const flags = {
      ak: string,
      'sk-file': string,
      'sk-stdin': { type: 'boolean' },
      'kit-key-file': string,
    } as const;
    const error = Object.assign(new Error(), { flags: [flag] });
    const { hint, details } = misuse(error, { id: 'login', flags, args: {}, argv: [flag, 'foo'] }).facts;
    expect(hint).toEqual({
      en: `koo takes no secret on the command line. ${en}`,
      zh: `koo 不在命令行上接收密钥。${zh}`,
    });
    expect(details).toBeUndefined();
  });

  it.each([
    [
      '--client-secret',
      ['client-secret-file', 'refresh-token-file'],
      '--client-secret-file FILE or KOO_CLIENT_SECRET',
    ],
    ['--refresh-token', ['client-secret-file', 'refresh-token-file'], '--refresh-token-file FILE'],
    ['--access-token', ['token-file'], '--token-file FILE or KOO_SSO_TOKEN'],
  ])('names the safe inputs of a login instead of %s', (flag, names, ways) => {
    const flags = Object.fromEntries(names.map((name) => [name, { type: 'option' } as const]));
    const error = Object.assign(new Error(), { flags: [flag] });
    const { hint } = misuse(error, { id: 'sso:token', flags, args: {}, argv: [flag, 'foo'] }).facts;
    expect(hint.en).toBe(`koo takes no secret on the command line. Use ${ways}.`);
  });

  it('does not repeat the value of an unknown flag, which may be a secret', async () => {
    for (const argv of [
      ['--access-key=TOPSECRET'],
      ['--access-key', 'TOPSECRET'],
      ['--access-key=A,TOPSECRET'],
    ]) {
      const facts = await failureOf(['ann', ...url, ...argv]);
      expect(facts.code).toBe('UNKNOWN_FLAG');
      expect(JSON.stringify(facts)).not.toContain('TOPSECRET');
      expect(facts.hint.en).toContain('--access-key-file');
    }
    expect((await failureOf(['ann', ...url, '-kTOPSECRET'])).message.en).toBe('Unknown flag: -k');
  });

  it('has no cause that would reveal the omitted value', () => {
    const cause = Object.assign(new Error('Unexpected argument: TOPSECRET'), { args: ['TOPSECRET'] });
    const failure = misuse(cause, { id: 'callback:greet', flags: {}, args: {}, argv: ['TOPSECRET'] });
    expect(failure.cause).toBeUndefined();
    expect(failure.stack).not.toContain('TOPSECRET');
  });
});
