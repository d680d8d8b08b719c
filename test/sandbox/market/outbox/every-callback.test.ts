import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deliver } from '../../../../src/callback/delivery/exchange.ts';
import { createMerchant } from '../../../../src/callback/merchant/merchant.ts';
import { createState } from '../../../../src/callback/merchant/state.ts';
import { validateValues } from '../../../../src/callback/protocols/validate.ts';
import { activityCall } from '../../../../src/lifecycle/activities.ts';
import { next } from '../../../../src/lifecycle/life.ts';
import type { Callback, Kind, LifeEvent } from '../../../../src/lifecycle/model.ts';
import { createCourier } from '../../../../src/sandbox/market/engine/courier.ts';
import type { Instance } from '../../../../src/sandbox/market/model/model.ts';
import {
  activityOf,
  callbackValues,
  freshValues,
} from '../../../../src/sandbox/market/outbox/callback-values.ts';
import {
  begun,
  connection,
  factsOf,
  instanceOf,
  keys,
  kinds,
  later,
  protocolsOf,
  renewal,
  t0,
} from '../traffic.ts';

const day = 24 * 3_600_000;
const paid = { order: renewal, expiresAt: later };
const events: readonly LifeEvent[] = [
  { type: 'formalise', ...paid, productId: 'OFFI1' },
  { type: 'renew', ...paid },
  { type: 'renew', change: true, ...paid, productId: 'OFFI2' },
  { type: 'check-change' },
  { type: 'give-back', order: renewal },
  { type: 'upgrade', order: renewal },
  { type: 'expire' },
  { type: 'fall-into-arrears' },
  { type: 'end-grace' },
  { type: 'end-retention' },
  { type: 'pay-arrears' },
  { type: 'find-violation' },
  { type: 'lift-violation' },
  { type: 'view' },
  { type: 'request-license', eventId: 'E1' },
  { type: 'unsubscribe', order: renewal, negotiated: true },
  { type: 'close' },
];

/** Lives in which every callback is due. */
const lives = {
  full: events.map((event) => ({ event, days: 0 })),
  ended: steps(['expire', 366], ['end-grace', 1], ['renew', 0]),
  formal: steps(['formalise', 0]),
  changed: [
    ...steps(['check-change', 350]),
    { event: { type: 'renew', change: true, ...paid } as const, days: 0 },
  ],
};

function steps(...drawn: readonly (readonly [LifeEvent['type'], number])[]) {
  return drawn.map(([type, days]) => ({ event: events.find((event) => event.type === type)!, days }));
}

const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

const anyLife = fc.record({
  kind: fc.constantFrom(...kinds),
  trial: fc.boolean(),
  events: fc.array(
    fc.record({ event: fc.constantFrom(...events), days: fc.oneof(fc.constant(0), fc.nat(400)) }),
    { maxLength: 20 },
  ),
  contacts: fc.boolean(),
  supervised: fc.boolean(),
  encrypt: fc.constantFrom(128 as const, 256 as const),
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
  email: anyText,
  parameters: fc.array(fc.record({ name: anyText, value: anyText }), { maxLength: 3 }),
  quantity: fc.option(fc.integer({ min: 1, max: 9_999_999 }), { nil: undefined }),
  amount: fc.nat(1e15),
  settings: fc.record({
    test_flag: fc.constantFrom('omit' as const, '0' as const, '1' as const),
    v1_expire_zone: fc.constantFrom('beijing' as const, 'utc' as const),
    unrenew_order_id: fc.constantFrom('unsubscribe' as const, 'renewal' as const),
  }),
});

/** The reference merchant, without a socket. */
function merchantOf(encryptBits: 128 | 256, charging: Kind['charging']): Deliver {
  let count = 0;
  const merchant = createMerchant(
    {
      keys,
      encryptBits,
      sale: charging === 'package' ? 'on-demand' : charging,
      now: () => new Date(t0),
      id: () => String(++count).padStart(32, '0'),
    },
    createState(['PLABCDEFGH012345']),
  );
  return async ({ method, url, headers, body = '' }) => {
    const { pathname, search } = new URL(url);
    const reply = await merchant.handle({
      method,
      url: pathname + search,
      headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      body: Buffer.from(body),
    });
    return {
      answered: true,
      response: { status: 200, headers: reply.headers, body: reply.body, truncated: false, durationMs: 1 },
    };
  };
}

/** Without the id until the merchant has returned it. */
function created({ instanceId: _, ...instance }: Instance, instanceId: string | undefined): Instance {
  return { ...instance, ...(instanceId !== undefined && { instanceId }) };
}

