import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallRedactor } from '../../../src/callback/history/redaction.ts';
import { openHistory } from '../../../src/callback/history/store.ts';
import type { Parameter, ProtocolId } from '../../../src/callback/protocols/model.ts';
import type { RecordedAnswer } from '../../../src/exchanges/model.ts';
import { encryptField } from '../../../src/signing/sensitive-field.ts';
import { encodings, readings, tracesOf } from '../../support/encodings.ts';
import { runs } from '../../support/property-runs.ts';
import { answer, call, key } from './calls.ts';
import { temporaryFolder } from './folder.ts';

const redactor = createCallRedactor([key]);
const cipher = encryptField(key, '13800000000', { bits: 256, iv: 'abcdefghij012345' });

function request(
  given: {
    readonly url?: string;
    readonly body?: string | Uint8Array;
    readonly headers?: readonly Parameter[];
  },
  protocol?: ProtocolId,
) {
  const { url, headers, body, redacted } = redactor.request(
    {
      method: 'POST',
      url: given.url ?? '/',
      headers: given.headers ?? [],
      body: Buffer.from(given.body ?? ''),
    },
    protocol,
  );
  return { url, headers, body: Buffer.from(body).toString('latin1'), redacted };
}

function reply(
  body: string | Uint8Array,
  protocol?: ProtocolId,
  headers: readonly Parameter[] = [],
  truncated = false,
) {
  const found = redactor.answer(
    { durationMs: 1, status: 200, headers, body: Buffer.from(body), truncated },
    protocol,
  ) as Extract<RecordedAnswer, { body: Uint8Array }>;
  return { ...found, body: Buffer.from(found.body).toString('utf8') };
}

describe('a request', () => {
  it('is kept byte for byte if it has no secret', () => {
    const body = Buffer.from([0xff, 0xfe, 0, 34, 10, 13]);
    const facts = call({ request: { body } }).request;
    const kept = redactor.request(facts, 'v2');
    expect(kept).toEqual({ ...facts, redacted: false });
    expect(kept.body).toBe(body);
  });

  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'X-Auth-Token',
    'X-Security-Token',
    'X-API-Key',
  ])('does not keep the header %s', (name) => {
    expect(request({ headers: [[name, 'Bearer abc']] })).toMatchObject({
      headers: [[name, '***']],
      redacted: true,
    });
  });

  it('keeps what signs it', () => {
    const headers: Parameter[] = [
      ['authToken', 'abc'],
      ['x-sign', 'def'],
      ['timestamp', '1'],
      ['nonce', '2'],
      ['X-Forwarded-For', '10.0.0.1'],
    ];
    expect(request({ url: '/?authToken=a%3D&signature=b', headers })).toMatchObject({
      url: '/?authToken=a%3D&signature=b',
      headers,
      redacted: false,
    });
  });

  it('has no clear text of a field that must be encrypted in V1, and its ciphertext', () => {
    const url = '/p?a=1&mobilePhone=138+0000&email=a%40b.cn&x&authToken=t%2B#f';
    expect(request({ url }, 'v1')).toMatchObject({
      url: '/p?a=1&mobilePhone=***&email=***&x&authToken=t%2B#f',
      redacted: true,
    });
    for (const text of [encodeURIComponent(cipher), cipher, cipher.replaceAll('+', ' ')]) {
      const sealed = `/p?mobilePhone=${text}&email=&authToken=t`;
      expect(request({ url: sealed }, 'v1')).toMatchObject({ url: sealed, redacted: false });
    }
    // A name may be encoded as well, or be there thrice.
    expect(request({ url: '/p?mobile%50hone=1&email=b&email=c' }, 'v1').url).toBe(
      '/p?mobile%50hone=***&email=***&email=***',
    );
    // These are the plain fields of another protocol.
    expect(request({ url, body: '{"email":"a@b.cn"}' }, 'v2-kit')).toMatchObject({ url, redacted: false });
  });

  it.each(['v1-kit', 'v2-kit'] as const)('has no clear client secret in %s', (protocol) => {
    const rsa = Buffer.alloc(256, 7).toString('base64');
    const body = (secret: string) => `{ "clientId" : "c" ,"clientSecret":"${secret}", "n": 1.0e3 }`;
    expect(request({ body: body('plain secret') }, protocol)).toMatchObject({
      body: body('***'),
      redacted: true,
    });
    expect(request({ body: body(rsa) }, protocol)).toMatchObject({ body: body(rsa), redacted: false });
    expect(request({ body: body('') }, protocol)).toMatchObject({ body: body(''), redacted: false });
  });

  it('of an unknown protocol has none of them', () => {
    expect(
      request({ url: '/?email=a&userName=b', body: '{"clientSecret":"s","mobilePhone":138}' }),
    ).toMatchObject({
      url: '/?email=***&userName=b',
      body: '{"clientSecret":"***","mobilePhone":"***"}',
    });
  });

  it('of a form is read as well', () => {
    expect(request({ body: 'activity=newInstance&mobilePhone=138%2000&orderId=1' }, 'v1').body).toBe(
      'activity=newInstance&mobilePhone=***&orderId=1',
    );
  });

  it('is kept whole up to 4 MiB, and is marked if it is longer', () => {
    const limit = 4 * 1024 * 1024;
    const kept = (length: number) => {
      const { body, redacted } = request({ body: Buffer.alloc(length, 'a') });
      return { length: body.length, redacted };
    };
    expect(kept(limit)).toEqual({ length: limit, redacted: false });
    expect(kept(limit + 1)).toEqual({ length: limit, redacted: true });
  });
});

