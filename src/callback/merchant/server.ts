import type { KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KeyClass } from '../../signing/key-class.ts';
import { generateRsaKeys, randomId } from '../delivery/random.ts';
import { protocols } from '../protocols/index.ts';
import type { ReceivedRequest, Sale } from '../protocols/model.ts';
import { createBrokenMerchant } from './broken.ts';
import { createMerchant } from './merchant.ts';
import { demoLicenseCode, type Merchant, type MerchantReply } from './model.ts';

interface ServerOptions {
  readonly merchant: Merchant;
  /** Address to listen on; default loopback. */
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly log: (entry: LogEntry) => void;
}

/** Log entry of one request. Contains no value from the request except its method and activity. */
export interface LogEntry extends Pick<MerchantReply, 'protocol' | 'activity' | 'reason' | 'resultCode'> {
  readonly time: Date;
  readonly method: string;
  readonly durationMs: number;
}

export interface RunningServer {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  readonly port: number;
  /** Whether only this machine can reach it. */
  readonly loopback: boolean;
  /** Stops listening, waits up to a second for pending responses, then closes all connections. */
  close(): Promise<void>;
}

/** Maximum body length in bytes: 500 users are at most 1 MiB, and the departments of a large company several. */
const maxBody = 8 * 1024 * 1024;
/** Maximum length received before closing the connection: senders read the response only after sending the body. */
const maxReceived = 2 * maxBody;
/** Enough for a query with 100 instance IDs of 64 characters. */
const maxHeaderSize = 64 * 1024;
const requestTimeout = 30_000;
const graceMs = 1_000;

/**
 * Serves a merchant over HTTP/1.1. A real merchant needs TLS 1.2 or later in front of it.
 *
 * @throws the error of `listen` (`EADDRINUSE`, `EACCES`, …)
 */
export async function startServer({
  merchant,
  host = '127.0.0.1',
  port,
  log,
}: ServerOptions): Promise<RunningServer> {
  const server = createServer({ maxHeaderSize, requestTimeout }, (request, response) => {
    const time = new Date();
    const started = performance.now();
    handle(merchant, request, response).then(
      ({ protocol, activity, resultCode, reason }) =>
        log({
          time,
          method: request.method ?? '',
          ...(protocol && { protocol }),
          ...(activity && { activity }),
          resultCode,
          durationMs: Math.round(performance.now() - started),
          ...(reason && { reason }),
        }),
      // The client disconnected or sent too much.
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    loopback: /^(127\.|::1$|::ffff:127\.)/.test(address.address),
    close: () =>
      new Promise<void>((resolve) => {
        const grace = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(grace);
          resolve();
        });
      }),
  };
}

async function handle(
  merchant: Merchant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<MerchantReply> {
  const head = requestHead(request);
  const body = await readBody(request);
  const reply = body ? await merchant.handle({ ...head, body }) : merchant.rejectTooLong(head);
  // Node keeps the case of header names, as `Body-Sign` requires.
  response.writeHead(200, [
    ...reply.headers.flat(),
    'Content-Length',
    String(reply.body.length),
    ...(body ? [] : ['Connection', 'close']),
  ]);
  response.end(reply.body);
  return reply;
}

function requestHead({ method = '', url = '', headers }: IncomingMessage): Omit<ReceivedRequest, 'body'> {
  const single = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return { method, url, headers: Object.fromEntries(single) };
}

/** The whole body; `undefined` if it is too long. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBody) chunks.push(chunk);
    else chunks.length = 0;
    if (size > maxReceived) throw new RangeError('the body is far too long');
  }
  return size > maxBody ? undefined : Buffer.concat(chunks);
}

/** The reference merchant running in this process with its own keys. */
export interface Demo {
  /** Its production URL. */
  readonly target: string;
  readonly keys: Readonly<Record<KeyClass, string>>;
  readonly rsaPublicKey: KeyObject;
  /** A valid licence code. */
  readonly license: string;
  close(): Promise<void>;
}

/** Starts the reference merchant, or the broken one, on a free loopback port with new random keys. */
export async function startDemo(sale: Sale, encryptBits: 128 | 256, isBroken = false): Promise<Demo> {
  const { publicKey, privateKey } = await generateRsaKeys();
  const keys = { base: randomId(), kit: randomId(), license: randomId(), notify: randomId() };
  const create = isBroken ? createBrokenMerchant : createMerchant;
  const merchant = create({
    keys,
    protocols: protocols.map(({ id }) => id),
    rsaPrivateKey: privateKey,
    encryptBits,
    sale,
    licenses: [demoLicenseCode],
    asyncMs: 0,
    oncePerAccount: false,
    now: () => new Date(),
    id: randomId,
  });
  const server = await startServer({ merchant, port: 0, log: () => {} });
  return {
    target: `${server.url}/saasproduce`,
    keys,
    rsaPublicKey: publicKey,
    license: demoLicenseCode,
    close: () => server.close(),
  };
}
