import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Values } from '../../src/callback/protocols/model.ts';
import type { RawReply, RawRequest } from './calls.ts';
import { call, newOrder, purchase, purchaseV1, replyMs, send, signed } from './calls.ts';
import { secrets } from './project.ts';

/** A text that occurs nowhere else: the log must not hold it. */
export const mark = 'Vz9Qx7Kp3';

/** A request, and the result codes that a server may answer it with. */
interface Attack {
  readonly name: string;
  readonly make: (url: string) => RawRequest;
  readonly codes: readonly string[];
}

const anyRefusal = ['000001', '000002', '000003'];
const mebibyte = 1024 * 1024;
const json: RawRequest['headers'] = [['Content-Type', 'application/json']];

/** A signed newInstance with another body. */
const withText = (text: string) => (url: string) => signed(url, 'v2', 'newInstance', {}, { text });

/** A signed newInstance with more members, which a server ignores. */
const withMembers = (members: string) => (url: string) =>
  withText(`{"activity":"newInstance",${JSON.stringify(purchase(newOrder())).slice(1, -1)},${members}}`)(url);

const nestedList = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `"x${index}":1`).join();

const withType = (type: string | undefined) => (url: string) => {
  const request = signed(url, 'v2', 'newInstance', purchase(newOrder()));
  return { ...request, headers: type === undefined ? [] : ([['Content-Type', type]] as const) };
};

/** A body of exactly this many bytes. */
const ofLength = (length: number) => (url: string) => {
  const empty = withMembers('"x":""')(url).body ?? '';
  return withMembers(`"x":"${'x'.repeat(length - empty.length)}"`)(url);
};

/** A kit call whose body has exactly this many bytes. */
const ofKitLength = (length: number) => (url: string) => {
  const values = {
    instanceId: 'i',
    orderId: '',
    tenantId: 't',
    tenantCode: 'c',
    domainName: 'd.example.com',
    name: 'n',
    flag: 1,
    testFlag: 1,
    timeStamp: '20260101000000000',
  };
  const make = (x: string) => signed(url, 'v2-kit', 'tenantSync', { ...values, x });
  return make('x'.repeat(length - Buffer.byteLength(make('').body ?? '')));
};

/** A kit call in which a name or a value has half of a surrogate pair. */
const withSurrogate =
  (id: 'v1-kit' | 'v2-kit', place: string) =>
  (url: string): RawRequest => {
    const values: Values = {
      instanceId: '',
      orderId: '',
      tenantId: 't',
      tenantCode: 'c',
      domainName: 'd.example.com',
      name: 'n',
      flag: id === 'v1-kit' ? '1' : 1,
      testFlag: id === 'v1-kit' ? '1' : 1,
      timeStamp: '20260101000000000',
    };
    const text = JSON.stringify({ ...values, ...(place === 'a name' ? { [lone]: 'x' } : { [place]: lone }) });
    return signed(url, id, 'tenantSync', values, { text });
  };

const lone = '\ud800';

const acceptsNothing = (url: string): RawRequest => ({
  ...signed(url, 'v2', 'newInstance', purchase(newOrder())),
  headers: [...json, ['Accept', mark]],
});

const badUtf8 = (url: string) => {
  const request = signed(url, 'v2', 'newInstance', purchase(newOrder()));
  return {
    ...request,
    body: Buffer.concat([Buffer.from(String(request.body)), Buffer.of(0xff, 0xc3, 0x28)]),
  };
};

const plain =
  (method: string, path: string, body?: string) =>
  (url: string): RawRequest => ({
    method,
    url: new URL(url).origin + path,
    headers: json,
    ...(body !== undefined && { body }),
  });

/** Repeats a parameter of a signed query, with a value that does not verify. */
const repeated = (name: string, request: (url: string) => RawRequest) => (url: string) => {
  const own = request(url);
  return { ...own, url: `${own.url}&${name}=${mark}` };
};

