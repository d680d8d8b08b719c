import { expect, test } from 'vitest';
import { createCourier } from '../../../../src/sandbox/market/engine/courier.ts';
import { bind, kitSettled } from '../../../../src/sandbox/market/kit/bind.ts';
import { withClientSecret } from '../../../../src/sandbox/market/kit/credentials.ts';
import { authorize } from '../../../../src/sandbox/market/kit/members.ts';
import { tenantsOf } from '../../../../src/sandbox/market/kit/model.ts';
import { organization } from '../../../../src/sandbox/market/kit/organization.ts';
import { unbind } from '../../../../src/sandbox/market/kit/unbind.ts';
import type { AttemptOutcome } from '../../../../src/sandbox/market/model/model.ts';
import { connectionOf, instanceOf, putInstance } from '../../../../src/sandbox/market/model/records.ts';
import { deliveryOf, settle } from '../../../../src/sandbox/market/outbox/delivery-queue.ts';
import { harness, keys } from '../../../callback/merchant/harness.ts';
import { publicKey, privateKey as rsaPrivateKey } from '../../../support/rsa-keys.ts';
import { openKit } from './harness.ts';

/** The reference merchant with an instance, which the buyer owns, and a courier between them. */
async function openWithMerchant(version: 'v1' | 'v2') {
  const merchant = harness({ rsaPrivateKey });
  const { json } = await merchant.call(version, 'newInstance', { testFlag: '0' });
  const rsaPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const kit = openKit(version, { rsaPublicKey });
  putInstance(kit.database, { ...instanceOf(kit.database, 1), instanceId: String(json.instanceId) });
  const courier = createCourier({
    now: merchant.now,
    nonce: merchant.options.id,
    iv: () => 'A1b2C3d4E5f6G7h8',
    async deliver({ method, url, headers, body = '' }) {
      const lower = headers.map(([name, value]) => [name.toLowerCase(), value]);
      const { pathname, search } = new URL(url);
      const received = {
        method,
        url: pathname + search,
        headers: Object.fromEntries(lower),
        body: Buffer.from(body),
      };
      const reply = await merchant.merchant.handle(received);
      const response = {
        status: 200,
        headers: reply.headers,
        body: reply.body,
        truncated: false,
        durationMs: 1,
      };
      return { answered: true, response };
    },
  });
  const next = () => {
    const row = kit.database.prepare("SELECT id FROM market_deliveries WHERE state = 'active'").get();
    return row && deliveryOf(kit.database, Number(row.id));
  };
  /** Sends what is due; activity, flag and what the attempt came to. */
  const send = async (): Promise<{
    readonly calls: readonly string[];
    readonly outcomes: readonly AttemptOutcome[];
  }> => {
    const calls: string[] = [];
    const outcomes: AttemptOutcome[] = [];
    for (let delivery = next(); delivery; delivery = next()) {
      const { product, protocol, activity, values } = delivery;
      const outcome = await courier({
        connection: connectionOf(kit.database, product),
        keys,
        protocol,
        activity,
        values: withClientSecret(kit.database, delivery, values),
      });
      outcomes.push(outcome);
      const state = outcome.result === 'succeeded' ? 'succeeded' : 'given-up';
      calls.push([activity, values.flag ?? '-', outcome.resultCode ?? outcome.meaning.en].join(' '));
      kitSettled(kit.context, { ...delivery, state });
      settle(kit.context, delivery, state);
    }
    return { calls, outcomes };
  };
  const act = { instance: String(json.instanceId) };
  return { kit, merchant, send, act };
}

test.each(['v1', 'v2'] as const)(
  'the reference merchant takes a whole life of the kit in %s',
  async (version) => {
    const { kit, merchant, send, act } = await openWithMerchant(version);
    bind(kit.context, { do: 'bind', ...act, users: 501 });
    const first = await send();
    expect(first.calls).toEqual([
      'tenantSync 1 000000',
      'applicationSync 1 000000',
      'allOrgSync - 000000',
      'authSync 1 000000',
      'authSync 1 000000',
    ]);
    expect(first.outcomes.flatMap(({ problems }) => problems)).toEqual([]);
    const [tenant] = tenantsOf(kit.database, 'b1');
    const [application] = merchant.state.applications.values();
    expect(application).toMatchObject({ ...tenant?.credentials.p1 });
    expect([merchant.state.users.size, [...merchant.state.departments.values()][0]?.size]).toEqual([501, 2]);
    // The secret is encrypted on the way.
    expect(JSON.stringify(first.outcomes)).not.toContain(tenant?.credentials.p1?.clientSecret ?? '?');

    organization(kit.context, {
      do: 'organization',
      ...act,
      name: '新名',
      add: [{ code: 'D3', name: '财务部' }],
    });
    authorize(kit.context, {
      do: 'authorize',
      ...act,
      action: 'update',
      users: [{ userName: 'user0001', role: 'admin' }],
    });
    authorize(kit.context, { do: 'authorize', ...act, action: 'remove', count: 1 });
    expect((await send()).calls).toEqual([
      ...(version === 'v2' ? ['tenantSync 2 000000'] : []),
      'singleOrgSync 1 000000',
      'authSync 2 000000',
      `authSync ${version === 'v2' ? 3 : 0} 000000`,
    ]);
    expect([merchant.state.users.size, [...merchant.state.departments.values()][0]?.size]).toEqual([500, 3]);

    unbind(kit.context, { do: 'unbind', ...act });
    const last = await send();
    expect(new Set(last.outcomes.map(({ result }) => result))).toEqual(new Set(['succeeded']));
    const { users, applications, tenants } = merchant.state;
    expect([users.size, applications.size, tenants.size]).toEqual([0, 0, 0]);
  },
);

test('kit calls are real ones, with the time in Beijing', async () => {
  const { kit, send, act } = await openWithMerchant('v2');
  bind(kit.context, { do: 'bind', ...act });
  const { outcomes } = await send();
  const bodies = outcomes.map(({ request }) => JSON.parse(request.body ?? '{}'));
  expect(bodies.map(({ testFlag, timeStamp }) => [testFlag, timeStamp])).toEqual(
    Array.from({ length: 3 }, () => [0, '20260301160000000']),
  );
  expect(outcomes.map(({ request }) => new URL(request.url).pathname)).toEqual([
    '/saasproduce/produceAPI/v2/tenantSync',
    '/saasproduce/produceAPI/v2/applicationSync',
    '/saasproduce/produceAPI/v2/allOrgSync',
  ]);
});
