import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from '../../src/text/shell-word.ts';

it.each(['OFFI758576253042421760', 'a.b_c-1', 'https://a.example:8080/v1'])(
  '%s is typed as it is',
  (word) => {
    expect(shellWord(word)).toBe(word);
  },
);

it.runIf(process.platform !== 'win32')('a shell reads every quoted word as one word', () => {
  const words = [
    '',
    'x; touch y',
    `it's`,
    '$(id)',
    '`id`',
    '云商店',
    'a\nb',
    '~',
    '*',
    '"',
    '\\',
    '!1',
    '#x',
  ];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], {
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});
