import { expect, test } from 'vitest';
import { okRow, renderLicenses } from '../../../../src/calls/cli/license/batch.ts';
import { useLanguage } from '../../../../src/text/translate.ts';

const row = okRow('PL1', {
  license_code: 'PL1',
  status: 'ALIVE',
  activate_time: '20250102030405',
  expire_time: '20991231155959',
});

test('shows licences in Chinese, each once, with times that can be read', () => {
  useLanguage('zh');
  expect(
    renderLicenses([row])
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
  ).toEqual([
    ['授权码', '结果', '状态', '激活时间', '到期时间'],
    ['PL1', '成功', '生效中（ALIVE）', '2025-01-02 03:04:05', '2099-12-31 15:59:59'],
  ]);
});

test('shows licences in English under the names of the fields', () => {
  const [header, line] = renderLicenses([row]).split('\n');
  expect(header).toMatch(/^LICENCE +RESULT +STATUS +ACTIVATE TIME +EXPIRE TIME$/);
  expect(line).toMatch(/^PL1 +ok +active \(ALIVE\) +2025-01-02 03:04:05 +2099-12-31 15:59:59$/);
});

test('shows the returned licence code where it differs', () => {
  useLanguage('zh');
  expect(renderLicenses([row, { ...row, license_code: 'PL2' }])).toMatch(/授权码（返回）.*PL2/s);
});
