import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/suite/reporters/index.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { clean, interrupted, sample } from './fixture.ts';

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
