import { createHmac } from 'node:crypto';
import type { ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import type { Handle, ReferenceMerchant } from './model.ts';
import { jsonOf, read, result, sealed } from './wrap.ts';

type Pair = readonly [name: string, value: string];

/** The parts of a V1 merchant's own verification; a mistake replaces one. */
export interface V1Way {
  /** Name and value of every parameter, `authToken` included. */
  readonly params: (request: ReceivedRequest) => readonly Pair[];
  readonly token: (request: ReceivedRequest, params: readonly Pair[]) => string | undefined;
  /** What of the parameters is signed. */
  readonly signed: (params: readonly Pair[]) => readonly Pair[];
  readonly join: (params: readonly Pair[]) => string;
  readonly sign: (key: string, timeStamp: string, base: string) => string;
  readonly equal: (right: string, given: string) => boolean;
}

export function hmac(key: string, text: string | Uint8Array, encoding: 'base64' | 'hex' = 'base64'): string {
  return createHmac('sha256', key).update(text).digest(encoding);
}

const isBlank = (value: string) => value.trim() === '';

/** GET, everything in the query. */
export const getWay: V1Way = {
  params: ({ url }) => rawParams(url).map(([name, value]) => [name, decodeURIComponent(value)] as const),
  token: (_request, params) => params.find(([name]) => name === 'authToken')?.[1],
  signed: (params) => params,
  join: (params) =>
    [...params]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`)
      .join('&'),
  sign: (key, timeStamp, base) => hmac(key + timeStamp, base),
  equal: (right, given) => right === given,
};

/** POST, the token in a header, blank properties not signed. */
export const postWay: V1Way = {
  ...getWay,
  params: ({ body }) =>
    Object.entries(jsonOf(body)).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  token: ({ headers }) => headers.authtoken,
  signed: (params) => params.filter(([, value]) => !isBlank(value)),
};

/** The query as it came, nothing decoded. */
export function rawParams(url: string): Pair[] {
  const query = url.slice(url.indexOf('?') + 1);
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
}

/** A merchant who verifies in his own way; what he takes for authentic goes on to the reference one. */
export function verifyingV1(change: Partial<V1Way>): (reference: ReferenceMerchant) => Handle {
  return (reference) => async (request) => {
    const way = { ...(reference.protocol.method === 'GET' ? getWay : postWay), ...change };
    const params = way.params(request);
    const given = way.token(request, params);
    const timeStamp = params.find(([name]) => name === 'timeStamp')?.[1] ?? '';
    const rest = params.filter(([name]) => name !== 'authToken');
    const right = way.sign(reference.key, timeStamp, way.join(way.signed(rest)));
    if (given === undefined || given === '' || !way.equal(right, given)) return result('000001', reference);
    return reference.handle(sealed(read(request, reference), request, reference));
  };
}