/** Requests that no marketplace sends; a server answers each with a result code. */
export const attacks: readonly Attack[] = [
  { name: 'a body of 1 MiB', make: ofLength(mebibyte), codes: ['000000'] },
  { name: 'a body of 1 MiB and a byte', make: ofLength(mebibyte + 1), codes: ['000002'] },
  { name: 'a body of 4 MiB', make: ofLength(4 * mebibyte), codes: ['000002'] },
  { name: 'a kit body of 4 MiB', make: ofKitLength(4 * mebibyte), codes: ['000000'] },
  { name: 'a kit body of 4 MiB and a byte', make: ofKitLength(4 * mebibyte + 1), codes: ['000002'] },
  { name: 'a header Accept that is no media type', make: acceptsNothing, codes: ['000000'] },
  { name: 'JSON nested 50 deep', make: withMembers(`"x":${nestedList(50)}`), codes: ['000000'] },
  {
    name: 'JSON nested 1,000 deep',
    make: withMembers(`"x":${nestedList(1000)}`),
    codes: ['000000', ...anyRefusal],
  },
  { name: 'JSON nested 100,000 deep', make: withMembers(`"x":${nestedList(100_000)}`), codes: anyRefusal },
  { name: '500,000 opening brackets', make: withText('['.repeat(500_000)), codes: anyRefusal },
  {
    name: 'a number of 100,000 digits',
    make: withMembers(`"x":${'9'.repeat(100_000)}`),
    codes: ['000000', '000002'],
  },
  {
    name: 'quotation marks in an unending string',
    make: withText(`"${'\\"'.repeat(500_000)}`),
    codes: anyRefusal,
  },
  { name: 'an unending string', make: withText('{"activity":"newInstance","x":"'), codes: anyRefusal },
  { name: 'a list', make: withText('["newInstance"]'), codes: anyRefusal },
  { name: 'null', make: withText('null'), codes: anyRefusal },
  { name: 'an empty body', make: withText(''), codes: anyRefusal },
  { name: 'invalid UTF-8', make: badUtf8, codes: anyRefusal },
  { name: 'a byte order mark', make: withText('\ufeff{"activity":"newInstance"}'), codes: anyRefusal },
  { name: 'a lone surrogate', make: withMembers('"x":"\\ud800"'), codes: ['000000', '000001', '000002'] },
  ...(['v1-kit', 'v2-kit'] as const).flatMap((id) =>
    ['a name', 'x', 'name', 'tenantId', 'instanceId'].map((place) => ({
      name: `a lone surrogate in ${id}, ${place}`,
      make: withSurrogate(id, place),
      codes: ['000000', ...anyRefusal],
    })),
  ),
  { name: '50,000 members', make: withMembers(numbered(50_000)), codes: anyRefusal },
  {
    name: '50,000 members of a member',
    make: withMembers(`"x":{${numbered(50_000)}}`),
    codes: ['000000', ...anyRefusal],
  },
  { name: '900 members', make: withMembers(numbered(900)), codes: ['000000'] },
  { name: 'a NUL', make: withMembers('"x":"\\u0000"'), codes: ['000000', '000001', '000002'] },
  { name: 'member __proto__', make: withMembers('"__proto__":{"testFlag":"1"}'), codes: ['000000'] },
  ...[
    'constructor',
    '__proto__',
    'toString',
    '',
    'x'.repeat(10_000),
    '../newInstance',
    'newInstance\u0000',
  ].map((activity) => ({
    name: `activity ${JSON.stringify(activity.slice(0, 20))}`,
    make: (url: string) => signed(url, 'v2', activity, purchase(newOrder())),
    codes: ['000002'],
  })),
  { name: 'an activity that is a list', make: withText('{"activity":["newInstance"]}'), codes: ['000002'] },
  { name: 'an orderId that is a number', make: withMembers('"orderId":5'), codes: ['000002'] },
  { name: 'an orderId that is an object', make: withMembers('"orderId":{"$ne":""}'), codes: ['000002'] },
  {
    name: 'SQL in an orderId',
    make: (url) => signed(url, 'v2', 'newInstance', purchase(`'); DROP TABLE instances; --`)),
    codes: ['000000'],
  },
  { name: 'text/plain', make: withType('text/plain'), codes: ['000000'] },
  { name: 'a form', make: withType('application/x-www-form-urlencoded'), codes: ['000000'] },
  { name: 'another charset', make: withType('application/json;charset=gbk'), codes: ['000000'] },
  { name: 'no content type', make: withType(undefined), codes: ['000000'] },
  // PHP does not hand out the bytes of such a body.
  { name: 'multipart', make: withType('multipart/form-data; boundary=x'), codes: ['000000', ...anyRefusal] },
  {
    name: 'V1: a parameter that is repeated',
    make: repeated('orderId', (url) => signed(url, 'v1', 'newInstance', purchaseV1(newOrder()))),
    codes: ['000000'],
  },
  {
    name: 'V1: an authToken that is repeated',
    make: repeated('authToken', (url) => signed(url, 'v1', 'newInstance', purchaseV1(newOrder()))),
    codes: ['000000'],
  },
  {
    name: 'V2: a signature that is repeated',
    make: repeated('signature', (url) => signed(url, 'v2', 'newInstance', purchase(newOrder()))),
    codes: ['000000', '000001'],
  },
  {
    name: 'V1: activity[]=',
    make: plain('GET', '/saasproduce?activity[]=newInstance&timeStamp[]=1&authToken[]=x'),
    codes: anyRefusal,
  },
  {
    name: 'V1: percent-encoding that is not',
    make: plain('GET', '/saasproduce?activity=%zz&authToken=%E4%B8&timeStamp=%'),
    codes: anyRefusal,
  },
  { name: 'V1: nothing', make: plain('GET', '/'), codes: anyRefusal },
  {
    name: 'V1: a long query',
    make: plain('GET', `/saasproduce?activity=newInstance&x=${mark}${'x'.repeat(7000)}`),
    codes: anyRefusal,
  },
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) => ({
    name: method,
    make: plain(method, '/saasproduce', method === 'OPTIONS' ? undefined : '{}'),
    codes: anyRefusal,
  })),
  ...[
    '/produceAPI/',
    '/produceAPI/v2/',
    '/produceAPI/v2/__proto__',
    '/produceAPI/v2/tenantSync/x',
    '/%00',
    '/..%2f..%2fetc/passwd',
    '//',
    '/produceAP'.repeat(700),
  ].map((path) => ({
    name: `POST ${path.slice(0, 40)}`,
    make: plain('POST', path, `{"x":"${mark}"}`),
    codes: anyRefusal,
  })),
];

