import { describe, expect, test } from 'vitest';
import {
  isTemporaryAk,
  looksLikeAk,
  looksLikeSk,
  unusualAk,
  unusualSk,
} from '../../../src/account/cli/credential.ts';
import { accounts } from '../../../src/sandbox/state/accounts.ts';
import { useLanguage } from '../../../src/text/translate.ts';

/** Huawei's published sample. */
const ak = 'QTWAOYTTINDUT2QVKYUC';
const sk = 'MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc';

describe('the forms of an AK and an SK', () => {
  test('are those of the published sample, of temporary pairs and of the sandbox', () => {
    expect([looksLikeAk(ak), looksLikeSk(sk)]).toEqual([true, true]);
    expect([looksLikeAk(sk), looksLikeSk(ak)]).toEqual([false, false]);
    for (const { credential, temporary } of accounts) {
      for (const pair of [credential, temporary]) {
        expect([looksLikeAk(pair.ak), looksLikeSk(pair.sk)]).toEqual([true, true]);
        expect(unusualAk(pair.ak)).toBeUndefined();
      }
    }
  });

  test.each([
    [ak.slice(1), 'An AK has 20 characters; this one has 19'],
    ['', 'An AK has 20 characters; this one has 0'],
    [ak.toLowerCase(), 'An AK consists of upper-case letters and digits'],
    [`${ak.slice(1)}-`, 'An AK consists of upper-case letters and digits'],
    [ak, undefined],
    [`${ak}X`, undefined],
  ])('of the AK %j: %s', (text, expected) => {
    expect(unusualAk(text)?.en).toBe(expected);
  });

  test.each([
    [sk.slice(1), 'An SK has 40 characters; this one has 39'],
    [`${sk}x`, 'An SK has 40 characters; this one has 41'],
    [sk, undefined],
  ])('of an SK', (text, expected) => {
    expect(unusualSk(text)?.en).toBe(expected);
  });

  test('of a short AK is told in Chinese', () => {
    useLanguage('zh');
    expect(unusualAk('ABC')?.zh).toBe('AK 应为 20 个字符，这里有 3 个');
  });

  test('of 40 characters in upper case is no SK, nor is a text with a blank', () => {
    expect(looksLikeSk('A'.repeat(40))).toBe(false);
    expect(looksLikeSk(`a ${sk.slice(2)}`)).toBe(false);
    expect(looksLikeSk(sk.slice(1))).toBe(false);
  });

  test('temporary ones are known by their length or beginning', () => {
    expect(isTemporaryAk(ak)).toBe(false);
    expect(isTemporaryAk(`${ak}Z`)).toBe(true);
    expect(isTemporaryAk(`HST${ak.slice(3)}`)).toBe(true);
    expect(isTemporaryAk('HST')).toBe(false);
  });
});
