import { randomBytes, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { randomNonce } from '../../src/callback/delivery/random.ts';
import { protocolOf } from '../../src/callback/protocols/index.ts';
import type { Activity, Parameter, ProtocolId, Values } from '../../src/callback/protocols/model.ts';
import { toHttp } from '../../src/callback/protocols/request.ts';
import type { JsonObject } from '../../src/text/json.ts';
import { keys } from './project.ts';

/** A request to send; the body may be any bytes. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Parameter[];
  readonly body?: string | Uint8Array;
}

/** A reply as received. */
export interface RawReply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The JSON object; empty if there is none. */
  readonly json: JsonObject;
}

/** A server that does not answer hangs: KooGallery waits 20 s. */
export const replyMs = 20_000;

/** Sends a request on a connection of its own. */
export function send({ method, url, headers, body }: RawRequest): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body);
    const { hostname, port } = new URL(url);
    const sent = httpRequest(
      {
        hostname,
        port,
        // As it is written: `new URL` would change it.
        path: url.slice(new URL(url).origin.length) || '/',
        method,
        agent: false,
        headers: { ...Object.fromEntries(headers), ...(bytes && { 'Content-Length': bytes.length }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const type = response.headers['content-type'] ?? '';
          resolve({ status: response.statusCode ?? 0, type, text, json: objectIn(text) });
        });
      },
    );
    sent.on('error', reject);
    sent.setTimeout(replyMs, () => sent.destroy(new Error(`no reply in ${replyMs} ms`)));
    sent.end(bytes);
  });
}

function objectIn(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
  } catch {
    return {};
  }
}

/** What a caller may choose. */
export interface SignOptions {
  /** Body to sign instead of the values. */
  readonly text?: string;
  readonly nonce?: string;
  readonly at?: Date;
}

/** Signs a call. An activity that the protocol does not have is signed all the same. */
export function signed(
  url: string,
  id: ProtocolId,
  name: string,
  values: Values,
  { text, nonce = randomNonce(), at = new Date() }: SignOptions = {},
): RawRequest {
  const protocol = protocolOf(id);
  const known = protocol.activities.find((one) => one.name === name);
  const [any] = protocol.activities as readonly [Activity, ...Activity[]];
  return toHttp(
    protocol.seal({
      activity: known ?? { ...any, name, request: [] },
      target: url,
      values,
      key: keys[protocol.keyClass],
      timestamp: protocol.timestamp(at),
      nonce,
      ...(text !== undefined && { text }),
    }),
  );
}

/** Signs a call and sends it. */
export function call(url: string, id: ProtocolId, name: string, values: Values, options: SignOptions = {}) {
  return send(signed(url, id, name, values, options));
}

/** An order that no other call has. */
export function newOrder(): string {
  return `CS${randomBytes(8).toString('hex').toUpperCase()}`;
}

/** A real purchase with V2. */
export function purchase(orderId: string): Values {
  return { businessId: randomUUID(), orderId, orderLineId: `${orderId}-000001` };
}

/** A real purchase with V1. */
export function purchaseV1(orderId: string): Values {
  return {
    businessId: randomUUID(),
    customerId: randomBytes(16).toString('hex'),
    customerName: '测试客户',
    orderId,
    productId: `product-${randomBytes(8).toString('hex')}`,
    chargingMode: '1',
    expireTime: '20991231235959',
  };
}
