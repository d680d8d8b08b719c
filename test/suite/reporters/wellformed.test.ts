import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { CheckResult, Report } from '../../../src/suite/report.ts';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { runs } from '../../support/property-runs.ts';
import { anyReport, sample } from './fixture.ts';
import { elements, parseXml } from './xml.ts';

const languages = ['en', 'zh'] as const;
const withLanguage = [anyReport, fc.constantFrom(...languages)] as const;

/** What XML keeps of a text. */
function kept(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(
      /[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|\p{Noncharacter_Code_Point}/gu,
      '',
    );
}

function complaints(report: Report): CheckResult[] {
  return report.checks.filter(({ status }) => status === 'failed' || status === 'warned');
}

test.each(Object.keys(reporters) as (keyof typeof reporters)[])(
  '%s: renders the same report identically',
  (name) => {
    fc.assert(
      fc.property(...withLanguage, (report, language) => {
        useLanguage(language);
        const text = reporters[name](report);
        expect(reporters[name](structuredClone(report))).toBe(text);
        expect(text.endsWith('\n')).toBe(true);
      }),
    );
  },
);

describe('json', () => {
  test('is a document that gives back the report', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const document = JSON.parse(reporters.json(report));
        expect(document.schema).toBe('koo.callback-report/1');
        expect(document.interrupted).toBe(report.interrupted);
        expect(document.baseline).toEqual(report.baseline);
        for (const [index, check] of report.checks.entries()) {
          const { hint, debuggerMessage, ...rest } = check;
          const complaint = check.status === 'failed' || check.status === 'warned';
          expect(document.checks[index]).toEqual({
            ...rest,
            ...(complaint && { hint, ...(debuggerMessage && { debuggerMessage }) }),
          });
        }
      }),
    );
  });

  test('has its keys in one order, whatever order they were made in', () => {
    const turned = JSON.parse(JSON.stringify(sample), (_, value) =>
      value && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    );
    expect(reporters.json(turned)).toBe(reporters.json(sample));
  });
});

describe('junit', () => {
  test('is well-formed XML that carries every text, with counts that agree', () => {
    fc.assert(
      fc.property(...withLanguage, (report, language) => {
        useLanguage(language);
        const root = parseXml(reporters.junit(report));
        const cases = elements(root, 'testcase');
        expect(root.attributes.tests).toBe(String(cases.length));
        expect(cases).toHaveLength(report.checks.length);
        expect(elements(root, 'failure')).toHaveLength(report.summary.failed);
        expect(elements(root, 'skipped')).toHaveLength(report.summary.skipped);
        expect(elements(root, 'system-out')).toHaveLength(report.summary.warned);
        for (const { attributes, children } of elements(root, 'testsuite')) {
          const own = children.filter(({ name }) => name === 'testcase');
          expect(attributes.tests).toBe(String(own.length));
          expect(attributes.failures).toBe(String(own.flatMap((one) => elements(one, 'failure')).length));
          expect(attributes.skipped).toBe(String(own.flatMap((one) => elements(one, 'skipped')).length));
        }
        for (const { hint, evidence } of complaints(report)) {
          expect(root.text).toContain(kept(hint[language]));
          if (evidence) expect(root.text).toContain(kept(evidence.response));
        }
      }),
    );
  });
});

