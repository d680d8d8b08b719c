import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { wrapForTerminal } from '../../../src/cli/output/terminal-text.ts';

const texts = [
  'Error: V2K-LIFE-TENANT: the response to queryInstance must have instanceStatus "normal", not "frozen" [CHECK_FAILED]\n' +
    'Hint: Log in with koo login --profile acme, or see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html.',
  '错误：V2K-LIFE-TENANT：queryInstance 响应中的 instanceStatus 必须为“normal”，不能为“frozen” [CHECK_FAILED]\n' +
    '提示：请用 `koo login --profile acme` 登录，用法见 https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html。',
];

describe.each([40, 60, 80])('a terminal of %i columns', (columns) => {
  it.each(texts)('breaks no word, command or URL of %s', (text) => {
    const lines = wrapForTerminal(text, { isTTY: true, columns }).split('\n');
    const whole = text.match(/`[^`]+`|koo [a-z]+( --\w+ \w+)?|[\w:/.-]+\w/g) ?? [];
    for (const word of whole)
      expect(
        lines.some((line) => line.includes(word)),
        word,
      ).toBe(true);
    for (const line of lines.filter((one) => !one.includes('https://'))) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    }
    expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });

  it('indents all lines but the first', () => {
    const lines = wrapForTerminal('one two three '.repeat(9).trim(), { isTTY: true, columns }, '    ').split(
      '\n',
    );
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatch(/^one/);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}\S/);
  });
});

it.each([
  ['a pipe', {}],
  ['a pipe with a number of columns', { isTTY: false, columns: 40 }],
  ['a terminal of unknown width', { isTTY: true, columns: 0 }],
])('leaves text for %s as it is', (_, stream) => {
  for (const text of texts) expect(wrapForTerminal(text, stream)).toBe(text);
});
