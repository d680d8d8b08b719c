import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/callback/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { clean, compared, interrupted, sample } from './fixture.ts';

describe.each(Object.entries(reporters))('%s', (name, reporter) => {
  test.each(['en', 'zh'] as const)('writes the small report in %s', async (language) => {
    useLanguage(language);
    await expect(reporter(sample)).toMatchFileSnapshot(`golden/${name}.${language}.txt`);
  });

  test('writes a report in which everything passed', async () => {
    await expect(reporter(clean)).toMatchFileSnapshot(`golden/${name}.clean.txt`);
  });

  test('says that a run was interrupted', () => {
    for (const language of ['en', 'zh'] as const) {
      useLanguage(language);
      const whole = reporter(sample);
      const partial = reporter(interrupted);
      expect(whole).not.toMatch(/interrupted|已中断/i);
      expect(partial).toMatch(
        name === 'json' ? '"interrupted": true' : language === 'en' ? /interrupted/i : '已中断',
      );
    }
  });

  test('carries each check, and each failure and warning with what belongs to it', () => {
    const text = reporter(sample);
    // These list no passed checks.
    const first = ['markdown', 'spec', 'github'].includes(name) ? 2 : 0;
    for (const { id } of sample.checks.slice(first, 4)) expect(text).toContain(id);
    // An annotation has no room for the request.
    const request = name === 'github' ? [] : ['saasproduce?signature=0a1b'];
    for (const part of ['resultCode 000001', 'Remember nonces for 60 s', ...request]) {
      expect(text.replaceAll('&amp;', '&')).toContain(part);
    }
    expect(text).toContain('zh-cn_topic_0070649411');
    expect(text.endsWith('\n')).toBe(true);
  });
});

test.each(['en', 'zh'] as const)('spec: lists everything in full if verbose, in %s', async (language) => {
  useLanguage(language);
  const text = reporters.spec(sample, { verbose: true });
  await expect(text).toMatchFileSnapshot(`golden/spec.verbose.${language}.txt`);
});

describe('the comparison with an earlier report', () => {
  test.each(['en', 'zh'] as const)('at the end of the report for people, in %s', async (language) => {
    useLanguage(language);
    const text = reporters.spec(compared);
    await expect(text.slice(text.indexOf(language === 'en' ? 'Compared' : '与 2025'))).toMatchFileSnapshot(
      `golden/spec.compared.${language}.txt`,
    );
  });

  test.each(['markdown', 'html', 'github'] as const)('%s: names the changes', (name) => {
    const text = reporters[name](compared)
      .replaceAll('\\', '')
      .replaceAll('%3A', ':')
      .replaceAll('%0A', '\n');
    expect(text).toContain('Compared with the report of 2025-12-31T01:02:03.456Z for ');
    expect(text).toMatch(/Not run now\W.*1 check, with findings in V2K-LIFE-TENANT/);
    expect(text).toMatch(/Not run before\W.*2 checks/);
    expect(text).toContain('V2-FIXED-18, V2-FIXED-19, and 1 more');
    expect(reporters[name](sample)).not.toContain('Compared');
  });

  test('says that nothing has changed, and names the server only where it is another', () => {
    const baseline = { target: sample.target, startedAt: 'then', changes: [] };
    expect(reporters.spec({ ...sample, baseline })).toContain(
      'Compared with the report of then\n  Changes  none\n',
    );
  });
});
