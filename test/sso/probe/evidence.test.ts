import { expect, it } from 'vitest';
import type { Hop } from '../../../src/sso/browser/model.ts';
import type { CenterCall } from '../../../src/sso/center/model.ts';
import { describeEvidence } from '../../../src/sso/probe/evidence.ts';
import type { Evidence } from '../../../src/suite/report.ts';
import { problemLines } from '../../../src/suite/reporters/problem.ts';
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
  headers: [['sec-fetch-mode', 'cors']],
  status: 400,
  error: 'invalid_grant',
  reason: both('{name} is missing', { name: 'code' }),
} as unknown as CenterCall;

const login = { hops: [hop('/callback')] };
const failed = { visits: [login, { hops: [hop('/account')] }], calls: [call, call], login };

/** The facts of evidence, by their labels. */
function shownOf(evidence: Evidence): Record<string, string> {
  const facts = factsOf({ evidence, hint: both('there was no response') } as never);
  return Object.fromEntries(facts.map(({ label, text }) => [label, text]));
}

it('tells the calls of the browser from those of the server', () => {
  const url = 'http://127.0.0.1:2/api/v1/oauth2/authorize';
  const own = { method: 'GET', url, headers: [['sec-fetch-mode', 'navigate']], status: 302 } as const;
  const evidence = describeEvidence({ ...failed, calls: [own as unknown as CenterCall, call] }, []);
  expect(shownOf(evidence)['Calls to the login centre']?.split('\n')).toEqual([
    `GET ${url} → 302 (by the browser)`,
    expect.stringMatching(/^POST /),
  ]);
});

it('has its headings and reasons in the chosen language, and English ones in JSON', () => {
  const evidence = describeEvidence(failed, ['secret-1'], 'started\nsecret-1');
  const token = 'POST http://127.0.0.1:2/api/v1/oauth2/token → 400 invalid_grant';
  expect(evidence.response).toBe(
    [
      'HTTP 200\n\nSorry',
      'After that:\nGET http://127.0.0.1:1/account → 200',
      `Calls to the login centre:\n${token} (code is missing)\n${token} (code is missing)`,
      'Last lines of the output of the server:\nstarted\n***',
    ].join('\n\n'),
  );
  expect(shownOf(evidence)).toMatchObject({
    Response: 'HTTP 200\n\nSorry',
    'Calls to the login centre': expect.stringContaining('(code is missing)'),
  });
  useLanguage('zh');
  expect(shownOf(evidence)).toMatchObject({
    响应: 'HTTP 200\n\nSorry',
    之后的请求: 'GET http://127.0.0.1:1/account → 200',
    对认证中心的调用: `${token} (缺少 code)\n${token} (缺少 code)`,
    服务器输出的最后几行: 'started\n***',
  });
});

it('has each request on a line of its own where one ends with a secret', () => {
  const hops = [hop('/callback#access_token=secret-1', { status: 200 }), hop('/secret-1'), hop('/account')];
  const { curl } = describeEvidence({ visits: [{ hops }], calls: [] }, ['secret-1']);
  expect(curl.split('\n')).toHaveLength(4);
  const away = hop('/callback', { status: 303, responseHeaders: [['location', '/#access_token=secret-1']] });
  const followed = describeEvidence({ visits: [{ hops: [away, hop('/account')] }], calls: [] }, ['secret-1']);
  expect(followed.curl.split('\n').slice(0, 2)).toEqual([
    '# GET http://127.0.0.1:1/callback → 303 /#access_token=***',
    '# GET http://127.0.0.1:1/account → 200',
  ]);
});

it('has each call on a line of its own where the report is shortened', () => {
  const said = both('there was no response');
  const result = {
    id: 'X',
    status: 'failed',
    title: said,
    hint: said,
    evidence: describeEvidence(failed, []),
  };
  const lines = problemLines(result as never, { width: 100 });
  const at = lines.findIndex((line) => line.trim() === 'Calls to the login centre');
  expect(lines.slice(at + 1, at + 3).every((line) => line.includes('POST http://127.0.0.1:2'))).toBe(true);
});

it('lists the call that was refused among many, and says how many are left out', () => {
  const sound = (count: number) => Array.from({ length: count }, () => ({ ...call, reason: undefined }));
  const linesOf = (calls: readonly object[]) => {
    const { parts } = describeEvidence({ visits: [login], calls: calls as CenterCall[] }, []);
    return parts!.calls!.en.split('\n');
  };
  expect(linesOf(sound(20))).toHaveLength(20);
  expect(linesOf(sound(25)).slice(0, 2)).toEqual(['… (5 more)', expect.stringContaining('POST')]);
  const early = linesOf([...sound(2), call, ...sound(30)]);
  expect(early).toHaveLength(21);
  expect(early.slice(0, 2)).toEqual([expect.stringContaining('(code is missing)'), '… (13 more)']);
  expect(linesOf([...sound(30), call])[0]).toBe('… (11 more)');
});

it('says in the chosen language why the browser has stopped', () => {
  const reason = both('there was no response');
  const stopped = { hops: [], stopped: { kind: 'failed', reason } } as const;
  const evidence = describeEvidence({ visits: [stopped as never], calls: [] }, []);
  expect(evidence.response).toBe('there was no response');
  expect(shownOf(evidence).Response).toBe('there was no response');
  useLanguage('zh');
  expect(shownOf(evidence).响应).toBe(reason.zh);
  expect(reason.zh).not.toBe(reason.en);
});