/** What is wrong with a reply, whatever was asked. */
export function replyFaults({ status, type, text, json: { resultCode, resultMsg } }: RawReply): string[] {
  const leaks = [
    ...secrets,
    mark,
    process.cwd(),
    '/tmp/',
    'Traceback',
    'Exception',
    'SQLSTATE',
    'goroutine',
    '.php',
    '.java',
    '.py"',
    'node:',
  ];
  return [
    ...(status === 200 ? [] : [`HTTP ${status}`]),
    ...(/^application\/json\b/.test(type) ? [] : [`Content-Type ${type}`]),
    ...(typeof resultCode === 'string' && /^\d{6}$/.test(resultCode)
      ? []
      : [`no result code: ${text.slice(0, 200)}`]),
    ...(typeof resultMsg === 'string' ? [] : ['no resultMsg']),
    ...leaks.filter((leak) => text.includes(leak)).map((leak) => `discloses ${leak}`),
  ];
}

/** What is wrong with the answer to an attack. */
export async function attackFaults(url: string, { make, codes }: Attack): Promise<string[]> {
  const reply = await send(make(url));
  const code = String(reply.json.resultCode);
  return [
    ...replyFaults(reply),
    ...(codes.includes(code) ? [] : [`${code} instead of ${codes.join(' or ')}`]),
  ];
}

