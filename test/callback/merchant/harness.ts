import { createMerchant } from '../../../src/callback/merchant/merchant.ts';
import type { MerchantOptions, MerchantReply } from '../../../src/callback/merchant/model.ts';
import { createState } from '../../../src/callback/merchant/state.ts';
import { protocolOf, protocols } from '../../../src/callback/protocols/index.ts';
import type { Activity, ProtocolId, ReceivedRequest } from '../../../src/callback/protocols/model.ts';
import { sampleValues } from '../../../src/callback/protocols/samples.ts';
import { encryptField } from '../../../src/signing/sensitive-field.ts';
import type { JsonObject, JsonValue } from '../../../src/text/json.ts';
import { receive } from '../protocols/support.ts';

/** A key of each class, all different. */
export const keys = { base: 'base-key', kit: 'kit-key', license: 'license-key', notify: 'notify-key' };
export const license = 'LICENSE-CODE-1';

/** Values over the samples; `undefined` leaves a value out. */
export type Overrides = Readonly<Record<string, JsonValue | undefined>>;

/** Departures from the right proof. */
export interface Proof {
  readonly key?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
}

/** A reply with its body read. */
export interface Read extends MerchantReply {
  readonly text: string;
  readonly json: JsonObject;
}

/** A merchant whose clock stands still until it is moved, and whose identifiers count up. */
export function harness(overrides: Partial<MerchantOptions> = {}) {
  let time = Date.parse('2026-03-01T08:00:00.000Z');
  let count = 0;
  const now = () => new Date(time);
  const id = () => String(++count).padStart(32, '0');
  const options: MerchantOptions = {
    protocols: protocols.map((protocol) => protocol.id),
    keys,
    encryptBits: 256,
    sale: 'period',
    now,
    id,
    ...overrides,
  };
  const state = createState([license]);
  const merchant = createMerchant(options, state);

  /** A request as KooGallery sends it. */
  function request(
    protocolId: ProtocolId,
    name: string,
    values: Overrides = {},
    proof: Proof = {},
  ): ReceivedRequest {
    const protocol = protocolOf(protocolId);
    const activity = protocol.activities.find((known) => known.name === name) ?? unknown(protocolId, name);
    const samples = sampleValues(activity, { now: now(), sale: options.sale, id });
    const sealed = protocol.seal({
      activity,
      target: 'https://merchant.example.com/saas/produce',
      values: without({ ...encrypted(activity, samples, options.encryptBits), ...values }),
      key: proof.key ?? keys[protocol.keyClass],
      timestamp: proof.timestamp ?? protocol.timestamp(now()),
      nonce: proof.nonce ?? id(),
    });
    return receive(sealed);
  }

  return {
    options,
    merchant,
    state,
    request,
    now,
    wait: (milliseconds: number) => {
      time += milliseconds;
    },
    handle: async (received: ReceivedRequest) => read(await merchant.handle(received)),
    call: async (protocol: ProtocolId, name: string, values?: Overrides, proof?: Proof) =>
      read(await merchant.handle(request(protocol, name, values, proof))),
  };
}

/** An activity that no protocol knows, in the form of the first that this one does. */
function unknown(protocolId: ProtocolId, name: string): Activity {
  const path = { 'v1-kit': `/produceAPI/${name}`, 'v2-kit': `/produceAPI/v2/${name}` }[protocolId as string];
  return { ...protocolOf(protocolId).activities[0]!, name, ...(path && { path }) };
}

function without(values: Overrides): JsonObject {
  return JSON.parse(JSON.stringify(values));
}

function encrypted(activity: Activity, samples: JsonObject, bits: 128 | 256): JsonObject {
  const entries = Object.entries(samples).map(([name, value]) => {
    const field = activity.request.find((declared) => declared.name === name);
    return [name, field?.encrypted ? encrypt(String(value), bits) : value];
  });
  return Object.fromEntries(entries);
}

export function encrypt(plain: string, bits: 128 | 256 = 256): string {
  return encryptField(keys.base, plain, { bits, iv: 'A1b2C3d4E5f6G7h8' });
}

export function read(reply: MerchantReply): Read {
  const text = Buffer.from(reply.body).toString('utf8');
  return { ...reply, text, json: JSON.parse(text) };
}
