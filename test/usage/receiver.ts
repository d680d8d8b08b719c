import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { usageSignature } from '../../src/signing/usage-signature.ts';

/** How to respond to a request; `lost` is carried out, but its response is cut off. */
export type Behaviour = 'accept' | 'reset' | 'lost' | 'half' | 'throttle' | 'busy' | 'error' | 'auth';

export interface Sent {
  readonly instance_id: string;
  readonly metering_sn: string;
  readonly usage_value: string;
}

export interface RejectedRecord {
  readonly metering_sn: string;
  readonly error_code: string;
  readonly error_msg: string;
}

export interface ReceiverOptions {
  behave?(request: number): Behaviour;
  /** Code for a record that is new. */
  judge?(record: Sent): string | undefined;
  /** Message of a code. */
  explain?(code: string): string;
  /** Id of the account of an AK; a status instead when IAM does not tell. */
  accountOf?(ak: string): string | number;
  /** What the response has beside its code and message when it rejects records. */
  tell?(rejected: readonly RejectedRecord[]): object;
  /** Body of a response with HTTP 200, instead of what is to be said; the request is not carried out. */
  say?(request: number): string | undefined;
  delayMs?: number;
  port?: number;
}

/** The server's clock is right, whatever that of koo in the same process says. */
const ServerDate = Date;

export const accessKey = 'receiver-access-key';

/**
 * A KooGallery that counts: takes a record once, tells of repeated ones (010), refuses a nonce that was used and a
 * signature that is wrong.
 */
export async function startReceiver(options: ReceiverOptions = {}) {
  const { explain = (code) => `said ${code}` } = options;
  const tell = options.tell ?? ((rejected) => ({ data: { abnormal_usage_datas: rejected } }));
  const accepted = new Map<string, Sent>();
  const nonces = new Set<string>();
  const state = {
    requests: 0,
    identities: 0,
    acceptedBatches: 0,
    repeated: 0,
    most: 0,
    legacy: [] as unknown[],
  };

  function take(request: IncomingMessage, body: string): { status: number; json: object } {
    if (request.url === '/rest/marketplace/v1/isv/usage-data') {
      state.legacy.push(...JSON.parse(body).usage_records);
      return { status: 200, json: { error_code: 'MKT.0000', error_msg: 'success' } };
    }
    const { ts, nonce, signature, authorization } = request.headers as Record<string, string>;
    const fits = usageSignature({ key: accessKey, ts: ts!, nonce: nonce!, body }) === signature;
    if (!fits || !authorization || nonces.has(nonce!)) {
      return { status: 401, json: { error_code: '94060002', error_msg: 'Auth failed!' } };
    }
    nonces.add(nonce!);
    const records: Sent[] = JSON.parse(body).usage_records;
    state.most = Math.max(state.most, records.length);
    const rejected = records.flatMap((record) => {
      const code = accepted.has(record.metering_sn) ? '010' : options.judge?.(record);
      if (code === '010') state.repeated += 1;
      if (code === undefined) accepted.set(record.metering_sn, record);
      return code === undefined
        ? []
        : [{ metering_sn: record.metering_sn, error_code: code, error_msg: explain(code) }];
    });
    state.acceptedBatches += 1;
    const list = rejected.length > 0 && tell(rejected);
    return { status: 200, json: { error_code: 'MKT.0000', error_msg: 'Success.', ...list } };
  }

  function identify(request: IncomingMessage, response: ServerResponse): void {
    state.identities += 1;
    const ak = /Access=(\w+)/.exec(String(request.headers.authorization))?.[1] ?? '';
    const id = options.accountOf ? options.accountOf(ak) : 'account';
    if (typeof id === 'number') response.writeHead(id).end();
    else response.end(JSON.stringify({ domains: [{ id, name: 'merchant' }] }));
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('date', new ServerDate().toUTCString());
    if (request.url === '/v3/auth/domains') return identify(request, response);
    state.requests += 1;
    const behaviour = options.behave?.(state.requests) ?? 'accept';
    const body = (await buffer(request)).toString();
    if (options.delayMs) await new Promise((resolve) => setTimeout(resolve, options.delayMs));
    const said = options.say?.(state.requests);
    if (said !== undefined) return void response.end(said);
    if (behaviour === 'reset') return void request.socket.destroy();
    if (behaviour === 'throttle') {
      response.writeHead(429, { 'retry-after': '0' });
      return void response.end('{"error_code":"APIGW.0308","error_msg":"throttled"}');
    }
    if (behaviour === 'busy') {
      // The nonce is used up although nothing was done.
      nonces.add(String(request.headers.nonce));
      return void response
        .writeHead(406)
        .end('{"error_code":"MKT.0250","error_msg":"Access frequency overlimit"}');
    }
    if (behaviour === 'error') {
      return void response
        .writeHead(500)
        .end('{"error_code":"MKT.0999","error_msg":"System internal error."}');
    }
    if (behaviour === 'auth') {
      return void response.writeHead(401).end('{"error_code":"94060002","error_msg":"Auth failed!"}');
    }
    const { status, json } = take(request, body);
    const text = JSON.stringify(json);
    if (behaviour === 'lost') return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
    if (behaviour === 'half') {
      response.write(text.slice(0, text.length / 2));
      return void setTimeout(() => request.socket.destroy(), 5);
    }
    response.end(text);
  }

  const server = createServer(
    (request, response) => void respond(request, response).catch(() => response.destroy()),
  );
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    state,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
