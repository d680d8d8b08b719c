import { expect, test } from 'vitest';
import { type ErrorFacts, KooError } from '../../../src/errors/koo-error.ts';
import { parseReporterFlag, reporterNames } from '../../../src/suite/reporters/flag.ts';
import { reporters } from '../../../src/suite/reporters/index.ts';

test.each([
  ['spec', { name: 'spec' }],
  ['junit=out/report.xml', { name: 'junit', file: 'out/report.xml' }],
  ['json=a=b.json', { name: 'json', file: 'a=b.json' }],
  ['html=报告 1.html', { name: 'html', file: '报告 1.html' }],
])('reads %s', (flag, choice) => {
  expect(parseReporterFlag(flag)).toEqual(choice);
});

test.each([
  ['jnuit', 'junit'],
  ['JSON', 'json'],
  ['markdwon=x', 'markdown'],
  ['htm', 'html'],
  ['GitHub', 'github'],
])('names the nearest to %s', (flag, nearest) => {
  expect(refusal(flag)).toMatchObject({
    code: 'UNKNOWN_REPORTER',
    hint: { en: expect.stringMatching(new RegExp(`^Did you mean ${nearest}\\? Write NAME`)) },
    details: { suggestion: nearest },
  });
});

test('lists all names where none is near', () => {
  expect(refusal('xunit-2=report.xml')).toMatchObject({
    message: { en: 'Unknown reporter "xunit-2"' },
    hint: { en: expect.stringContaining('NAME is spec, json, junit, tap, markdown, html or github.') },
  });
});

test('refuses a file without a name', () => {
  expect(refusal('junit=').message).toEqual({
    en: '--reporter junit= has no file name',
    zh: '--reporter junit= 缺少文件名',
  });
});

test('every name has a reporter', () => {
  expect(Object.keys(reporters)).toEqual([...reporterNames]);
});

function refusal(flag: string): ErrorFacts {
  try {
    parseReporterFlag(flag);
  } catch (error) {
    if (error instanceof KooError) return error.facts;
  }
  throw new Error(`${flag} was accepted`);
}
