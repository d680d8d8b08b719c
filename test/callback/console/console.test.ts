import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ListenState } from '../../../src/callback/console/calls.tsx';
import { startListenConsole } from '../../../src/callback/console/console.tsx';
import type { CallFacts, History, Judgement } from '../../../src/callback/history/model.ts';
import { openHistory } from '../../../src/callback/history/store.ts';
import { toHttp } from '../../../src/callback/protocols/request.ts';
import type { RecordedAnswer } from '../../../src/exchanges/model.ts';
import type { Keys } from '../../../src/signing/key-class.ts';
import { verbatim } from '../../../src/text/translate.ts';
import { runs } from '../../support/property-runs.ts';
import { key, now, seal } from '../protocols/support.ts';

const keys: Keys = { base: key };
const encoder = new TextEncoder();

interface Browser {
  readonly history: History;
  readonly url: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<{ status: number; html: string }>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Response>;
}

async function open(
  more: { keys?: Keys; target?: string; sendAgain?: ListenState['sendAgain'] } = {},
): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'koo-listen-console-'));
  const history = openHistory(folder);
  const served = await startListenConsole({
    history,
    keys,
    url: 'http://127.0.0.1:8790',
    sendAgain: () => Promise.reject(new Error('not expected')),
    port: 0,
    ...more,
  });
  onTestFinished(async () => {
    await served.close();
    history.close();
    await rm(folder, { recursive: true, maxRetries: 5 });
  });
  const { origin } = new URL(served.url);
  const entered = await fetch(served.url, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const reply = await fetch(`${origin}/console${path}`, { headers: { cookie, ...headers } });
    return { status: reply.status, html: await reply.text() };
  };
  return {
    history,
    url: served.url,
    get,
    async post(path, fields) {
      const token = /name="token" value="([^"]+)"/.exec((await get('/')).html)?.[1] ?? '';
      const body = new URLSearchParams({ token, ...fields });
      const headers = { cookie, origin };
      return fetch(`${origin}/console${path}`, { method: 'POST', headers, body, redirect: 'manual' });
    },
  };
}

function factsOf(name = 'v2 newInstance', more: Partial<CallFacts> = {}): CallFacts {
  const sealed = seal(name, { values: { orderId: 'CS1' } });
  const { method, url, headers, body = '' } = toHttp(sealed);
  const { pathname, search } = new URL(url);
  return {
    receivedAt: now,
    protocol: sealed.protocol,
    activity: sealed.activity,
    orderId: 'CS1',
    signature: 'valid',
    request: { method, url: pathname + search, headers, body: encoder.encode(body) },
    ...more,
  };
}

function answerOf(body: string, more: object = {}): RecordedAnswer {
  return { durationMs: 7, status: 200, headers: [], body: encoder.encode(body), truncated: false, ...more };
}

const accepted: Judgement = {
  verdict: 'accepted',
  meaning: verbatim('resultCode 000000 (success)'),
  resultCode: '000000',
  problems: [],
};

function record(history: History, facts = factsOf(), answer = answerOf('{}'), judgement = accepted): number {
  const id = history.begin(facts, Object.values(keys));
  history.answer(id, answer, Object.values(keys));
  history.judge(id, judgement, Object.values(keys));
  return id;
}

