import { expect, it } from 'vitest';
import { globalFlagsLast, readGlobalOptions } from '../../../src/app/invocation/argv.ts';
import { globalFlags } from '../../../src/cli/flags/global.ts';

it.each<[string, string | undefined, boolean]>([
  ['', undefined, false],
  ['--json', 'json', false],
  ['-o json', 'json', false],
  ['-ojson', 'json', false],
  ['-o=json', 'json', false],
  ['--output json', 'json', false],
  ['--output=json', 'json', false],
  ['-qo json', 'json', true],
  ['-qojson', 'json', true],
  ['-yqo json', 'json', true],
  ['-yo csv', 'csv', false],
  ['-qy', undefined, true],
  ['--quiet', undefined, true],
  ['-pvojson', undefined, false],
  ['--output=json --nonsense', 'json', false],
  ['-o yaml', 'yaml', false],
  ['--output', undefined, false],
  ['--outputs json', undefined, false],
  ['-- --json -q', undefined, false],
])('%j asks for the form %j, quiet: %j', (line, output, quiet) => {
  const options = readGlobalOptions(line.split(' '));
  expect(options).toEqual({ json: output === 'json', quiet, ...(output && { output }) });
});

it('reads the language', () => {
  expect(readGlobalOptions(['--lang', 'zh']).lang).toBe('zh');
  expect(readGlobalOptions(['--lang=zh', '--json'])).toMatchObject({ json: true, lang: 'zh' });
  expect(readGlobalOptions(['--lang=en']).lang).toBe('en');
  expect(readGlobalOptions(['--language', 'zh']).lang).toBeUndefined();
});

it.each([
  ['--lang zh init --template php x', 'init --lang zh --template php x'],
  ['--lang=zh -q order get ID', 'order get ID --lang=zh -q'],
  ['-qo json --query [0] order get ID -- -x', 'order get ID -qo json --query [0] -- -x'],
  ['-ojson --json api verify -', 'api verify -ojson --json -'],
  ['--lang zh help oauth', 'help oauth --lang zh'],
  // Nothing follows that could be a command, or the flag is not global.
  ['--lang', '--lang'],
  ['--lang zh', '--lang zh'],
  ['--json --version', '--json --version'],
  ['--site sandbox order get', '--site sandbox order get'],
  ['-- --json doctor', '-- --json doctor'],
  ['order get --json', 'order get --json'],
])('%j is read as %j', (line, read) => {
  expect(globalFlagsLast(line.split(' ')).join(' ')).toBe(read);
});

it('moves each of the global flags', () => {
  for (const [name, { type }] of Object.entries(globalFlags)) {
    const flag = type === 'boolean' ? [`--${name}`] : [`--${name}`, 'value'];
    expect(globalFlagsLast([...flag, 'doctor'])).toEqual(['doctor', ...flag]);
  }
});
