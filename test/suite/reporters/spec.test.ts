import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { schemeSnippets } from '../../../src/callback/starter/schemes.ts';
import { type Paint, reporters, specGroup, specSummary } from '../../../src/suite/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { anyReport, anyText, clean, interrupted, sample } from './fixture.ts';

const tags: Paint = (style, text) => `<${style}>${text}</${style}>`;
const [https, create, stale, replay, tenant] = sample.checks;

describe('specGroup', () => {
  test('one line where nothing was found, painted from outside', () => {
    expect(specGroup([create!], { paint: tags })).toEqual([
      '<green>✔</green> v2 / Instance lifecycle  <dim>1 passed</dim>  <yellow>1.3 s</yellow>',
    ]);
    useLanguage('zh');
    expect(specGroup([https!])).toEqual(['✔ 传输  1 项通过']);
  });

  test('failures and warnings below it, and every check if verbose', () => {
    const fine = { ...stale!, status: 'passed', id: 'V2-AUTH-FINE' } as const;
    const shown = [
      '    ✖ a timestamp 61 s old is refused  V2-AUTH-STALE',
      '    ⚠ a replayed nonce is refused  V2-AUTH-REPLAY',
    ];
    const line = 'v2 / Authentication  1 failed, 1 warning, 1 passed';
    expect(specGroup([fine, stale!, replay!])).toEqual([`✖ ${line}`, ...shown]);
    expect(specGroup([fine, stale!, replay!], { verbose: true })).toEqual([
      `✖ ${line}`,
      '    ✔ a timestamp 61 s old is refused  V2-AUTH-FINE',
      ...shown,
    ]);
  });

  test('the mark of the worst result; skipped only where all are', () => {
    const marked = (...results: (typeof sample.checks)[number][]) => specGroup(results)[0]?.[0];
    expect(marked(tenant!)).toBe('−');
    expect(marked(tenant!, create!)).toBe('✔');
    expect(marked(tenant!, create!, replay!)).toBe('⚠');
    expect(marked(tenant!, create!, replay!, stale!)).toBe('✖');
  });

  test('adds up the times of checks that run one after another only', () => {
    const timed = (check: typeof stale, durationMs: number) =>
      specGroup([
        { ...check!, status: 'passed', durationMs },
        { ...check!, status: 'passed', durationMs: 500 },
      ]).join();
    expect(timed(create, 499)).not.toContain(' s');
    expect(timed(create, 500)).toContain('1.0 s');
    expect(timed(stale, 5000)).not.toContain(' s');
  });

  test('ASCII where symbols cannot be shown', () => {
    const text = reporters.spec(interrupted, { unicode: false, verbose: true });
    expect(text.replace('成功', '')).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain('    + an order creates');
    expect(text).toContain('    x a timestamp');
    expect(text).toContain('    ! a replayed');
    expect(text).toContain('    - a tenant');
  });
});

