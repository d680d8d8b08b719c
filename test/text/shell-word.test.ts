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
    'a\x1b[201~\n\x03b',
    '\x7f\x9b\u202e\ufeff\u{e0041}',
  ];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], {
    encoding: 'utf8',
  });
  expect(printed.split('\0').slice(0, -1)).toEqual(words);
});

it('nothing in a quoted word acts on the terminal it is pasted into, or hides there', () => {
  expect(shellWord("it's\x1b[201~\r\x03\u202e")).toBe(
    String.raw`'it'\''s'"$(printf '\033')"'[201~'"$(printf '\015\003\342\200\256')"''`,
  );
});
