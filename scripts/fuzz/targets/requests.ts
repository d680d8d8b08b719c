import { protocols } from '../../../src/callback/protocols/index.ts';
import type { Activity, Protocol, Sealed } from '../../../src/callback/protocols/model.ts';
import { toHttp } from '../../../src/callback/protocols/request.ts';
import { sampleValues } from '../../../src/callback/protocols/samples.ts';

/** The access key that every target of callbacks uses. */
export const key = 'fuzz-access-key-0123456789abcdef';
/** The time of every execution. */
export const now = new Date('2026-01-01T00:00:00Z');

/** A signed request of each activity, from its declared samples. */
export function sampleRequests(): readonly { protocol: Protocol; activity: Activity; sealed: Sealed }[] {
  return protocols.flatMap((protocol) =>
    protocol.activities.map((activity) => {
      const id = (length = 32) => 'a1b2c3d4e5f60718293a4b5c6d7e8f90'.repeat(2).slice(0, length);
      const values = sampleValues(activity, { now, sale: 'period', id });
      const sealed = protocol.seal({
        activity,
        target: 'https://isv.example.com/produce',
        values,
        key,
        timestamp: protocol.timestamp(now),
        nonce: id(64),
      });
      return { protocol, activity, sealed };
    }),
  );
}

/** A request as a raw HTTP message. */
export function httpMessage(sealed: Sealed): string {
  const { method, url, headers, body = '' } = toHttp(sealed);
  const { pathname, search, host } = new URL(url);
  const lines = [['Host', host], ...headers].map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', body].join('\r\n');
}

/** Tokens of callbacks: names and values that the protocols give a meaning. */
export const callbackTokens: readonly string[] = [
  ...['activity', 'authToken', 'timeStamp', 'signature', 'timestamp', 'nonce', 'instanceId', 'orderId'],
  ...[
    '"activity":"newInstance"',
    '"instanceId":',
    '"testFlag":"1"',
    '"saasExtendParams":',
    '"clientSecret":',
  ],
  ...[
    '?',
    '&activity=queryInstance',
    '/produceAPI/v2/',
    '/produceAPI/',
    'tenantSync',
    'Body-Sign: sign_type=',
  ],
];