describe('an answer', () => {
  const info = (value: string) =>
    `{"resultCode":"000000",\n "info":[{"instanceId":"i","appInfo":{"frontEndUrl":"https://a","userName":${value},"password":${value}}}]}`;

  it('of V1 has only encrypted user names and passwords', () => {
    expect(reply(info('"admin"'), 'v1').body).toBe(info('"***"'));
    expect(reply(info(`"${cipher}"`), 'v1').body).toBe(info(`"${cipher}"`));
    expect(reply(info('null'), 'v1').body).toBe(info('null'));
    expect(reply(info('{"a":["b"]}'), 'v1').body).toBe(info('"***"'));
  });

  it('of V2 has no password, but the user name', () => {
    const text = '{"info":[{"appInfo":{"userName":"admin","password":"geheim"}}]}';
    expect(reply(text, 'v2').body).toBe('{"info":[{"appInfo":{"userName":"admin","password":"***"}}]}');
    expect(reply(text.replace('geheim', cipher), 'v2').body).not.toContain(cipher);
  });

  it.each([
    ['escaped names', '{"pass\\u0077ord":"geheim"}'],
    ['a name thrice', '{"password":"***","password":"geheim"}'],
    ['a quote in it', '{"password":"\\"geheim"}'],
    ['JSON in JSON', JSON.stringify({ data: JSON.stringify({ password: 'geheim' }) })],
    ['JSON in JSON in JSON', JSON.stringify(JSON.stringify(JSON.stringify({ password: 'geheim' })))],
    ['a body that is cut off', '{"a":1,"password":"geheim'],
    ['an object that is cut off', '{"a":1,"password":{"x":"geheim'],
    ['text around it', 'OK {"password":"geheim"} done'],
    ['a trailing comma', '{"password":"geheim",}'],
    ['single quotes', "{'resultCode':'000000','password':'geheim'}"],
    ['names without quotes', '{password: geheim}'],
    ['a form', 'resultCode=000000&password=geheim'],
    ['XML', '<r><password>geheim</password></r>'],
    ['a byte order mark', '\ufeff{"password":"geheim"}'],
    ['JSON within a text of JSON', JSON.stringify({ m: 'saved {"password":"x\\"geheim"}' })],
    ['JSON within a text that is cut off', '{"m":"saved {\\"password\\":\\"geheim'],
    ['JSON within a text that is no JSON', 'x {\\"password\\":\\"a\\\\\\"geheim\\"} y'],
    ['a name and = in a text of JSON', '{"m":"password=geheim"}'],
    ['a name and : in a text of JSON', '{"m":"a\\npassword: geheim"}'],
    ['a name and a full-width colon in a text of JSON', '{"m":"password：geheim"}'],
    ['a name and a full-width = in a text of JSON', '{"m":"password＝geheim"}'],
    ['a capital', '{"Password":"geheim"}'],
    ['a capital in a text of JSON', '{"m":"PASSWORD: geheim"}'],
    ['a blank and a quote in entities', 'password: &quot;geheim&quot;'],
    ['a quote in entities', 'password=&#34;a geheim&#34; b'],
    ['a blank in entities', 'password:&nbsp;geheim'],
    ['a blank and an escaped quote', 'password: \\"a geheim\\"'],
    ['an escaped quote', 'password=\\"geheim\\"'],
    ['a quote that is an escape', 'password=\\u0022a geheim\\u0022'],
    ['a quote that is percent-encoded', 'password=%22a geheim%22'],
    ['a tag before it', 'password: <b>geheim</b>'],
    ['an object of JavaScript', "password: {v: 'geheim'}"],
    ['a list of JavaScript', "password: ['a', 'geheim']"],
    ['what var_dump of PHP prints', 'array(1) {\n  ["password"]=>\n  string(6) "geheim"\n}'],
    ['attributes in XML', '<r><n:password type="a">geheim</n:password></r>'],
    ['a name and = in a name of JSON', '{"password=geheim":1}'],
    ['a name that is percent-encoded in JSON', '{"p%61ssword":"geheim"}'],
    ['a name that is percent-encoded in a form', 'a=1&p%61ssword=a%26geheim&b=2'],
    ['JSON in a form', 'data=%7B%22password%22%3A%22geheim%22%7D&b=1'],
    ['entities', '&quot;password&quot;:&quot;geheim&quot;'],
    ['an object in entities', '&quot;password&quot;:{&quot;a&quot;:&quot;geheim&quot;}'],
    ['entities in a text of JSON', '{"m":"&quot;password&quot;:&quot;geheim&quot;"}'],
    ['a comment', '{"password"/**/: "geheim"}'],
    ['comments that contain the name', '{"password"/* password */:/* c */ "geheim"}'],
    ['a comment up to the end of the line', '{"password" // c\n: "geheim"}'],
    ['an escaped quote behind a name without quotes', '{password:"x\\"geheim"}'],
    ['an escaped line break before it', 'a\\npassword=geheim'],
    ['a list of PHP', "['password' => 'geheim']"],
    ['CDATA', '<password><![CDATA[geheim]]></password>'],
    [
      'JSON in twelve texts',
      Array.from({ length: 12 }).reduce<string>(
        (inner) => `"${inner.replaceAll('\\', '\\u005c').replaceAll('"', '\\u0022')}"`,
        '{"password":"geheim"}',
      ),
    ],
  ])('has no password with %s', (_, text) => {
    const { body } = reply(text, 'v2');
    expect(body).not.toContain('geheim');
    expect(body).toContain('***');
  });

  it.each([
    '{"resultCode":"000000","resultMsg":"success.","instanceId":"i"}',
    '{"resultCode":"000005","resultMsg":"wrong password"}',
    '{"resultMsg":"the password must have 8 characters, 50% \\"letters\\"\\nURL: https://a.example/?a=b&c=d"}',
    '{"a":"the password:","password":"","m":"&lt;password&gt;"}',
    'the password>8, or password < 100',
    '<password></password><instanceId>a</instanceId>',
    '<label for="password">Password</label><input name="password" value="">',
  ])('without a password is kept: %s', (text) => {
    for (const protocol of ['v1', 'v2', undefined] as const) expect(reply(text, protocol).body).toBe(text);
  });

  it.each([
    ['a second byte that is a backslash', '{"m":"\xd5\x5c","password":"geheim"}'],
    ['one in a name', '{"\xd5\x5c":"x","password":"geheim"}'],
    ['one in a password', '{"password":"\xd5\x5c","password":"geheim"}'],
    ['a second byte that is a letter', 'm=\xc3apassword=geheim'],
    ['a second byte that is a bracket', 'm=\xc3a&password=\xc3{geheim'],
  ])('of GBK has no password with %s', (_, text) => {
    const body = reply(Buffer.from(text, 'latin1'), 'v2').body;
    expect(body).not.toContain('geheim');
    expect(body).toContain('***');
  });

  it('of GBK is redacted in its bytes', () => {
    const gbk = Buffer.concat([
      Buffer.from('{"m":"'),
      Buffer.from([0xd6, 0xd0]),
      Buffer.from('","password":"geheim"}'),
    ]);
    const { body } = redactor.answer(
      { durationMs: 1, status: 200, headers: [], body: gbk, truncated: false },
      'v2',
    ) as Extract<RecordedAnswer, { body: Uint8Array }>;
    expect(Buffer.from(body)).toEqual(
      Buffer.concat([Buffer.from('{"m":"'), Buffer.from([0xd6, 0xd0]), Buffer.from('","password":"***"}')]),
    );
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('that is compressed with %s is kept as it reads, without secrets', (encoding, compress) => {
    const packed = compress(Buffer.from(`{"password":"geheim","key":"${key}"}`));
    expect(reply(packed, 'v2', [['Content-Encoding', encoding]]).body).toBe('{"password":"***","key":"***"}');
  });

  it('that is no text is not kept, whatever its encoding is said to be', () => {
    for (const encoding of ['gzip', 'br', 'zstd', 'UTF-8']) {
      const of = (body: string | Uint8Array) => reply(body, 'v2', [['content-encoding', encoding]]).body;
      expect(of(Buffer.from([0x1f, 0x8b, 8, 0, 1]))).toBe('*** (5 bytes that are no text)');
      expect(of(`no such thing: ${key}`)).toBe('no such thing: ***');
    }
  });

  it('has no cookie', () => {
    expect(
      reply('', 'v2', [
        ['Set-Cookie', 'session=1'],
        ['A', key],
      ]).headers,
    ).toEqual([
      ['Set-Cookie', '***'],
      ['A', '***'],
    ]);
  });

  it('is kept up to 64 KiB, without a part of a secret at its end', () => {
    const limit = 64 * 1024;
    const kept = (text: string, isCut = false) => {
      const { body, truncated } = reply(text, 'v2', [], isCut);
      // Not the texts themselves, which would fill the screen.
      return { length: body.length, truncated, rest: body.replace(/^a+/, '').slice(0, 50) };
    };
    expect(kept('a'.repeat(limit))).toEqual({ length: limit, truncated: false, rest: '' });
    expect(kept('a'.repeat(limit + 1))).toMatchObject({ truncated: true, rest: '' });
    expect(kept('a'.repeat(limit + 5000))).toEqual({ length: limit, truncated: true, rest: '' });
    for (const before of [limit - 20, limit - 1, limit, limit + 4070, limit + 4090]) {
      const { length, truncated, rest } = kept(`${'a'.repeat(before)}${key}${'b'.repeat(5000)}`);
      expect(truncated).toBe(true);
      expect(length).toBeLessThanOrEqual(limit);
      expect(rest).toMatch(/^(\*{0,3}|\*{3}b+)$/);
    }
    // One that arrived cut off may end with a part of a secret.
    expect(kept(`${'a'.repeat(limit - 10)}${key.slice(0, 10)}`, true)).toEqual({
      length: limit - 4096,
      truncated: true,
      rest: '',
    });
  });

  it('that is missing has no secret in its reason', () => {
    const failure = { en: `sent ${key}`, zh: `已发送 ${key}` };
    expect(redactor.answer({ durationMs: 1, failure, code: 'E' }, 'v2')).toMatchObject({
      failure: { en: 'sent ***', zh: '已发送 ***' },
    });
  });
});

const names = Object.keys(encodings);
const secrets = fc.stringMatching(/^[A-Za-z0-9+/=-]{24,40}$/);

describe('the file', () => {
  it('has no trace of a secret, wherever and in whatever encoding it came', () => {
    fc.assert(
      fc.property(
        secrets,
        fc.constantFrom(...names),
        fc.constantFrom<ProtocolId | undefined>('v1', 'v1-kit', 'v2', 'v2-kit', undefined),
        fc.constantFrom(
          'url',
          'header',
          'body',
          'answer',
          'answer header',
          'meaning',
          'problem',
          'reason',
          'instance',
        ),
        fc.constantFrom('', '{"a":"', 'x='),
        (secret, encoding, protocol, place, before) => {
          const folder = temporaryFolder();
          const text = `${before}${encodings[encoding]?.(secret)}`;
          const at = (where: string) => (place === where ? text : 'nothing');
          const words = (where: string) => ({ en: at(where), zh: at(where) });
          const history = openHistory(folder);
          const id = history.begin(
            call({
              ...(protocol && { protocol }),
              reason: words('reason'),
              instanceId: at('instance'),
              request: {
                url: `/p?q=${at('url')}`,
                headers: [['X-A', at('header')]],
                body: Buffer.from(at('body')),
              },
            }),
            [secret],
          );
          history.answer(id, answer(at('answer'), { headers: [['X-B', at('answer header')]] }), [secret]);
          history.judge(
            id,
            {
              verdict: 'failed',
              meaning: words('meaning'),
              problems: [
                {
                  id: 'A',
                  severity: 'error',
                  expected: words('problem'),
                  actual: words('problem'),
                  hint: words('problem'),
                },
              ],
            },
            [secret],
          );
          history.close();
          const bytes = readdirSync(join(folder, 'callback'))
            .map((name) => readFileSync(join(folder, 'callback', name)).toString('latin1'))
            .join('\n');
          expect(tracesOf(secret, readings(bytes))).toEqual([]);
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('has no clear text of an encrypted field, however the JSON is written', () => {
    const escapeLetter = (text: string, at: number) =>
      [...text]
        .map((letter, index) =>
          index === at ? `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}` : letter,
        )
        .join('');
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{10,30}$/),
        fc.constantFrom('userName', 'password'),
        fc.integer({ min: -1, max: 7 }),
        fc.stringMatching(/^[ \n\t]{0,3}$/),
        fc.json({ maxDepth: 2 }),
        fc.boolean(),
        (clear, name, escaped, blank, other, isCut) => {
          const text = `{"o":${other},"info":[{"appInfo"${blank}:{"x":[{}],"${escapeLetter(name, escaped)}"${blank}:${blank}"${clear}"${blank}}}]}`;
          const { body } = reply(isCut ? text.slice(0, text.indexOf(clear) + clear.length) : text, 'v1');
          expect(body).not.toContain(clear);
          if (!isCut) expect(body).toBe(text.replace(`"${clear}"`, '"***"'));
        },
      ),
    );
  });

  it('has no clear text of an encrypted field in what is said of a response', () => {
    const folder = temporaryFolder();
    const history = openHistory(folder);
    const said = (text: string) => ({ en: text, zh: text });
    const judged = (actual: string, protocol: ProtocolId = 'v1') => {
      const id = history.begin(call({ protocol }), []);
      const problem = { id: 'A', expected: said('b'), actual: said(actual), hint: said('c') };
      const meaning = said(actual);
      history.judge(
        id,
        { verdict: 'failed', meaning, resultCode: actual, problems: [{ ...problem, severity: 'error' }] },
        [],
      );
      const { meaning: kept, resultCode, problems } = history.read(id) ?? {};
      return [kept?.zh, resultCode, problems?.[0]?.actual.en];
    };
    const thrice = (text: string) => [text, text, text];
    expect(judged('text that is not JSON: {"password":"Hunter2","resu')).toEqual(
      thrice('text that is not JSON: {"password":"***","resu'),
    );
    expect(judged('resultCode 000005 (x): {"userName":"Hun')).toEqual(
      thrice('resultCode 000005 (x): {"userName":"***"'),
    );
    expect(judged('<b>password = Hunter2</b>')).toEqual(thrice('<b>password = ***</b>'));
    expect(judged('{"password":"Hunter2"}', 'order-notify')).toEqual(thrice('{"password":"Hunter2"}'));
    history.close();
  });
});
