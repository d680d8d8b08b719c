import { inferProtocol } from '../../../src/callback/infer-protocol.ts';
import { protocols } from '../../../src/callback/protocols/index.ts';
import { toHttp } from '../../../src/callback/protocols/request.ts';
import { verify } from '../../../src/callback/verify.ts';
import { ignoreKooError } from '../../../src/errors/koo-error.ts';
import { looksLikeCmd, splitCmd, splitShell } from '../../../src/http/capture/command-line.ts';
import { readCapture } from '../../../src/http/capture/read.ts';
import { toCurl } from '../../../src/http/curl.ts';
import { verifyCall } from '../../../src/openapi/verify.ts';
import { signRequest } from '../../../src/signing/sdk-hmac.ts';
import { bodySignature, formatBodySign } from '../../../src/signing/v1-body-sign.ts';
import { shellQuote } from '../../../src/text/shell-word.ts';
import { assertThat, type Target, textOf } from '../target.ts';
import { callbackTokens, httpMessage, key, now, sampleRequests } from './requests.ts';

const tokens = [
  ...callbackTokens,
  ...[
    "curl 'https://isv.example.com/x'",
    '--data-raw ',
    '-d @-',
    '--data-urlencode ',
    '--compressed',
    '-X POST',
  ],
  ...[
    '"log":{"entries":[',
    '"request":{',
    '"response":{',
    '"postData":{"text":',
    '"encoding":"base64"',
    '"body":',
  ],
  ...['chunked\r\n\r\n', '5\r\nhello\r\n', '0\r\n\r\n', 'HTTP/1.1 200 OK\r\n', 'HTTP/2 200\r\n'],
];

const otherKeys = [['kit', 'another-key-0123456789']] as const;

/** `koo callback verify`: a captured request or response of any form, with every protocol. */
export const capture: Target = {
  seeds: function* () {
    for (const { protocol, activity, sealed } of sampleRequests()) {
      yield httpMessage(sealed);
      // The forms of a capture are the same for all activities.
      if (activity !== protocol.activities[0]) continue;
      const { method, url, headers, body } = toHttp(sealed);
      yield toCurl({ method, url, headers, ...(body !== undefined && { body }) });
      const names = headers.map(([name, value]) => ({ name, value }));
      const postData = { mimeType: 'application/json', text: body ?? '' };
      const request = { method, url, headers: names, postData };
      yield JSON.stringify({ log: { entries: [{ request, response: { status: 200, headers: [] } }] } });
      yield JSON.stringify({ method, url, headers: Object.fromEntries(headers), body });
    }
    const body = '{"resultCode":"000000","resultMsg":"success","instanceId":"i-1"}';
    const sign = formatBodySign(bodySignature(key, Buffer.from(body)));
    yield `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nBody-Sign: ${sign}\r\n\r\n${body}`;
  },
  tokens,
  run(input) {
    const captured = readCapture(input);
    // Mostly the protocol that koo chooses; its mistakes take milliseconds to explain.
    const any = protocols[input.length % protocols.length];
    const protocol = ignoring(() => inferProtocol(captured)) ?? any;
    if (!protocol) return;
    const found = verify(captured, { protocol, key, otherKeys, now });
    assertThat(!JSON.stringify(found).includes(key), 'the access key is not printed');
  },
};

/** The forms of a capture alone: far more of them than can be verified in the same time. */
export const captureForm: Target = { ...capture, run: (input) => readCapture(input) };

const credentials = [{ ak: 'FUZZACCESSKEY0000001', sk: 'fuzz-secret-key-0123456789abcdef' }];

/** `koo api verify`: a captured request of the open API. */
export const apiCapture: Target = {
  seeds: function* () {
    const bodies = ['', '{"order_id":"CS1906666666ABCDE","a":[1,2]}', 'a=1&b=%20'];
    for (const body of bodies) {
      const url = new URL('https://mkt.myhuaweicloud.com/api/mkp-openapi-public/v1/order?b=2&a=%20x&a=1');
      const method = body === '' ? 'GET' : 'POST';
      const [credential] = credentials;
      if (!credential) continue;
      const headers = signRequest({ method, url, headers: [['X-A', '  b  ']], body }, credential, now);
      yield toCurl({ method, url: url.href, headers, ...(body !== '' && { body }) });
      const lines = headers.map(([name, value]) => `${name}: ${value}`);
      yield [`${method} ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, ...lines, '', body].join(
        '\r\n',
      );
      yield JSON.stringify({ method, url: url.href, headers: Object.fromEntries(headers), body });
    }
  },
  tokens: [
    ...tokens,
    ...[
      'Authorization: SDK-HMAC-SHA256 Access=',
      ', SignedHeaders=',
      ', Signature=',
      'X-Sdk-Date: 20260101T000000Z',
    ],
    ...['X-Security-Token: ', 'x-sdk-content-sha256: UNSIGNED-PAYLOAD', '%2F', '%E4%B8', '//', '/./', ';'],
  ],
  run(input) {
    const captured = readCapture(input);
    const found = verifyCall(captured, { credentials, at: now });
    const isPrinted = credentials.some(({ sk }) => JSON.stringify(found).includes(sk));
    assertThat(!isPrinted, 'the SK is not printed');
  },
};

/** The words of a command line of bash; quoted, they are the same words again. */
export const shell: Target = {
  seeds: function* () {
    yield `curl 'https://x.example/?a=1' \\\n  -H "A: b \\" \\$ c" --data-raw $'\\u4e2d\\x41\\n\\'' # end`;
    yield `a"b"'c'$'d'\\e f;g`;
    yield `curl a && b`;
  },
  tokens,
  run(input) {
    // A line end of Windows is one of a shell, also within quotes.
    const words = splitShell(textOf(input)).map((word) => word.replace(/(?<!\r)\r+\n/g, '\n'));
    const again = splitShell(words.map(shellQuote).join(' '));
    assertThat(JSON.stringify(again) === JSON.stringify(words), 'quoted words are read as they are');
  },
};

/** The words of a command line of cmd.exe. */
export const cmd: Target = {
  seeds: function* () {
    yield 'curl ^"https://x.example/?a=1^&b=2^" ^\r\n  -H ^"A: b^" --data-raw ^"^{^\\^"a^\\^":1^}^"';
    yield 'curl "a\\\\\\"b" c^^d & e';
  },
  tokens,
  run(input) {
    const text = textOf(input);
    looksLikeCmd(text);
    const total = splitCmd(text).reduce((sum, word) => sum + word.length, 0);
    assertThat(total <= text.length, 'words are not longer than the command line');
  },
};

function ignoring<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    return ignoreKooError(error);
  }
}
