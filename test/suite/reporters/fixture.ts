import fc from 'fast-check';
import type { Change, CheckResult, Comparison, Report, Status } from '../../../src/suite/report.ts';
import { summarise } from '../../../src/suite/run-checks.ts';
import type { Localized } from '../../../src/text/localized.ts';

const page = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649411.html';

const checks: CheckResult[] = [
  {
    id: 'HTTPS',
    protocol: 'transport',
    group: 'transport',
    title: { en: 'the address is https with a valid certificate', zh: '地址为 https,且证书有效' },
    severity: 'error',
    source: page,
    hint: { en: 'Use https.', zh: '请使用 https。' },
    status: 'passed',
    durationMs: 12,
  },
  {
    id: 'V2-LIFE-CREATE',
    protocol: 'v2',
    group: 'life',
    activity: 'newInstance',
    title: { en: 'an order creates an instance', zh: '订单可以开通实例' },
    severity: 'error',
    source: page,
    hint: { en: 'Answer 000000 with an instanceId.', zh: '请返回 000000 和 instanceId。' },
    status: 'passed',
    durationMs: 1340,
  },
  {
    id: 'V2-AUTH-STALE',
    protocol: 'v2',
    group: 'authentication',
    activity: 'newInstance',
    title: { en: 'a timestamp 61 s old is refused', zh: '拒绝 61 秒前的时间戳' },
    severity: 'error',
    source: page,
    hint: {
      en: 'Refuse when |now - timestamp| is above 60 s, in milliseconds, with 000001; compare after the signature has been verified and keep the clock of the server in step by NTP.',
      zh: '当前时间与 timestamp 相差超过 60 秒(单位为毫秒)时,请返回 000001;先验证签名再比较时间,并用 NTP 保持服务器时钟准确,否则合法的请求也会被误拒。',
    },
    debuggerMessage: {
      en: 'Call interface failed. The production interface returns an error result code.',
      zh: '调用失败,生产接口resultCode返回错误.',
    },
    status: 'failed',
    durationMs: 8,
    expected: { en: 'resultCode 000001 (authentication failed)', zh: 'resultCode 000001(鉴权失败)' },
    actual: {
      en: 'resultCode 000000 (succeeded): <b>ok</b> | `done` & "fine"',
      zh: 'resultCode 000000(成功):<b>ok</b> | `done` & "fine"',
    },
    evidence: {
      curl: 'curl -i -X POST \'https://isv.example.com/saasproduce?signature=0a1b&timestamp=1&nonce=2\' \\\n  -H \'Content-Type: application/json\' \\\n  --data-binary \'{"activity":"newInstance","memo":"```"}\'',
      response:
        'HTTP/1.1 200 OK\ncontent-type: application/json\n\n{"resultCode":"000000","resultMsg":"<b>ok</b> | `done` & \\"fine\\" 成功","note":"a long answer that does not fit on one line of a hundred columns"}',
    },
  },
  {
    id: 'V2-AUTH-REPLAY',
    protocol: 'v2',
    group: 'authentication',
    title: { en: 'a replayed nonce is refused', zh: '拒绝重放的 nonce' },
    severity: 'warning',
    source: page,
    hint: { en: 'Remember nonces for 60 s.', zh: '请在 60 秒内记住用过的 nonce。' },
    status: 'warned',
    durationMs: 15,
    expected: { en: 'resultCode 000001', zh: 'resultCode 000001' },
    actual: { en: 'resultCode 000000 (#2 of 2)', zh: 'resultCode 000000(第 2 次,#2)' },
  },
  {
    id: 'V2K-LIFE-TENANT',
    protocol: 'v2-kit',
    group: 'life',
    title: { en: 'a tenant is added', zh: '新增企业' },
    severity: 'error',
    source: page,
    hint: { en: 'Answer 000000.', zh: '请返回 000000。' },
    status: 'skipped',
    durationMs: 0,
    reason: { en: 'left out: #7 is not ours', zh: '按要求跳过:#7 与我们无关' },
  },
  ...Array.from(
    { length: 8 },
    (_, index): CheckResult => ({
      id: `V2K-LIFE-APP-${index + 1}`,
      protocol: 'v2-kit',
      group: 'life',
      title: { en: `application step ${index + 1}`, zh: `应用同步第 ${index + 1} 步` },
      severity: 'error',
      source: page,
      hint: { en: 'Answer 000000.', zh: '请返回 000000。' },
      status: 'skipped',
      durationMs: 0,
      reason: { en: 'needs V2K-LIFE-TENANT', zh: '需要先通过 V2K-LIFE-TENANT' },
    }),
  ),
];