describe('the list of calls', () => {
  test('says how to get a first one', async () => {
    const { html } = await (await open()).get('/');
    expect(html).toContain('koo callback send newInstance http://127.0.0.1:8790');
  });

  test('shows the latest first, and is limited by its filters', async () => {
    const { history, get } = await open();
    record(history);
    record(history, factsOf('v1 releaseInstance', { instanceId: 'i-1' }), answerOf('{}'), {
      ...accepted,
      verdict: 'failed',
      meaning: verbatim('no Content-Type'),
    });
    history.begin(factsOf('v2 releaseInstance', { signature: 'invalid' }), []);
    const shown = async (query: string) =>
      [...(await get(`/${query}`)).html.matchAll(/href="\/console\/calls\/(\d+)"/g)].map(([, id]) =>
        Number(id),
      );
    expect(await shown('')).toEqual([3, 2, 1]);
    expect(await shown('?verdict=failed')).toEqual([2]);
    expect(await shown('?verdict=pending')).toEqual([3]);
    expect((await get('/')).html).toContain('no response yet');
    expect(await shown('?verdict=x')).toEqual([3, 2, 1]);
    expect(await shown('?activity=releaseInstance')).toEqual([3, 2]);
    expect(await shown('?instanceId=i-1')).toEqual([2]);
    expect(await shown('?orderId=CS1&before=3')).toEqual([2, 1]);
    expect(await shown('?orderId=CS2')).toEqual([]);
    expect((await get('/?orderId=CS2')).html).toContain('No call matches.');
  });

  test('of many has pages, which find each of them once', async () => {
    const { history, get } = await open();
    for (let number = 0; number < 60; number += 1) history.begin(factsOf(), []);
    const first = await get('/?activity=newInstance');
    const next = /href="\/console(\/\?[^"]*before=[^"]*)"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&');
    const second = await get(next ?? '');
    const ids = [first, second].flatMap(({ html }) =>
      [...html.matchAll(/href="\/console\/calls\/(\d+)"/g)].map(([, id]) => Number(id)),
    );
    expect(ids).toEqual(Array.from({ length: 60 }, (_, index) => 60 - index));
    expect(second.html).toContain('Latest ones');
    expect(second.html).not.toContain('Earlier ones');
  });
});

describe('a call', () => {
  test('is shown whole, in both languages', async () => {
    const { history, get } = await open();
    const facts = factsOf('v2 newInstance', { target: 'http://127.0.0.1:3000/saasproduce' });
    const id = record(history, facts, answerOf('{"resultCode":"000000","appInfo":{"a":1}}'));
    const { html } = await get(`/calls/${id}`);
    for (const text of ['KooGallery takes it as done.', '&quot;appInfo&quot;: {', '&lt;accessKey&gt;']) {
      expect(html).toContain(text);
    }
    expect(html).toContain('data-copy="curl -i -X POST');
    expect((await get(`/calls/${id}`, { 'accept-language': 'zh-CN' })).html).toContain('待签名串');
  });

  test('without a host has no URL, and no command that sends it', async () => {
    const { history, get } = await open();
    const { request } = factsOf();
    const { html } = await get(`/calls/${record(history)}`);
    expect(html).toContain(`<code>${request.url.replaceAll('&', '&amp;')}</code>`);
    expect(html).not.toContain('data-copy="curl');
  });

  test('with a wrong signature shows the first difference', async () => {
    const { history, get } = await open();
    const facts = factsOf('v2 newInstance', { signature: 'invalid', reason: verbatim('signature wrong') });
    const url = facts.request.url.replace(/signature=../, 'signature=zz');
    const id = record(history, { ...facts, request: { ...facts.request, url } });
    const { html } = await get(`/calls/${id}`);
    expect(html).toContain('<mark>z</mark>');
    expect(html).toContain('The call is not valid: signature wrong');
  });

  test('compares the text that the server signed, and shows it without the access key', async () => {
    const { history, post } = await open();
    const id = record(history);
    const signed = `${key}{"activity":"newInstance","orderId":"CS2"}`;
    const html = await (await post(`/calls/${id}`, { do: 'compare', signed })).text();
    expect(html).toContain('The text differs');
    expect(html).not.toContain(key);
    const equal = await post(`/calls/${id}`, {
      do: 'compare',
      signed: '{"activity":"newInstance","orderId":"CS1"}\r\n',
    });
    expect(await equal.text()).toContain('The text is right.');
  });

  test('can be sent again', async () => {
    const replayed: number[] = [];
    const { history, post } = await open({
      sendAgain: (id) => {
        replayed.push(id);
        return Promise.resolve({ ok: true, meaning: verbatim('resultCode 000000'), replay: 9 });
      },
    });
    const id = record(history);
    const reply = await post(`/calls/${id}`, { do: 'replay' });
    expect(reply.status).toBe(303);
    expect(reply.headers.get('location')).toBe('/console/calls/9');
    expect(replayed).toEqual([id]);
  });

  test.each(['/calls/7', '/calls/x', '/calls/99999999999999999999'])('%s is not there', async (path) => {
    const { status, html } = await (await open()).get(path);
    expect(status).toBe(404);
    expect(html).toContain('The history has no such call');
  });
});

