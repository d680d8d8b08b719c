import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepSummary } from '../../../src/suite/reporters/github.ts';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { run } from '../../callback/variants/run.ts';
import { anyReport, interrupted, sample } from './fixture.ts';

const mebibyte = 1024 * 1024;
const stale = sample.checks[2]!;

/** Reads a line as the runner does: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
function readCommand(line: string) {
  const [, name, properties = '', data = ''] = /^\s*::(\w+)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  if (name === undefined) return undefined;
  const unescaped = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  const pairs = properties.split(',').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), unescaped(pair.slice(at + 1))] as const;
  });
  return { name, ...Object.fromEntries(pairs), message: unescaped(data) };
}

function commands(text: string) {
  return text.split(/\r\n?|\n/).flatMap((line) => readCommand(line) ?? []);
}

describe('github', () => {
  test('escapes what would end a line or a property', () => {
    const check = {
      ...stale,
      id: 'V2-A',
      title: { en: '50 %: a, b', zh: '' },
      expected: { en: '100 %0A', zh: '' },
      actual: { en: 'one\r\n::set-env name=x::y', zh: '' },
    };
    const text = reporters.github({ ...sample, notices: [], checks: [check] });
    expect(text).toContain('\n::error title=V2-A%3A 50 %25%3A a%2C b::Expected: 100 %250A%0AActual: one%0A');
    expect(commands(text)).toEqual([
      {
        name: 'error',
        title: 'V2-A: 50 %: a, b',
        message: expect.stringContaining('Expected: 100 %0A\nActual: one\n::set-env name=x::y\n'),
      },
    ]);
  });

  test('an error for each failure, a warning for each warning, a notice for each notice, and nothing else', () => {
    fc.assert(
      fc.property(anyReport, fc.constantFrom('en' as const, 'zh' as const), (report, language) => {
        useLanguage(language);
        const plain = {
          ...report,
          checks: report.checks.map((check) => ({ ...check, id: 'V2-A', title: sample.checks[0]!.title })),
        };
        const names = commands(reporters.github(plain)).map(({ name }) => name);
        expect(names).toEqual([
          ...Array(report.summary.failed).fill('error'),
          ...Array(report.summary.warned).fill('warning'),
          ...report.notices.map(() => 'notice'),
          ...(report.baseline ? ['notice'] : []),
          ...(report.interrupted ? ['warning'] : []),
        ]);
      }),
    );
  });

  test('says that a run was interrupted', () => {
    expect(commands(reporters.github(interrupted)).at(-1)).toMatchObject({
      name: 'warning',
      message: 'The run was interrupted. This report is incomplete.',
    });
  });
});

describe('stepSummary', () => {
  const note = 'This summary is cut off, because GitHub allows no more than 1 MiB.';
  const large = {
    ...sample,
    checks: Array.from({ length: 1000 }, () => ({
      ...stale,
      evidence: { curl: 'curl', response: '中'.repeat(500) },
    })),
  };

  test('is the Markdown report', () => {
    expect(stepSummary(sample).trimEnd()).toBe(reporters.markdown(sample).trimEnd());
  });

  test('keeps within 1 MiB, with what is there already, and closes its last block', () => {
    for (const used of [0, 700_000]) {
      const text = stepSummary(large, used);
      expect(used + Buffer.byteLength(text)).toBeLessThanOrEqual(mebibyte);
      expect(used + Buffer.byteLength(text)).toBeGreaterThan(mebibyte - 4000);
      expect(text).toContain(note);
      expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
    }
  });

  test('is empty where there is no room at all', () => {
    expect(stepSummary(sample, mebibyte)).toBe('');
    const size = Buffer.byteLength(stepSummary(sample));
    expect(stepSummary(sample, mebibyte - size + 1)).toContain(note);
  });
});

test('no report shows an access key that the server echoes', async () => {
  const report = await run(
    {
      make:
        ({ key }) =>
        async () => ({
          status: 500,
          headers: [
            ['Content-Type', 'text/html'],
            ['X-Key', key],
          ],
          body: Buffer.from(
            `at verify (${key}) ${encodeURIComponent(key)} ${Buffer.from(key).toString('base64')}`,
          ),
        }),
    },
    'v2',
  );
  expect(report.summary.failed).toBeGreaterThan(0);
  const texts = [...Object.values(reporters).map((reporter) => reporter(report)), stepSummary(report)];
  for (const text of texts) {
    expect(text).not.toContain('base-key');
    expect(text).not.toContain(Buffer.from('base-key').toString('base64'));
  }
  expect(reporters.json(report)).toContain('***');
});
