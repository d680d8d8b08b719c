import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { parse } from '@oclif/core/parser';
import { describe, expect, it } from 'vitest';
import { usageFailure } from '../../src/cli/usage.ts';

const input = {
  args: { name: Args.string({ required: true, description: 'Whose name.', options: ['ann', 'bob'] }) },
  flags: {
    'access-key-file': Flags.string(),
    json: Flags.boolean({ exclusive: ['output'] }),
    output: Flags.option({ options: ['json', 'table'] as const })(),
    port: Flags.integer({ max: 65535 }),
    url: Flags.string({ required: true }),
  },
};

/** What oclif's parser says, as koo says it. */
async function failureOf(argv: string[]) {
  const error = await parse(argv, input as never).then(
    () => new Error('parsed'),
    (reason: Error) => reason,
  );
  return usageFailure(error, 'callback:greet', Object.keys(input.flags)).facts;
}

const url = ['--url', 'u'];

describe('usageFailure', () => {
  it.each([
    ['UNKNOWN_FLAG', ['ann', ...url, '--nonsense'], 'Unknown flag: --nonsense', '未知的选项：--nonsense'],
    ['UNEXPECTED_ARGUMENT', ['ann', 'x', 'y', ...url], 'Too many arguments, by 2', '多了 2 个参数'],
    [
      'MISSING_ARGUMENT',
      url,
      'Missing argument: name  (ann|bob) Whose name.',
      '缺少参数：name  (ann|bob) Whose name.',
    ],
    [
      'INVALID_VALUE',
      ['ann', ...url, '--output', 'xml'],
      '--output must be one of json, table, not "xml"',
      '--output 的取值应为 json, table 之一，不能是“xml”',
    ],
    [
      'INVALID_VALUE',
      ['eve', ...url],
      'Expected one of ann, bob, not "eve"',
      '取值应为 ann, bob 之一，不能是“eve”',
    ],
    ['MISSING_VALUE', ['ann', '--url'], '--url needs a value', '--url 需要一个值'],
    ['MISSING_VALUE', ['ann', ...url, '--output'], '--output needs a value', '--output 需要一个值'],
    ['REPEATED_FLAG', ['ann', ...url, ...url], '--url is given more than once', '--url 只能给出一次'],
    [
      'INVALID_VALUE',
      ['ann', ...url, '--port', 'x'],
      '--port: Expected an integer but received: x',
      '--port：Expected an integer but received: x',
    ],
    ['MISSING_FLAG', ['ann'], '--url is required', '必须给出 --url'],
    [
      'FLAG_CONFLICT',
      ['ann', ...url, '--json', '--output', 'json'],
      '--output and --json exclude each other',
      '--output 与 --json 不能同时使用',
    ],
  ])('tells %s: %j', async (code, argv, en, zh) => {
    expect(await failureOf(argv)).toMatchObject({ category: 'usage', code, message: { en, zh } });
  });

  it('suggests the nearest flag and names the help of the command', async () => {
    const { hint } = await failureOf(['ann', ...url, '--acess-key-file', 'f']);
    expect(hint.en).toBe('Did you mean --access-key-file? See `koo callback greet --help`.');
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

  it('has no cause that would show on request what is left out', () => {
    const cause = Object.assign(new Error('Unexpected argument: TOPSECRET'), { args: ['TOPSECRET'] });
    const failure = usageFailure(cause, 'callback:greet', []);
    expect(failure.cause).toBeUndefined();
    expect(failure.stack).not.toContain('TOPSECRET');
  });
});
