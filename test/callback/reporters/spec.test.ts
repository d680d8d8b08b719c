import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type Paint, reporters, specLines, specSummary } from '../../../src/callback/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { anyReport, anyText, clean, interrupted, sample } from './fixture.ts';

const tags: Paint = (style, text) => `<${style}>${text}</${style}>`;
const [https, create, stale] = sample.checks;

describe('specLines', () => {
  test('a check on one line, painted from outside', () => {
    expect(specLines(create!, create, { paint: tags })).toEqual([
      '  <green>✔</green> an order creates an instance  <dim>V2-LIFE-CREATE</dim>  <yellow>1.3 s</yellow>',
    ]);
  });

  test('a heading where protocol or group change, with a blank line before all but the first', () => {
    useLanguage('zh');
    expect(specLines(https!, undefined)).toEqual(['传输', '  ✔ 地址为 https,且证书有效  HTTPS']);
    expect(specLines(stale!, create)).toEqual(['', 'v2 / 鉴权', '  ✖ 拒绝 61 秒前的时间戳  V2-AUTH-STALE']);
  });

  test('ASCII where symbols cannot be shown', () => {
    const text = reporters.spec(interrupted, { unicode: false });
    expect(text.replace('成功', '')).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain('  + an order creates');
    expect(text).toContain('  x a timestamp');
    expect(text).toContain('  ! a replayed');
    expect(text).toContain('  - a tenant');
  });
});

describe('specSummary', () => {
  test('lists each failure and warning in order, and the outcome last', () => {
    const text = specSummary(sample);
    const parts = [
      'v2         1 failed',
      '✖ a timestamp 61 s old is refused  V2-AUTH-STALE',
      '  Request\n    curl -i -X POST',
      '  Expected ',
      '  Actual ',
      '  Debugger message ',
      '  Fix ',
      '  Source ',
      '⚠ a replayed nonce is refused  V2-AUTH-REPLAY',
      'Skipped checks\n',
      'needs V2K-LIFE-TENANT (8): V2K-LIFE-APP-1, V2K-LIFE-APP-2',
      'Note: v2-kit has no key of its own',
      '✖ 1 failed, 1 warning, 2 passed, 9 skipped in 1.8 s\n',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text.endsWith(parts.at(-1)!)).toBe(true);
  });

  test('is short when everything passed', () => {
    useLanguage('zh');
    expect(specSummary(clean)).toBe('\n传输  1 项通过\nv2    1 项通过\n\n✔ 2 项通过，耗时 1.8 秒\n');
  });

  test('keeps a command as it is, to be copied', () => {
    const curl = "curl -i 'https://isv.example.com' \\\n  --data-binary '{\n \"a\": 1\n}'";
    const report = {
      ...sample,
      checks: [{ ...stale!, evidence: { curl, response: 'no answer' } }],
    };
    expect(specSummary(report, { width: 20 })).toContain(`  Request\n${curl}\n`);
    const long = `curl -i 'https://isv.example.com/${'a'.repeat(300)}' \\\n  -H 'A: b c d e f g h i j k l m n o p'`;
    const wide = { ...sample, checks: [{ ...stale!, evidence: { curl: long, response: 'no answer' } }] };
    expect(specSummary(wide, { width: 20 })).toContain(`    ${long.replace('\n', '\n    ')}\n`);
  });

  test('stays within the width it is given, counting Chinese characters twice', () => {
    useLanguage('zh');
    for (const width of [40, 60, 80, 120]) {
      const lines = specSummary({ ...sample, checks: sample.checks.slice(3) }, { width }).split('\n');
      for (const line of lines.filter((one) => !one.includes('https://'))) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  test.each([40, 60, 80])('breaks no word at %i columns', (width) => {
    for (const language of ['en', 'zh'] as const) {
      useLanguage(language);
      const text = reporters.spec(sample, { width });
      const words = new Set(text.split(/\s+/));
      for (const { id, status, title, hint } of sample.checks) {
        const told = status === 'failed' || status === 'warned' ? `${title.en} ${hint.en}` : title.en;
        if (language === 'en') for (const word of told.split(' ')) expect(words).toContain(word);
        expect(text).toContain(id);
      }
      const lines = text.split('\n').filter((line) => !/https?:|^ {4}/.test(line));
      for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(width);
    }
  });

  test('lets no control sequence of the server reach the terminal', () => {
    fc.assert(
      fc.property(anyReport, anyText, (report, text) => {
        const evil = `\x1b[2J\x1b]0;title\x07\u202e${text}`;
        const checks = report.checks.map((check) => ({
          ...check,
          id: 'ID',
          title: { en: 'title', zh: '标题' },
          evidence: { curl: evil, response: evil },
          actual: { en: evil, zh: evil },
          reason: { en: evil, zh: evil },
        }));
        const output = specSummary({ ...report, checks });
        expect(output).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      }),
    );
  });
});