describe('specSummary', () => {
  test('lists each failure and warning in order, and the outcome last', () => {
    const text = specSummary(sample);
    const parts = [
      'v2         1 failed',
      '✖ a timestamp 61 s old is refused  V2-AUTH-STALE',
      '  Expected ',
      '  Actual ',
      '  Debugger message ',
      '  Fix ',
      '  Request (shortened; --verbose prints it whole)\n    curl -i -X POST',
      '  Response\n    HTTP/1.1 200 OK',
      '  Source ',
      '⚠ a replayed nonce is refused  V2-AUTH-REPLAY',
      'Skipped checks\n',
      'needs V2K-LIFE-TENANT (8): V2K-LIFE-APP-1, V2K-LIFE-APP-2',
      'Note: v2-kit has no key of its own',
      'Long requests and responses are shortened. See them in full with --verbose',
      '✖ 1 failed, 1 warning, 2 passed, 9 skipped in 1.8 s\n',
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text.endsWith(parts.at(-1)!)).toBe(true);
  });

  test('shows the code of each scheme once, behind the failures', () => {
    const wrongKey = { ...stale!, id: 'V2-AUTH-WRONG-KEY', group: 'verification' } as const;
    const changed = { ...replay!, id: 'V2-AUTH-CHANGED' } as const;
    const unsigned = { ...stale!, id: 'V1-REPLY-SIGN', protocol: 'v1', group: 'reply' } as const;
    const passed = { ...wrongKey, id: 'V2K-AUTH-WRONG-KEY', protocol: 'v2-kit', status: 'passed' } as const;
    const report = { ...sample, checks: [wrongKey, stale!, changed, unsigned, passed, tenant!] };
    const text = specSummary(report, { snippetsFor: schemeSnippets((scheme) => [`<${scheme}>`, 'code']) });
    expect(text.match(/^<.*>$/gm)).toEqual(['<v2-base>', '<v1-body-sign>']);
    expect(text.indexOf('<v2-base>')).toBeGreaterThan(text.indexOf('V2-AUTH-CHANGED'));
    expect(text.indexOf('<v1-body-sign>')).toBeLessThan(text.indexOf('Skipped checks'));
    const ofTime = { ...sample, checks: [stale!] };
    expect(specSummary(ofTime, { snippetsFor: schemeSnippets(() => ['<v>']) })).not.toContain('<v>');
    expect(specSummary(report)).not.toContain('<v2-base>');
  });

  test('is short when everything passed', () => {
    useLanguage('zh');
    expect(specSummary({ ...clean, protocols: ['v2'] })).toBe('\n✔ 2 项通过，耗时 1.8 秒\n');
  });

  test('keeps a command as it is, to be copied', () => {
    const curl = "curl -i 'https://isv.example.com' \\\n  --data-binary '{\n \"a\": 1\n}'";
    const report = {
      ...sample,
      checks: [{ ...stale!, evidence: { curl, response: 'no answer' } }],
    };
    expect(specSummary(report, { width: 20, verbose: true })).toContain(`  Request\n${curl}\n`);
    const long = `curl -i 'https://isv.example.com/${'a'.repeat(300)}' \\\n  -H 'A: b c d e f g h i j k l m n o p'`;
    const wide = { ...sample, checks: [{ ...stale!, evidence: { curl: long, response: 'no answer' } }] };
    expect(specSummary(wide, { width: 20, verbose: true })).toContain(
      `    ${long.replace('\n', '\n    ')}\n`,
    );
  });

  test('says how to repeat a command that is shown in full', () => {
    expect(specSummary(sample, { verbose: true })).toContain('Use `koo callback send` to sign');
    expect(specSummary(sample, { verbose: true })).not.toContain('shortened');
    const whole = {
      ...stale!,
      evidence: { curl: "curl -i 'https://isv.example.com/'", response: 'no answer' },
    };
    expect(specSummary({ ...sample, checks: [whole] })).toContain(
      "  Request\n    curl -i 'https://isv.example.com/'\n",
    );
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
      const text = reporters.spec(sample, { width, verbose: true });
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

test.each(['spec', 'html', 'markdown', 'junit', 'tap'] as const)(
  'the %s report has the beginning of a long line of a scenario, json all of it',
  (name) => {
    const line = (length: number) => `          userList: '${'x'.repeat(length - 21)}`;
    const [failure, ...others] = sample.checks.filter(({ status }) => status === 'failed');
    const withScenario = (length: number) => ({
      ...sample,
      checks: [{ ...failure!, scenario: `steps:\n${line(length)}\n` }, ...others],
    });
    const longest = /x+/g;
    const most = (text: string) => Math.max(...[...text.matchAll(longest)].map(([run]) => run.length));
    const [exact, longer] = [1000, 1001].map((length) => reporters[name](withScenario(length)));
    expect(exact).not.toContain('more characters');
    expect(longer).toContain('… (1 more characters)');
    expect([exact, longer].map((text) => most(text!))).toEqual([979, 979]);
    expect(most(reporters.json(withScenario(400_000)))).toBe(399_979);
    expect(reporters[name](withScenario(400_000)).length).toBeLessThan(50_000);
  },
);
