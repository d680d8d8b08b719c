import { expect, it } from 'vitest';
import type { Hop } from '../../../src/sso/browser/model.ts';
import type { CenterCall } from '../../../src/sso/center/model.ts';
import { describeEvidence } from '../../../src/sso/suite/evidence.ts';
import { factsOf } from '../../../src/suite/reporters/shared.ts';
import { both, useLanguage } from '../../../src/text/translate.ts';

const hop = (path: string, more: Partial<Hop> = {}): Hop => ({
  method: 'GET',
  url: `http://127.0.0.1:1${path}`,
  headers: [],
  via: 'visit',
  status: 200,
  responseHeaders: [],
  text: 'Sorry',
  refusedCookies: [],
  ...more,
});

const call = {
  method: 'POST',
  url: 'http://127.0.0.1:2/api/v1/oauth2/token',
  status: 400,
  error: 'invalid_grant',
  reason: both('{name} is missing', { name: 'code' }),
} as CenterCall;

const login = { hops: [hop('/callback')] };
const failed = { visits: [login, { hops: [hop('/account')] }], calls: Array(22).fill(call), login };

it('has the headings and the reasons in both languages, and English ones in JSON', () => {
  const { response, localized } = describeEvidence(failed, ['secret-1'], 'started\nsecret-1');
  expect(response).toBe(localized?.en);
  for (const part of ['After that:\n', 'Calls to the login centre:\n', '(code is missing)', '… (2 more)'])
    expect(localized?.en).toContain(part);
  expect(localized?.en).toContain('Last lines of the output of the server:\nstarted\n***');
  for (const part of [
    '之后：\n',
    '对认证中心的调用：\n',
    '（另有 2 条）',
    '服务器输出的最后几行：\nstarted\n***',
  ])
    expect(localized?.zh).toContain(part);
  expect(localized?.zh).not.toMatch(/is missing|After|Calls|Last/);
});

it('says in the chosen language why the browser has stopped', () => {
  const reason = both('there was no response');
  const stopped = { hops: [], stopped: { kind: 'failed', reason } } as const;
  const evidence = describeEvidence({ visits: [stopped as never], calls: [] }, []);
  const shown = () =>
    factsOf({ evidence, hint: reason } as never).find(({ name }) => name === 'response')?.text;
  expect(evidence.response).toBe('there was no response');
  expect(shown()).toBe('there was no response');
  useLanguage('zh');
  expect(shown()).toBe(reason.zh);
  expect(reason.zh).not.toBe(reason.en);
});
