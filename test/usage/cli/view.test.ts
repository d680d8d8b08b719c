import { expect, it } from 'vitest';
import { useLanguage } from '../../../src/text/translate.ts';
import { renderPush, type UsagePushResult } from '../../../src/usage/cli/view.ts';
import { buildInvalidReject, buildReject, snReusedCode } from '../../../src/usage/rejects.ts';

const problem = { code: 'MISSING', field: 'instance_id', message: { en: 'missing', zh: '缺少' } } as const;
const record = { metering_sn: 'sn-1' };
const invalid = buildInvalidReject(2, [problem], {});
const reused = buildReject({ line: 3, by: 'server', code: snReusedCode, record });
const rejected = buildReject({ line: 4, by: 'server', code: '007', record, message: 'gone' });

const result = (firstRejected: UsagePushResult['firstRejected']): UsagePushResult => ({
  records: 4,
  accepted: 1,
  alreadyAccepted: 0,
  skipped: 0,
  duplicates: 0,
  maybeThere: 0,
  unknown: 0,
  notSent: 0,
  rejected: 2,
  invalid: 1,
  batches: 1,
  site: 'cn',
  endpoint: 'https://mkt.example.com',
  profile: 'held',
  interrupted: false,
  durationMs: 123,
  byCode: {},
  firstRejected,
});

it("lists koo's own problems apart from the result codes of KooGallery", () => {
  const lines = renderPush(result([invalid, rejected, reused])).split('\n');
  expect(lines).toEqual([
    'LINE  CODE       PROBLEM',
    '2     MISSING    missing',
    '3     SN_REUSED  this metering_sn was already used for another record; use a unique one',
    '',
    'LINE  RESULT CODE  MEANING',
    expect.stringMatching(/^4 +007 +.+ \(gone\)$/),
    '4 records to https://mkt.example.com (site cn, profile held): 1 accepted, 2 rejected, 1 invalid (not sent), 0.1 s.',
  ]);
});

it('uses the headings of usage check in Chinese, too', () => {
  useLanguage('zh');
  const lines = renderPush(result([invalid, rejected])).split('\n');
  expect(lines[0]).toMatch(/^行 +代码 +问题$/);
  expect(lines[3]).toMatch(/^行 +结果码 +含义$/);
  expect(lines.at(-1)).toBe(
    '共 4 条使用量记录，推送至 https://mkt.example.com（站点 cn，配置文件 held）：1 条已接收、2 条被拒绝、1 条无效（未推送），耗时 0.1 秒。',
  );
});

it('says how many rejected records are not shown, and where they are', () => {
  const text = (more: object) => renderPush({ ...result([invalid]), ...more });
  expect(text({})).toContain('… and 2 more; --rejects FILE writes all of them to a file\n');
  expect(text({ rejects: 'r.ndjson' })).toContain('… and 2 more: see r.ndjson\n');
  expect(text({ rejected: 0 })).not.toContain('more');
});

it('names no profile where there is none', () => {
  expect(renderPush({ ...result([]), profile: null })).toMatch(
    /^4 records to https:\/\/mkt\.example\.com \(site cn\): /,
  );
});

it('leaves out a message that repeats the meaning', () => {
  const meaning = rejected.meaning.en;
  for (const message of [meaning, `${meaning.toUpperCase()}!`, rejected.meaning.zh]) {
    const text = renderPush(result([{ ...rejected, message }]));
    expect(text).toMatch(new RegExp(`007 +${meaning.replace(/[()]/g, '\\$&')}\n`));
  }
});
