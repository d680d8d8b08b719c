import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { wordFaults } from '../../scripts/words.ts';

function faultsOf(file: string, text: string): string[] {
  const project = mkdtempSync(join(tmpdir(), 'koo-words-'));
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
  return wordFaults(project);
}

test.each([
  ['src/a.ts', '\ninterface ListWish {}', 'src/a.ts:2: Wish (say: options)'],
  ['src/a.ts', '/** What to mend. */', 'src/a.ts:1: mend (say: fix)'],
  ['test/a.test.ts', "\ntest('asks nobody', () => {});", 'test/a.test.ts:2: nobody (say: no one)'],
  [
    'test/a.test.ts',
    "test.each([\n  'a',\n])('Whoever %s', () => {});",
    'test/a.test.ts:3: Whoever (say: anyone who)',
  ],
  ['README.md', 'a value that is none', 'README.md:1: is none (say: invalid)'],
  ['docs/codes.md', 'leans on it', 'docs/codes.md:1: leans on (say: uses)'],
  ['locales/zh/a.yaml', 'a: 甲\nneeds a yes: 需要确认\n', 'locales/zh/a.yaml:2: a yes (say: confirmation)'],
  ['locales/zh/a.yaml', 'a: 甲\nb: 推送话单\n', 'locales/zh/a.yaml:2: 话单 (say: 使用量记录)'],
  ['locales/zh/a.yaml', 'b: 一条用量记录\n', 'locales/zh/a.yaml:1: 用量记录 (say: 使用量记录)'],
  ['locales/zh/a.yaml', "b: '提示:请重试'\n", 'locales/zh/a.yaml:1: 示: (say: ：)'],
  ['README.zh-CN.md', '请复制访问密钥', 'README.zh-CN.md:1: 访问密钥 (say: AK/SK, 对接密钥)'],
  [
    'docs/guides/zh/a.md',
    '联营 SaaS 同步接口',
    'docs/guides/zh/a.md:1: 联营 SaaS 同步接口 (say: 联营 Kit 接口)',
  ],
])('finds a banned word in %s: %j', (file, text, fault) => {
  expect(faultsOf(file, text)).toEqual([fault]);
});

test.each([
  ['test/a.test.ts', "const user = 'nobody';"],
  ['src/a.ts', "const hint = 'Amend or recommend it; none is used.';"],
  ['locales/zh/a.yaml', 'b: 使用量记录：在“我的凭证 > 访问密钥”页面\n'],
  ['locales/zh/a.yaml', 'b: 格式为账号名:账号ID，或 http://主机:端口\n'],
  ['docs/guides/zh/a.md', '- 控制台：卖家中心 > 交易管理 > 话单管理'],
  ['README.zh-CN.md', '输入 `账号名:账号ID`'],
  ['docs/a.zh-CN.md', '```text\n账号名:账号ID\n```\n'],
  ['CONTRIBUTING.md', '| term | never say |\n|---|---|\n| options | wish |\n'],
])('allows %s: %j', (file, text) => {
  expect(faultsOf(file, text)).toEqual([]);
});
