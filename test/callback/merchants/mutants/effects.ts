import type { JsonObject } from '../../../../src/text/json.ts';
import type { HttpReply } from '../../variants/model.ts';
import { type Call, type Merchant, Refusal } from '../model.ts';
import { listOf } from '../steps.ts';
import { around, crash } from './hooks.ts';

/** Leaves activities without locks. */
export function unlocked({ steps }: Merchant, names: string): void {
  const { locks } = steps;
  steps.locks = (call) => (names.split(' ').includes(call.activity) ? [] : locks(call));
}

/** Of two calls with one key at the same time, the second loses. */
export function loses(merchant: Merchant, names: string, key: (call: Call) => string, code = ''): void {
  const busy = new Set<string>();
  unlocked(merchant, names);
  around(merchant, names, async (call, next) => {
    const own = key(call);
    if (busy.has(own)) return code ? Promise.reject(new Refusal(code, 'busy')) : crash('Duplicate entry');
    busy.add(own);
    try {
      return await next(call);
    } finally {
      busy.delete(own);
    }
  });
}

/** The result is kept in a global variable until it is written. */
export function global(merchant: Merchant, name: string): void {
  let last: JsonObject = {};
  unlocked(merchant, name);
  around(merchant, name, async (call, next) => {
    last = await next(call);
    await merchant.io();
    return last;
  });
}

/** Each refusal of a verified call costs one of the connections to the database. */
export function leaks({ steps }: Merchant, connections: number): void {
  let leaked = 0;
  const { validate, respond } = steps;
  steps.validate = (call) => {
    if (leaked >= connections) crash('no connection is available');
    validate(call);
  };
  steps.respond = (result, call, request) => {
    if (call && result.resultCode !== '000000') leaked += 1;
    return respond(result, call, request);
  };
}

/** Calls beyond the connections of the pool fail at once. */
export function pool(merchant: Merchant, connections: number): void {
  let busy = 0;
  const { locked } = merchant;
  merchant.locked = async (names, work) => {
    if (names[0]?.startsWith('nonce ')) return locked(names, work);
    if (busy >= connections) crash('no connection is available');
    busy += 1;
    try {
      return await locked(names, work);
    } finally {
      busy -= 1;
    }
  };
}

export function notFresh({ steps }: Merchant, name: string): void {
  const { isFresh } = steps;
  steps.isFresh = (timestamp, now, call) => call.activity === name || isFresh(timestamp, now, call);
}

/** Changes `statisticalTime`. */
export function usageTime({ steps }: Merchant, change: (digits: string) => string): void {
  const { usageInfo } = steps;
  steps.usageInfo = (row, call) => ({
    usageInfo: listOf(usageInfo(row, call).usageInfo ?? []).map((entry) => ({
      ...entry,
      statisticalTime: change(String(entry.statisticalTime)),
    })),
  });
}

/** Milliseconds since 1970 of `yyyyMMddHHmmss` in UTC+8. */
export function beijing(digits: string): number {
  const iso = digits.replace(/^(....)(..)(..)(..)(..)(..).*$/, '$1-$2-$3T$4:$5:$6+08:00');
  return new Date(iso).getTime();
}

/** Milliseconds since 1970 of `2023-10-27 10:30:15 z`. */
export function utc(text: string): number {
  return new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`).getTime();
}

/** The page of a framework or a firewall. */
export function page(status: number, text: string): HttpReply {
  return { status, headers: [['Content-Type', 'text/html']], body: Buffer.from(`<h1>${text}</h1>`) };
}

export function typed(reply: HttpReply, type: string | undefined): HttpReply {
  if (type === undefined) return reply;
  const others = reply.headers.filter(([name]) => name !== 'Content-Type');
  return { ...reply, headers: [['Content-Type', type], ...others] };
}

export function isSuccess({ body }: HttpReply): boolean {
  return Buffer.from(body).includes('"resultCode":"000000"');
}