describe('html', () => {
  test('is well-formed, carries every text, and lets none become markup', () => {
    fc.assert(
      fc.property(...withLanguage, (report, language) => {
        useLanguage(language);
        const text = reporters.html(report);
        const root = parseXml(text);
        expect(root.attributes.lang).toBe(language === 'zh' ? 'zh-CN' : 'en');
        expect(elements(root, 'tr')).toHaveLength(report.checks.length);
        expect(elements(root, 'article')).toHaveLength(complaints(report).length);
        for (const name of ['img', 'link', 'iframe', 'form']) expect(elements(root, name)).toEqual([]);
        expect(elements(root, 'script')).toHaveLength(1);
        for (const { attributes } of elements(root, 'a')) expect(attributes.href).toMatch(/^https?:\/\//);
        for (const { hint, evidence } of complaints(report)) {
          expect(root.text).toContain(kept(hint[language]));
          if (evidence) expect(root.text).toContain(kept(evidence.response));
        }
      }),
    );
  });
});

describe('tap', () => {
  /** Reads TAP 14 as its specification has it; throws at a line that is none of its kinds. */
  function parseTap(text: string) {
    const [version, ...lines] = text.trimEnd().split('\n');
    expect(version).toBe('TAP version 14');
    const plan = /^1\.\./.test(lines[0]!) ? lines.shift() : undefined;
    const points: { ok: boolean; skip: boolean; diagnostics: Record<string, unknown> | undefined }[] = [];
    let bailed = false;
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index]!;
      const point = /^(not )?ok (\d+) - ((?:[^#\\]|\\[#\\])*)(# SKIP(?: (?:[^#\\]|\\[#\\])*)?)?$/.exec(line);
      if (point) {
        expect(Number(point[2])).toBe(points.length + 1);
        points.push({ ok: !point[1], skip: point[4] !== undefined, diagnostics: undefined });
      } else if (line === '  ---') {
        const end = lines.findIndex((one, at) => at > index && one.trim() === '...');
        const block = lines.slice(index + 1, end).map((one) => one.replace(/^ {2}/, ''));
        // https://yaml.org/spec/1.2.2/#51-character-set
        expect(block.join('\n')).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/);
        points.at(-1)!.diagnostics = parseYaml(block.join('\n'));
        index = end;
      } else if (line.startsWith('Bail out!')) bailed = true;
      else expect(line).toMatch(/^#/);
    }
    expect(plan).toBe(bailed && points.length === 0 ? undefined : `1..${points.length}`);
    return { points, bailed };
  }

  test('is TAP 14 that carries every text exactly', () => {
    fc.assert(
      fc.property(...withLanguage, (report, language) => {
        useLanguage(language);
        const { points, bailed } = parseTap(reporters.tap(report));
        expect(bailed).toBe(report.interrupted === true);
        expect(points).toHaveLength(report.checks.length);
        for (const [index, { status, hint, evidence, source }] of report.checks.entries()) {
          const point = points[index]!;
          expect(point.ok).toBe(status !== 'failed');
          expect(point.skip).toBe(status === 'skipped');
          if (status !== 'failed' && status !== 'warned') expect(point.diagnostics).toBeUndefined();
          else {
            expect(point.diagnostics).toMatchObject({
              severity: report.checks[index]!.severity,
              ...(source && !source.includes('\n') && { source }),
            });
            expect([hint[language], `${hint[language]}\n`]).toContain(point.diagnostics?.hint ?? '');
            // A literal block ends with a line feed of its own.
            const { sent = '', response = '' } = point.diagnostics as Record<string, string>;
            expect([evidence?.curl ?? '', `${evidence?.curl}\n`]).toContain(sent);
            expect([evidence?.response ?? '', `${evidence?.response}\n`]).toContain(response);
          }
        }
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('markdown', () => {
  test('no text leaves its line, its table or its fence', () => {
    fc.assert(
      fc.property(...withLanguage, (report, language) => {
        useLanguage(language);
        const lines = reporters.markdown(report).split(/\r\n?|\n/);
        let fence = '';
        let tags = 0;
        let headings = 0;
        for (const line of lines) {
          if (fence !== '') {
            if (line === fence) fence = '';
            continue;
          }
          const opened = /^(`{3,})(sh|http)$/.exec(line)?.[1];
          if (opened) fence = opened;
          else if (/^<details><summary>[^<]*<\/summary>$/.test(line)) tags += 1;
          else if (line === '</details>') tags -= 1;
          else {
            expect(line).toMatch(/^$|^- |^> |^>$|^#{2,4} |^\||^\*\*/);
            if (line.startsWith('####')) headings += 1;
            if (line.startsWith('|')) expect(line.match(/(?<!\\)\|/g)).toHaveLength(6);
            // Our own bold labels and links, and what is escaped, are all the markup there is.
            const rest = line
              .replace(/\\./g, '')
              .replace(/<https?:\/\/[^<>\s]+>/g, '')
              .replace(/^(- |> )?\*\*[^*]+\*\*/, '')
              .replace(/\| \*\*[^*|]+\*\*(?= \|)/g, '');
            expect(rest).not.toMatch(/[<`*_[\]]/);
          }
        }
        expect({ fence, tags, headings }).toEqual({
          fence: '',
          tags: 0,
          headings: complaints(report).length,
        });
      }),
    );
  });
});

test.each(['https://x_y\\', 'https://x`y', 'https://x>y'])('%s is text in Markdown, not a link', (source) => {
  const report = { ...sample, checks: sample.checks.map((check) => ({ ...check, source })) };
  expect(reporters.markdown(report)).not.toContain(`<${source}>`);
});

test.each(['javascript://x/%0aalert(1)', 'data:text/html,x', 'ftp://x'])(
  '%s never becomes a link',
  (source) => {
    const report = { ...sample, checks: sample.checks.map((check) => ({ ...check, source })) };
    expect(elements(parseXml(reporters.html(report)), 'a')).toEqual([]);
    expect(reporters.markdown(report)).not.toContain(`<${source}>`);
  },
);
