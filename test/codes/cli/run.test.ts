import { describe, expect, it } from 'vitest';
import { explainCode, explanationWidth } from '../../../src/codes/cli/explain.ts';
import { runCodes } from '../../../src/codes/cli/run.ts';
import type { CodeEntry } from '../../../src/codes/entry.ts';
import { findEntries } from '../../../src/codes/lookup.ts';
import CodesCommand from '../../../src/commands/codes.ts';
import type { KooError } from '../../../src/errors/koo-error.ts';
import { useLanguage } from '../../../src/text/translate.ts';
import { width } from '../../../src/text/width.ts';
import { runCommand } from '../../commands/run.ts';

const run = (line: string) => runCommand(CodesCommand, line.split(' '));
const codes = async (line: string): Promise<readonly string[]> => {
  const { stdout } = await run(`${line} --json`);
  return (JSON.parse(stdout) as CodeEntry[]).map(({ code }) => code);
};

describe('koo codes with filters', () => {
  it.each([
    ['000105 --http 500', '000105'],
    ['MKT.0151 --http 500', 'MKT.0151'],
    ['MKT.9001 --http 200', 'MKT.9001'],
    ['reply resultCode=000105 --http 500', '000105'],
    ['reply 000105 --http 500', '000105'],
  ])('explains a code that is named, whatever the status: %s', async (line, code) => {
    expect(await codes(line)).toContain(code);
    expect((await run(line)).exitCode).toBe(0);
  });

  it.each([
    ['000105 --family gateway', '--family gateway'],
    ['000105 --activity orderQuery', '--activity orderQuery'],
    ['resultCode=000105 --family gateway', '--family gateway'],
    ['reply 000105 --family gateway', '--family gateway'],
  ])('does not call a code undocumented that is filtered out: %s', async (line, filter) => {
    const ended = await run(line);
    expect(ended).toMatchObject({ exitCode: 7, code: 'CODE_ELSEWHERE' });
    expect(ended.message).toBe(`000105 is documented, but not for ${filter}`);
  });

  it('explains known codes beside filtered and undocumented ones', async () => {
    const ended = await run('000105 APIGW.0301 000999 --family gateway');
    expect(ended.exitCode).toBe(7);
    expect(ended.stdout).toContain('APIGW.0301');
    expect(ended.stderr).toContain('000105 is documented, but not for --family gateway');
    expect(ended.stderr).toContain('000999 is not documented');
  });

  it('lists only codes with the status', async () => {
    expect(await codes('--http 406')).toEqual(['MKT.0250']);
    expect(await codes('--http 429')).toEqual(['APIGW.0308', 'CBC.0250']);
  });
});

it('wraps an explanation to the width of the terminal', async () => {
  expect(explanationWidth({ isTTY: true, columns: 80 })).toBe(80);
  expect(explanationWidth({ isTTY: true, columns: 200 })).toBe(100);
  expect(explanationWidth({})).toBe(100);
  const [entry] = findEntries('000105');
  for (const columns of [60, 80]) {
    for (const language of ['en', 'zh'] as const) {
      useLanguage(language);
      const lines = explainCode(entry!, undefined, columns).split('\n');
      expect(lines.filter((line) => width(line) > columns && !/https?:/.test(line))).toEqual([]);
    }
  }
});

describe('a code whose meaning depends on the status', () => {
  it.each([
    [413, /larger than 12 MB/, /does not help/, /smaller body/],
    [502, /problem with the backend/, /may help after a while/, /Try again later/],
    [400, /malformed/, /does not help/, /Check the method/],
  ])('APIGW.0201 with %i', async (http, meaning, repeat, next) => {
    const { stdout } = await run(`APIGW.0201 --http ${http}`);
    for (const text of [meaning, repeat, next]) expect(stdout).toMatch(text);
    expect(stdout.match(/backend$|12 MB$|malformed$/gm)).toHaveLength(1);
  });

  it('shows all meanings without --http', async () => {
    const { stdout } = await run('APIGW.0201');
    for (const http of [400, 413, 414, 494, 500, 502, 504]) expect(stdout).toContain(`${http}: `);
  });
});

