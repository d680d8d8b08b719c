import { protocols } from '../../../src/callback/protocols/index.ts';
import type {
  Activity,
  Protocol,
  ReceivedRequest,
  Sale,
  SampleContext,
  Sealed,
  SealInput,
} from '../../../src/callback/protocols/model.ts';
import { toHttp } from '../../../src/callback/protocols/request.ts';

export const sales: readonly Sale[] = ['period', 'on-demand', 'one-time'];

/** Access key of the published vectors. */
export const key = '00000000-1111-2222-3333-444444444444';
export const now = new Date('2025-11-25T01:02:03.456Z');
export const target = 'https://isv.example.com/saasproduce';

/** Every activity with its protocol, and a name for the test. */
export const all = protocols.flatMap((protocol) =>
  protocol.activities.map((activity) => ({ name: `${protocol.id} ${activity.name}`, protocol, activity })),
);

/** One activity. */
export function pick(name: string): { protocol: Protocol; activity: Activity } {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`no activity ${name}`);
  return found;
}

/** A context whose identifiers count up. */
export function context(sale: Sale = 'period'): SampleContext {
  let count = 0;
  return {
    now,
    sale,
    id: (length = 32) => (++count).toString(16).padStart(length, '0'),
  };
}

/** Seals with the usual key, time and nonce. */
export function seal(name: string, input: Partial<SealInput> = {}): Sealed {
  const { protocol, activity } = pick(name);
  return protocol.seal({
    activity,
    target,
    values: {},
    key,
    timestamp: protocol.timestamp(now),
    nonce: '50D83FDECAED6CCD8EF597F2A5779505',
    ...input,
  });
}

/** What the merchant's server gets to see. */
export function receive(sealed: Sealed): ReceivedRequest {
  const { method, url, headers, body = '' } = toHttp(sealed);
  const { pathname, search } = new URL(url);
  return {
    method,
    url: pathname + search,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(body, 'utf8'),
  };
}