/** A small report with every status. */
export const sample: Report = {
  schema: 'koo.callback-report/1',
  target: 'https://isv.example.com/saasproduce',
  protocols: ['v2', 'v2-kit'],
  startedAt: '2026-01-02T03:04:05.678Z',
  durationMs: 1840,
  summary: summarise(checks),
  notices: [
    {
      en: 'v2-kit has no key of its own: the base key is used.',
      zh: 'v2-kit 没有单独的密钥,使用基础接口密钥。',
    },
  ],
  checks,
};

export const interrupted: Report = { ...sample, interrupted: true };

/** Compared with an earlier report. */
export const compared: Report = {
  ...sample,
  baseline: {
    target: 'https://old.example.com/',
    startedAt: '2025-12-31T01:02:03.456Z',
    changes: [
      { id: 'V2-AUTH-STALE', change: 'new', before: 'passed', now: 'failed' },
      { id: 'V2-AUTH-REPLAY', change: 'still-failing', before: 'warned', now: 'warned' },
      { id: 'HTTPS', change: 'not-run-before', now: 'passed' },
      { id: 'V2-LIFE-CREATE', change: 'not-run-before', before: 'skipped', now: 'passed' },
      { id: 'V2K-LIFE-TENANT', change: 'not-run-now', before: 'failed', now: 'skipped' },
      ...Array.from(
        { length: 21 },
        (_, index): Change => ({ id: `V2-FIXED-${index}`, change: 'fixed', before: 'failed', now: 'passed' }),
      ),
    ],
  },
};

/** All is well. */
export const clean: Report = {
  ...sample,
  checks: checks.slice(0, 2),
  summary: summarise(checks.slice(0, 2)),
  notices: [],
};

/** Any text, with a bias to what formats trip over. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      ...'<>&"\'`|#\\[]()*_~-.:@$!\n\r\t \0\x1b\x7f\x85\u2028\u2029\ufeff\ufffe\ud800\udc00',
      ']]>',
      '-->',
      '</pre>',
      '\n  ...\n',
      '\n---',
      '```',
      '~~~',
      '# SKIP ',
      'ok 1',
      'https://x_y',
      'www.a_b',
      'javascript:',
      'a',
      '中',
      '😀',
    ),
    maxLength: 20,
  }),
  fc.string({ unit: fc.constantFrom('ab', ' ', '\n', '中文', ': '), minLength: 2, maxLength: 20 }),
);

const anyLocalized: fc.Arbitrary<Localized> = fc.record({ en: anyText, zh: anyText });
const anyStatus = fc.constantFrom<Status>('passed', 'failed', 'warned', 'skipped');

const anyCheck: fc.Arbitrary<CheckResult> = fc.record(
  {
    id: anyText,
    protocol: fc.constantFrom('transport', 'v1', 'v2', 'v2-kit'),
    group: fc.constantFrom('transport', 'life', 'authentication', 'reply'),
    activity: anyText,
    title: anyLocalized,
    severity: fc.constantFrom('error', 'warning'),
    source: anyText,
    hint: anyLocalized,
    debuggerMessage: anyLocalized,
    status: anyStatus,
    durationMs: fc.nat(30_000),
    expected: anyLocalized,
    actual: anyLocalized,
    reason: anyLocalized,
    evidence: fc.record({ curl: anyText, response: anyText }),
  },
  {
    requiredKeys: ['id', 'protocol', 'group', 'title', 'severity', 'source', 'hint', 'status', 'durationMs'],
  },
);

const anyChange: fc.Arbitrary<Change> = fc.record(
  {
    id: anyText,
    change: fc.constantFrom('new', 'fixed', 'still-failing', 'not-run-before', 'not-run-now'),
    before: anyStatus,
    now: anyStatus,
  },
  { requiredKeys: ['id', 'change'] },
);
const anyComparison: fc.Arbitrary<Comparison> = fc.record({
  target: anyText,
  startedAt: anyText,
  changes: fc.array(anyChange, { maxLength: 4 }),
});

export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    target: anyText,
    checks: fc.array(anyCheck, { maxLength: 6 }),
    notices: fc.array(anyLocalized, { maxLength: 2 }),
    interrupted: fc.boolean(),
    baseline: fc.option(anyComparison),
  })
  .map(({ target, checks, notices, interrupted, baseline }) => ({
    ...sample,
    target,
    checks,
    notices,
    summary: summarise(checks),
    ...(interrupted && { interrupted }),
    ...(baseline && { baseline }),
  }));
