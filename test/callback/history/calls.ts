import type { CallFacts } from '../../../src/callback/history/model.ts';
import type { RecordedAnswer } from '../../../src/exchanges/model.ts';

export const key = 'access-key-of-the-tests-0123456789abcdef';

/** A call of V2 that is valid, with other facts. */
export function call(
  facts: Partial<Omit<CallFacts, 'request'>> & { readonly request?: Partial<CallFacts['request']> } = {},
): CallFacts {
  const { request, ...rest } = facts;
  return {
    receivedAt: new Date('2026-01-31T08:00:00Z'),
    protocol: 'v2',
    activity: 'newInstance',
    signature: 'valid',
    ...rest,
    request: {
      method: 'POST',
      url: '/saasproduce?signature=00ff&timestamp=1769846400000&nonce=N',
      headers: [['Content-Type', 'application/json']],
      body: Buffer.from('{"activity":"newInstance","orderId":"CS1"}'),
      ...request,
    },
  };
}

export function answer(
  body = '{"resultCode":"000000"}',
  facts: Partial<RecordedAnswer> = {},
): RecordedAnswer {
  return {
    durationMs: 12.5,
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: Buffer.from(body),
    truncated: false,
    ...facts,
  } as RecordedAnswer;
}