/**
 * Bytes of a connection that were handed to the kernel and that its receiver has not read, as Linux counts them at both
 * ends. `undefined` elsewhere, and where one end has closed it.
 */
function waitingBytes(from: number | undefined, to: number): number | undefined {
  const files = ['/proc/net/tcp', '/proc/net/tcp6'].filter((path) => existsSync(path));
  const lines = files.flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  // The ports are the last parts of two addresses; the state 1 is that of an open connection.
  const queuesOf = (local = 0, remote = 0) => {
    const [left, right] = [local, remote].map((port) => port.toString(16).toUpperCase().padStart(4, '0'));
    const open = new RegExp(`:${left} [0-9A-F]+:${right} 01 (?<unsent>[0-9A-F]+):(?<unread>[0-9A-F]+) `);
    return lines.map((line) => open.exec(line)?.groups).find((queues) => queues);
  };
  const { unsent } = queuesOf(from, to) ?? {};
  const { unread } = queuesOf(to, from) ?? {};
  return unsent && unread ? Number.parseInt(unsent, 16) + Number.parseInt(unread, 16) : undefined;
}

/** How much a server reads of a body without end, or was sent where that is not known, and what it answers. */
export function sendEndlessly(url: string, framing: 'chunked' | 'content-length') {
  const { port, pathname } = new URL(url);
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const frame =
    framing === 'chunked'
      ? Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')])
      : chunk;
  const length = framing === 'chunked' ? 'Transfer-Encoding: chunked' : 'Content-Length: 1000000000000';
  return new Promise<{ readonly read: number; readonly reply: string }>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    let sent = 0;
    let read: number | undefined;
    let reply = '';
    let isOver = false;
    const end = () => {
      isOver = true;
      socket.destroy();
      resolve({ read: read ?? sent, reply });
    };
    const look = () => {
      const waiting = waitingBytes(socket.localPort, Number(port));
      const taken = socket.bytesWritten - socket.writableLength;
      if (waiting !== undefined) read = Math.max(read ?? 0, taken - waiting);
    };
    const write = () => {
      look();
      while (!isOver && sent < 64 * mebibyte) {
        sent += chunk.length;
        if (!socket.write(frame)) {
          // In a turn of its own: what the kernel takes at once drains at once, and no reply would be read.
          socket.once('drain', () => setImmediate(write));
          return;
        }
      }
    };
    socket.setEncoding('latin1').on('data', (text: string) => {
      look();
      reply += text;
      if (reply.includes('resultMsg')) end();
    });
    socket.on('error', end).on('close', end);
    socket.setTimeout(replyMs, () => {
      socket.destroy();
      reject(new Error(`neither a reply nor an end after ${sent} bytes`));
    });
    socket.on('connect', () => {
      const path = `${pathname}?signature=${'A'.repeat(64)}&timestamp=${Date.now()}&nonce=n`;
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
      );
      write();
    });
  });
}

/** What is not HTTP. */
export const garbage: readonly { readonly name: string; readonly bytes: string }[] = [
  { name: 'NULs', bytes: '\0\0\0\0' },
  { name: 'half a line', bytes: 'GET' },
  { name: 'an unknown version', bytes: 'GET / HTTP/9.9\r\n\r\n' },
  { name: 'TLS', bytes: '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03' },
  { name: 'a line without end', bytes: 'A'.repeat(200_000) },
];

/** Sends bytes that are not HTTP, and waits for the end of the connection or a reply. */
export function sendGarbage(url: string, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
    const end = () => {
      socket.destroy();
      resolve();
    };
    socket.on('error', end).on('close', end).on('data', end);
    // It may wait for more.
    socket.setTimeout(2000, end);
    socket.end(bytes);
  });
}

/** Whether a server still creates instances. */
export async function isServing(url: string): Promise<boolean> {
  const {
    json: { resultCode },
  } = await call(url, 'v2', 'newInstance', purchase(newOrder()));
  return resultCode === '000000';
}
