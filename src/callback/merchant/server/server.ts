import type { KeyObject } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerEarly, type LocalServer, readBody, startLocalServer } from '../../../http/local-server.ts';
import type { KeyClass } from '../../../signing/key-class.ts';
import { generateRsaKeys, randomId } from '../../delivery/random.ts';
import type { ReceivedRequest } from '../../protocols/model.ts';
import { createBrokenLogin } from '../login/broken-login.ts';
import { createLogin } from '../login/login.ts';
import { type Login, loginPath } from '../login/model.ts';
import { createMerchant } from '../merchant.ts';
import {
  demoLicenseCode,
  type LogEntry,
  type Merchant,
  type MerchantOptions,
  type MerchantReply,
} from '../model.ts';
import { createState } from '../state.ts';
import { createBrokenMerchant } from './broken-merchant.ts';

interface ServerOptions {
  readonly merchant: Merchant;
  /** Creates the login of the merchant's users, given the URL of the server; default none. */
  readonly login?: ((url: string) => Login) | undefined;
  /** Address to listen on; default loopback. */
  readonly host?: string;
  /** Host names that requests may use besides the address. */
  readonly names?: readonly string[];
  /** 0 for any free port. */
  readonly port: number;
  readonly log: (entry: LogEntry) => void;
}

// Limits in bytes.
const maxBody = 1024 * 1024;
/** 500 users are at most 1 MiB, and the departments of a large company several. */
const maxKitBody = 4 * maxBody;
const maxFormBody = 16 * 1024;
/** Enough for a query with 100 instance IDs of 64 characters. */
export const maxHeaderSize = 64 * 1024;

/** Returns the body limit of a call in bytes. */
export function maxBodyLength(url: string): number {
  return url.includes('/produceAPI/') ? maxKitBody : maxBody;
}

/**
 * Serves a merchant over HTTP/1.1. A real merchant needs TLS 1.2 or later in front of it.
 *
 * @throws the error of `listen` (`EADDRINUSE`, `EACCES`, …)
 */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const { merchant, host, names, port, log } = options;
  let login: Login | undefined;
  const server = await startLocalServer({
    host,
    names,
    port,
    maxHeaderSize,
    // The login centre leads the browser here.
    ...(options.login && { openPaths: [loginPath] }),
    listener: (request, response) => {
      if (login && request.url?.startsWith(loginPath)) {
        handleLogin(login, request, response).catch(() => response.destroy());
        return;
      }
      const time = new Date();
      const started = performance.now();
      handle(merchant, request, response).then(
        ({ headers: _headers, body: _body, ...facts }) => {
          const durationMs = Math.round(performance.now() - started);
          log({ time, method: request.method ?? '', ...facts, durationMs });
        },
        // The client disconnected.
        () => response.destroy(),
      );
    },
    onRefused: ({ method = '' }, { code, message }) =>
      log({ time: new Date(), method, resultCode: code, durationMs: 0, reason: message }),
  });
  login = options.login?.(server.url);
  return server;
}

async function handle(
  merchant: Merchant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<MerchantReply> {
  const head = requestHead(request);
  const body = await readBody(request, maxBodyLength(head.url));
  if (!body) {
    const reply = merchant.rejectTooLong(head);
    answerEarly(request, response, 200, reply.headers.flat(), reply.body);
    return reply;
  }
  const reply = await merchant.handle({ ...head, body });
  // Node keeps the case of header names, as `Body-Sign` requires.
  response.writeHead(200, [...reply.headers.flat(), 'Content-Length', String(reply.body.length)]);
  response.end(reply.body);
  return reply;
}

/** Handles a request for the login as a web-standard one. */
async function handleLogin(login: Login, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = requestHead(request);
  const body = await readBody(request, maxFormBody);
  if (!body) {
    answerEarly(request, response, 413, [], Buffer.alloc(0));
    return;
  }
  const form = method === 'POST' && { body };
  const reply = await login.handle(new Request(new URL(url, 'http://login'), { method, headers, ...form }));
  response.writeHead(reply?.status ?? 404, [...(reply?.headers ?? [])].flat());
  response.end(await reply?.text());
}

function requestHead({ method = '', url = '', headers }: IncomingMessage): Omit<ReceivedRequest, 'body'> {
  const single = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return { method, url, headers: Object.fromEntries(single) };
}

/** The reference merchant, running in this process with its own keys. */
export interface Demo {
  /** Its production URL. */
  readonly target: string;
  /** Origin of its login: `http://127.0.0.1:8787`. */
  readonly origin: string;
  readonly keys: Readonly<Record<KeyClass, string>>;
  readonly rsaPublicKey: KeyObject;
  /** A valid licence code. */
  readonly license: string;
  /** Makes another licence code valid. */
  addLicense(code: string): void;
  close(): Promise<void>;
}

interface DemoOptions extends Partial<Omit<MerchantOptions, 'keys' | 'rsaPrivateKey'>> {
  /** The part that has deliberate mistakes; default none. */
  readonly mistakes?: 'callbacks' | 'login' | undefined;
}

/** Starts the reference merchant on a free loopback port with new random keys. */
export async function startDemo({ mistakes, ...options }: DemoOptions = {}): Promise<Demo> {
  const { publicKey, privateKey } = await generateRsaKeys();
  const keys = { base: randomId(), kit: randomId(), license: randomId(), notify: randomId() };
  const create = mistakes === 'callbacks' ? createBrokenMerchant : createMerchant;
  const createOwnLogin = mistakes === 'login' ? createBrokenLogin : createLogin;
  const now = () => new Date();
  const state = createState([demoLicenseCode]);
  const merchant = create(
    { keys, rsaPrivateKey: privateKey, encryptBits: 256, sale: 'period', now, id: randomId, ...options },
    state,
  );
  const { businessNow } = options;
  const server = await startServer({
    merchant,
    login: (origin) =>
      // The login centre is on this machine, and responds at once.
      createOwnLogin({ state, origin, fetch, timeoutMs: 1_000, now, businessNow, random: randomId }),
    port: 0,
    log: () => {},
  });
  return {
    target: `${server.url}/saasproduce`,
    origin: server.url,
    keys,
    rsaPublicKey: publicKey,
    license: demoLicenseCode,
    addLicense: (code) => state.licenseCodes.set(code, { status: 'active', expireTime: '' }),
    close: () => server.close(),
  };
}