describe('koo codes for machines', () => {
  it.each(['csv', 'tsv'])('has the same columns for every query: %s', async (format) => {
    const headers: (string | undefined)[] = [];
    for (const line of ['000105', '000001', 'APIGW.0301 000105', 'MKT.0151']) {
      headers.push((await run(`${line} -o ${format}`)).stdout.split('\n')[0]);
    }
    expect(new Set(headers).size).toBe(1);
    expect(headers[0]).toContain('cause');
  });

  it('has null for an unknown cause', async () => {
    const [entry] = JSON.parse((await run('000105 --json')).stdout) as CodeEntry[];
    expect(entry?.cause).toBeNull();
  });
});

describe('a result code that was sent as a number', () => {
  it.each(['{"resultCode":105}', 'reply {"result_code": 105}'])('%s', async (line) => {
    const ended = await run(line);
    expect(ended).toMatchObject({ exitCode: 7, code: 'UNKNOWN_CODE', message: '105 is not documented' });
    expect(ended.hint).toContain('000105');
  });
});

describe('an HTTP status', () => {
  it.each(['500', 'HTTP 500', 'HTTP/1.1 500', '500 Internal Server Error'])(
    'is explained at once: %s',
    async (line) => {
      const ended = await run(line);
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ended.stdout).toMatch(/^HTTP 500 {2}The server failed/);
      expect(await codes(line)).toEqual(
        expect.arrayContaining(['DEBUG-HTTP-STATUS', 'MKT.0999', 'APIGW.0601']),
      );
      expect(await codes(line)).not.toContain('MKT.0250');
    },
  );

  it('is limited by a filter', async () => {
    expect(await codes('401 --family usage-push')).toEqual(['94060002']);
  });

  it('has a meaning for every status of an error that is documented', async () => {
    const { stdout } = await runCommand(CodesCommand, ['--json']);
    const statuses = new Set(
      (JSON.parse(stdout) as CodeEntry[]).flatMap(({ http }) => http.filter((one) => one >= 400)),
    );
    expect(statuses.size).toBeGreaterThan(10);
    for (const status of statuses)
      expect((await run(String(status))).stdout).toMatch(new RegExp(`^HTTP ${status} `));
  });

  it.each(['APIGW.0201 500', '{"resultCode":500}', '500 000105', 'line 500 of a.log', '418'])(
    'is not what %s is about',
    async (line) => expect((await run(line)).stdout).not.toMatch(/^HTTP/),
  );
});

describe('a search', () => {
  it.each(['签名验证失败', '签名错误', '验签失败', 'wrong signature', 'signature'])(
    'lists the codes of all protocols where they match equally well: %s',
    async (words) => {
      const { stdout } = await run(words);
      expect(stdout).toMatch(/^RESULT CODE +FAMILY +MEANING\n/);
      for (const code of ['000001', 'DEBUG-BODY-SIGN-WRONG', 'MKT.0102', '94060002', 'APIGW.0301'])
        expect(stdout).toContain(code);
      expect(stdout).toContain('For all about one of them: koo codes ');
      expect(stdout).not.toContain('What to do');
    },
  );

  it('explains a match that is better than the others', async () => {
    expect((await run('sold out')).stdout).toMatch(/^000106 /);
  });
});

describe('koo codes with a hostile text', () => {
  const noFilters = { family: undefined, activity: undefined, http: undefined };
  const unknownCodes = Array.from({ length: 20_000 }, (_, index) => `${96_000_000 + index}`);
  const failure = async (text: string): Promise<KooError> =>
    (await runCodes(text.split(' ').filter(Boolean), noFilters, () => undefined).catch(
      (error) => error,
    )) as KooError;

  it.each([
    ['punctuation', `x${')'.repeat(200_000)}y`, 'NOTHING_FOUND'],
    ['combining marks', `x${'\u0301\u0316'.repeat(100_000)}`, 'NOTHING_FOUND'],
    ['a status and words', `404 ${'a '.repeat(100_000)}!`, 'NOTHING_FOUND'],
    ['one code', '000999 '.repeat(100_000), 'UNKNOWN_CODE'],
    ['many codes', unknownCodes.join(' '), 'UNKNOWN_CODE'],
  ])('reads %s', async (_, text, code) => {
    const { facts } = await failure(text);
    expect(facts).toMatchObject({ category: 'check', code });
    expect(facts.message.en.length).toBeLessThan(2000);
  });

  it('names the first of many undocumented codes, each once', async () => {
    const { facts } = await failure([...unknownCodes.slice(0, 51), '96000000'].join(' '));
    expect(facts.message.en).toMatch(/^96000000, 96000001, .*, 96000049 and … are not documented$/);
    expect(facts.details).toMatchObject({ unknown: { length: 51 } });
  });
});
