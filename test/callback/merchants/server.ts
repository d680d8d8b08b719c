import type { ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { authToken } from '../../../src/signing/v1-auth-token.ts';
import { kitSignature, v2Signature } from '../../../src/signing/v2.ts';
import type { JsonObject } from '../../../src/text/json.ts';
import type { Handle } from '../variants/model.ts';
import { baseActs } from './base.ts';
import { kitActs } from './kit.ts';
import { licenseActs } from './licenses.ts';
import { type Call, type Merchant, Refusal, type ServerOptions, type Store } from './model.ts';
import { paramsOf } from './params.ts';
import { invalid, stepsOf } from './steps.ts';

/** An empty database; the licence codes are those that the merchant has sold. */
export function createStore(codes: readonly string[] = []): Store {
  return {
    instances: new Map(),
    orders: new Map(),
    trials: new Map(),
    renewals: new Map(),
    upgrades: new Set(),
    codes: new Map(codes.map((code) => [code, { expireTime: '', frozen: false, released: false }])),
    licenses: new Map(),
    notified: new Set(),
    tenants: new Map(),
    applications: new Map(),
    users: new Map(),
    departments: new Map(),
    nonces: new Map(),
    debugged: new Set(),
  };
}

/**
 * A merchant's server, written from the documentation alone. To start it again, make another one over the same store.
 */
export function createServer(options: ServerOptions): Handle {
  const held = new Map<string, Promise<void>>();
  const merchant = {
    ...options,
    params: paramsOf[options.protocol.id](),
    limits: { windowMs: 60_000, nonceMs: 120_000, licences: 50 },
    io: () => new Promise<void>((resolve) => setImmediate(resolve)),
    locked: (names, work) => locked(held, [...new Set(names)].sort(), work),
  } as Merchant;
  Object.assign(merchant, { steps: stepsOf(merchant) });
  Object.assign(merchant, {
    acts: { ...baseActs(merchant), ...kitActs(merchant), ...licenseActs(merchant) },
  });
  options.mistake?.make(merchant);
  const handle: Handle = (request) => answer(merchant, request);
  return options.mistake?.wrap?.(handle, merchant) ?? handle;
}

/** Takes the locks one after the other, in one order everywhere, so that none waits for another for ever. */
async function locked<T>(
  held: Map<string, Promise<void>>,
  [name, ...others]: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  if (name === undefined) return work();
  const before = held.get(name);
  const { promise, resolve } = Promise.withResolvers<void>();
  held.set(name, promise);
  await before;
  try {
    return await locked(held, others, work);
  } finally {
    resolve();
    if (held.get(name) === promise) held.delete(name);
  }
}

async function answer(merchant: Merchant, request: ReceivedRequest) {
  const { steps, acts, locked } = merchant;
  let call: Call | undefined;
  let result: JsonObject;
  try {
    const opened = await open(merchant, request);
    call = opened;
    const { activity } = opened;
    const act = Object.hasOwn(merchant.params, activity) ? acts[activity] : undefined;
    if (!act) throw invalid('there is no such interface');
    steps.validate(opened);
    result = await locked(steps.locks(opened), () => act(opened));
  } catch (error) {
    const resultCode = error instanceof Refusal ? error.resultCode : '000005';
    result = { resultCode, resultMsg: error instanceof Refusal ? error.message : 'internal error' };
  }
  return steps.respond({ resultCode: '000000', resultMsg: 'success', ...result }, call, request);
}

/** Verifies a request before anything else. */
async function open(merchant: Merchant, request: ReceivedRequest): Promise<Call> {
  const { protocol, now } = merchant;
  const at = now().getTime();
  if (protocol.id === 'v1') return openV1(merchant, request, at);
  return protocol.id === 'v1-kit' ? openV1Kit(merchant, request, at) : openV2(merchant, request, at);
}

function openV1(merchant: Merchant, request: ReceivedRequest, now: number): Call {
  const params = merchant.steps.query(request);
  const { activity = '', authToken: given = '', timeStamp = '', ...values } = firstOf(params);
  assertToken(merchant, given, timeStamp, params, 'get');
  return { activity, values, now, request };
}

function openV1Kit(merchant: Merchant, request: ReceivedRequest, now: number): Call {
  const given = request.headers.authtoken?.replace(/^"(.*)"$/, '$1') ?? '';
  if (given === '') throw new Refusal('000001', 'the token is missing');
  const { timeStamp = '', ...values } = readObject(merchant, request);
  const params = Object.entries({ ...values, timeStamp }).flatMap(([name, value]) =>
    value === null ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const],
  );
  assertToken(merchant, given, String(timeStamp), params, 'post');
  return { activity: activityOf(request), values, now, request };
}

function assertToken(
  { key, steps }: Merchant,
  given: string,
  timeStamp: string,
  params: readonly (readonly [string, string])[],
  form: 'get' | 'post',
): void {
  if (given === '') throw new Refusal('000001', 'the token is missing');
  if (!isTimeStamp(timeStamp)) throw invalid('timeStamp is missing or invalid');
  const expected = authToken({ key, timeStamp, params: steps.signedParams(params), form });
  if (!steps.sameToken(expected, given)) {
    throw new Refusal('000001', 'the token is wrong');
  }
}

function isTimeStamp(value: string): boolean {
  const [, year, month, day, hour, minute, second, milli] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(value) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z`;
  const date = new Date(iso);
  return !Number.isNaN(date.getTime()) && date.toISOString() === iso;
}

async function openV2(merchant: Merchant, request: ReceivedRequest, now: number): Promise<Call> {
  const { protocol, key, steps, store, io, locked } = merchant;
  const isKit = protocol.keyClass === 'kit';
  const { signature, timestamp, nonce } = steps.proof(request);
  if (signature === '') throw new Refusal('000001', 'the signature is missing');
  if (nonce === '' || !/^\d{13}$/.test(timestamp)) throw invalid('timestamp or nonce is missing or invalid');
  const body = readText(merchant, request);
  const sign = isKit ? kitSignature : v2Signature;
  const expected = sign({ key, payload: steps.payload(body), timestamp, nonce });
  if (!steps.sameSignature(expected, signature)) throw new Refusal('000001', 'the signature is wrong');
  const { activity, ...values } = readObject(merchant, request);
  const name = isKit ? activityOf(request) : activity;
  const call = { activity: typeof name === 'string' ? name : '', values, now, request };
  if (!steps.isFresh(timestamp, now, call)) throw invalid('the timestamp is out of the window');
  const seen = steps.nonceKey(nonce, call);
  await locked([`nonce ${seen}`], async () => {
    const at = store.nonces.get(seen);
    await io();
    if (at !== undefined && steps.isRemembered(at, now)) throw invalid('the nonce has been used');
    store.nonces.set(seen, now);
  });
  return call;
}

function readText({ steps }: Merchant, request: ReceivedRequest): string {
  try {
    return steps.readBody(request);
  } catch {
    throw invalid('the body is not UTF-8');
  }
}

function readObject(merchant: Merchant, request: ReceivedRequest): JsonObject {
  try {
    return merchant.steps.parse(readText(merchant, request));
  } catch {
    throw invalid('the body is no JSON object');
  }
}

/** The last segment of the path of a kit interface. */
function activityOf({ url }: ReceivedRequest): string {
  const [path = ''] = url.split('?');
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first of repeated parameters. */
function firstOf(params: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(params.toReversed());
}