/** What a life sends, with its scenes. */
const all = [
  'license-code refreshLicenseCode RENEWAL',
  'license-code refreshLicenseCode UNSUBSCRIBE_RENEWAL_PERIOD',
  'license-code releaseLicenseCode',
  'license-code updateLicenseCodeStatus',
  'online-license getLicenseAsync',
  'online-license newInstance',
  'online-license refreshInstance RENEWAL',
  'online-license refreshInstance UNSUBSCRIBE_RENEWAL_PERIOD',
  'online-license releaseInstance',
  'online-license updateInstanceStatus',
  'order-notify orderNotify',
  'v1 expireInstance',
  'v1 instanceStatus',
  'v1 newInstance',
  'v1 queryInstance',
  'v1 refreshInstance',
  'v1 releaseInstance',
  'v1 upgrade',
  'v2 changeInstanceCheck',
  'v2 newInstance',
  'v2 queryInstance',
  'v2 refreshInstance RENEWAL',
  'v2 refreshInstance RENEWAL_CHANGE',
  'v2 refreshInstance TRIAL_TO_FORMAL',
  'v2 refreshInstance UNSUBSCRIBE_RENEWAL_PERIOD',
  'v2 releaseInstance',
  'v2 updateInstanceStatus',
  'v2 upgradeInstance',
];

describe('every callback of any life', () => {
  it('has the declared fields, in their forms, and is accepted by the reference merchant', async () => {
    const seen = new Set<string>();
    const sample = fc.sample(anyLife, 1)[0]!;
    await fc.assert(
      fc.asyncProperty(anyLife, async (drawn) => {
        const { kind, contacts, supervised, encrypt, settings } = drawn;
        const trial = drawn.trial && kind.charging === 'period' && kind.product === 'saas';
        const market = connection('http://127.0.0.1:9/', { contacts, supervised, encrypt }, settings);
        let count = 0;
        const id = () => String(++count);
        const courier = createCourier({
          deliver: merchantOf(encrypt, kind.charging),
          now: () => new Date(t0),
          nonce: () => `nonce-${id()}`,
          iv: () => 'abcdefghij012345',
        });
        let life = begun(kind, trial).life;
        let instanceId: string | undefined;

        const deliver = async (callback: Callback) => {
          for (const protocol of protocolsOf(kind)) {
            const call = activityCall(callback, protocol, kind);
            if (!call) continue;
            const facts = factsOf(created(instanceOf(life, { parameters: drawn.parameters }), instanceId), {
              connection: market,
              buyer: { id: 'B1', name: drawn.name, mobile: '15905222222', email: drawn.email },
              amount: call.refund ? -drawn.amount : drawn.amount,
              period: trial ? { type: 'day', number: 15 } : { type: 'month', number: 3 },
              givenBack: renewal,
              ...(drawn.quantity !== undefined && { quantity: drawn.quantity }),
            });
            const values = {
              ...callbackValues(protocol, call, facts),
              ...freshValues(protocol, call.activity, () => `uuid-${id()}`),
            };
            const { activity } = activityOf(protocol, call.activity);
            const declared = activity.request.map(({ name }) => name);
            expect(declared).toEqual(expect.arrayContaining(Object.keys(values)));
            expect(
              validateValues(
                activity.request.filter(({ name }) => name !== 'testFlag'),
                values,
              ),
            ).toEqual([]);
            const outcome = await courier({
              connection: market,
              keys,
              protocol,
              activity: call.activity,
              values,
            });
            expect(outcome.meaning.en).toBe('resultCode 000000 (succeeded)');
            expect(outcome).toMatchObject({ result: 'succeeded', problems: [] });
            const returned = outcome.reply?.instanceId;
            if (callback.type === 'create' && typeof returned === 'string') instanceId = returned;
            seen.add(`${protocol} ${call.activity} ${call.values.scene ?? ''}`.trim());
          }
        };

        for (const callback of begun(kind, trial).due) await deliver(callback);
        if (life.stage === 'creating') {
          const made = next(life, { type: 'created' }, t0);
          if (!made.ok) throw new Error(made.refusal);
          life = made.life;
          for (const callback of made.due) await deliver(callback);
        }
        let at = t0;
        for (const { event, days } of drawn.events) {
          at += days * day;
          const step = next(life, event, at);
          if (!step.ok) continue;
          life = step.life;
          for (const callback of step.due) await deliver(callback);
        }
      }),
      {
        numRuns: 70,
        examples: kinds.flatMap((kind) =>
          Object.entries(lives).map(([name, life]): [typeof sample] => [
            { ...sample, kind, trial: name === 'formal', events: life },
          ]),
        ),
      },
    );
    expect([...seen].sort()).toEqual(all);
  });
});
