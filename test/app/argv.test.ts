import { expect, it } from 'vitest';
import { readGlobalOptions } from '../../src/app/argv.ts';

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