describe('who is let in', () => {
  test('browsers that have the address, and no others', async () => {
    const { url } = await open();
    const { origin } = new URL(url);
    expect((await fetch(`${origin}/console/`)).status).toBe(401);
    expect((await fetch(`${origin}/console/enter?code=x`)).status).toBe(401);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(`${origin}/anything`, { redirect: 'manual' })).headers.get('location')).toBe(
      '/console/',
    );
  });
});

/** What a sender or a merchant's server controls. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '</pre></textarea><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    'javascript:alert(1)',
    '\u202e\u0000\u001b[2J\u009b31m\ud800',
    key,
    `x${key}x`,
    Buffer.from(key).toString('base64'),
    '{"a":{"b":[1,{"c":"<b>"}]}}',
  ),
);

const bytes = fc.oneof(
  hostile.map((text) => encoder.encode(text)),
  fc.uint8Array({ maxLength: 60 }),
  hostile.map((text) => encoder.encode(JSON.stringify({ resultCode: text, resultMsg: text, [text]: text }))),
);

test('nothing that others control is more than text on a page, and no access key is on any', async () => {
  const { history, get } = await open();
  const headers = fc.array(fc.tuple(hostile, hostile), { maxLength: 4 });
  const call = fc.record({
    name: fc.constantFrom('v1 newInstance', 'v1-kit tenantSync', 'v2 newInstance', 'v2-kit tenantSync'),
    known: fc.boolean(),
    method: fc.constantFrom('GET', 'POST', 'M-SEARCH'),
    url: hostile.map((text) => `/${text}`),
    query: fc.boolean(),
    headers,
    body: bytes,
    ids: hostile,
    answerHeaders: headers,
    answer: bytes,
    said: hostile,
    signature: fc.constantFrom('valid' as const, 'invalid' as const, 'not-checked' as const),
    verdict: fc.constantFrom(
      'accepted' as const,
      'in-progress' as const,
      'refused' as const,
      'failed' as const,
    ),
  });
  await fc.assert(
    fc.asyncProperty(call, async (one) => {
      const { protocol: _, activity: __, ...base } = factsOf(one.name);
      const text = verbatim(one.said);
      const facts: CallFacts = {
        ...(one.known ? factsOf(one.name) : base),
        instanceId: one.ids,
        orderId: one.ids,
        target: one.url,
        signature: one.signature,
        reason: text,
        request: {
          method: one.method,
          url: one.query ? `${base.request.url}&x=${one.url}` : one.url,
          headers: [...base.request.headers, ...one.headers],
          body: one.body,
        },
      };
      const problem = { id: 'X', severity: 'error', expected: text, actual: text, hint: text } as const;
      const id = record(history, facts, answerOf('', { headers: one.answerHeaders, body: one.answer }), {
        verdict: one.verdict,
        meaning: text,
        resultCode: one.said,
        problems: [problem],
      });
      for (const path of ['/', `/calls/${id}`]) {
        const { html, status } = await get(path);
        expect(status).toBe(200);
        expect(html).not.toMatch(/<script(?! src="\/console\/assets)|<img|<b>(?=")|href="javascript/i);
        // No attribute but those of koo: values are quoted, and a quote in them is escaped.
        expect(html.replace(/"[^"]*"/g, '')).not.toMatch(/<[^>]*\bon\w+=/i);
        expect(html).not.toMatch(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
        expect(html).not.toContain(key);
        expect(html).not.toContain(Buffer.from(key).toString('base64'));
      }
    }),
    { numRuns: runs(60) },
  );
});

test('bodies of a mebibyte make no long page', async () => {
  const { history, get } = await open();
  const long = JSON.stringify({ x: '<b>&"'.repeat(200_000) });
  const facts = factsOf('v2-kit tenantSync');
  const id = record(
    history,
    { ...facts, request: { ...facts.request, body: encoder.encode(long) } },
    answerOf(long, { headers: [['X-Long', 'x'.repeat(10_000)]] }),
  );
  expect((await get(`/calls/${id}`)).html.length).toBeLessThan(900_000);
  expect((await get('/')).html.length).toBeLessThan(20_000);
});
