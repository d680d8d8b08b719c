import { describe, expect, test } from 'vitest';
import { sandboxBuyer, sandboxSeller } from '../../src/sandbox/accounts.ts';
import { parseFault } from '../../src/sandbox/fault.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { documentedErrors, type Operation, operations } from '../seller/api/contract.ts';
import { start } from './harness.ts';
import { type Asking, ask, office, others, sku, studio, user } from './seller.ts';

/** A right request of each operation, and one that breaks a rule where there is one. */
const seats = {
  code: 'seats',
  type: 'quantity',
  name: { en: 'Seats', zh: '席位数' },
  min: 1,
  max: 500,
  step: 1,
};
const preset = { ...seats, code: 'mode' };
const requests: Readonly<
  Record<string, { readonly right: Asking; readonly rule?: Asking; readonly code?: string }>
> = {
  listProducts: { right: {} },
  getProduct: { right: {} },
  getConfiguration: { right: {} },
  patchConfiguration: {
    right: { body: { request_id: 'r' }, ifMatch: '1' },
    rule: { body: { request_id: 'r', trial: { [sku(7)]: { days: 3, open_to: 'all' } } }, ifMatch: '1' },
  },
  listUsers: {
    right: { query: { list: 'audience' } },
    rule: { query: { list: 'trial' } },
  },
  createUsers: {
    right: { body: { list: 'audience', users: [user(1)] } },
    rule: { body: { list: 'trial', users: [user(1)] } },
  },
  deleteUsers: {
    right: { body: { list: 'audience', account_ids: ['x'] } },
    rule: { body: { list: 'trial', account_ids: ['x'] } },
  },
  adjustStock: {
    right: { body: { delta: 1, note: 'n', request_id: 'r' } },
    rule: { body: { delta: 0, note: 'n', request_id: 'r' } },
  },
  listAttributes: { right: {} },
  createAttribute: { right: { body: seats }, rule: { body: preset } },
  updateAttribute: { right: { body: seats }, rule: { body: preset } },
  removeAttribute: { right: {}, rule: {} },
};

function pathOf({ path }: Operation, product: string, code: string): string {
  return path.replace('{product_id}', product).replace('{code}', code);
}

async function withFault(text: string): Promise<Sandbox> {
  const fault = parseFault(text);
  return start({ fault });
}

/** How an error comes about by itself; those that do not come by a fault. */
function naturally(operation: Operation, code: string): [path: string, asking: Asking] | undefined {
  const { operationId, path } = operation;
  const { right, rule } = requests[operationId] ?? { right: {} };
  const ofProduct = path.includes('{product_id}');
  const here = pathOf(operation, studio, 'seats');
  switch (code) {
    case 'MKT.0101':
      return operation.body ? [here, { ...right, body: {} }] : [here, { query: { surplus: '1' } }];
    case 'MKT.0199':
      return rule && [pathOf(operation, studio, 'mode'), rule];
    case 'MKT.0150':
      return ofProduct ? [pathOf(operation, others, ''), right] : undefined;
    case 'MKT.0151':
      return [here, { ...right, credential: sandboxBuyer.credential }];
    case 'APIGW.0301':
      return [here, { ...right, credential: { ...sandboxSeller.credential, sk: 'wrong' } }];
    case 'MKT.9001':
      return ofProduct
        ? [pathOf(operation, 'OFFI1', ''), right]
        : [
            pathOf(operation, '', 'nothing'),
            operation.body ? { body: { ...seats, code: 'nothing' } } : right,
          ];
    case 'MKT.0409':
      return [here, { ...right, ifMatch: '7' }];
    default:
      return undefined;
  }
}

describe.each(operations.map((operation) => [operation.operationId, operation] as const))(
  '%s',
  (id, operation) => {
    const right = requests[id]?.right ?? {};
    const here = pathOf(operation, id === 'adjustStock' ? studio : office, 'seats');

    test('succeeds', async () => {
      const { status } = await ask(await start(), operation.method, here, right);
      expect(status).toBe(200);
    });

    test.each(documentedErrors(operation))('%i %s', async (status, code) => {
      const cause = naturally(operation, code);
      if (cause) {
        const reply = await ask(await start(), operation.method, ...cause);
        expect([reply.status, reply.json.error_code]).toEqual([status, code]);
      }
      const reply = await ask(await withFault(`${code}=1`), operation.method, here, right);
      expect([reply.status, reply.json.error_code]).toEqual([status, code]);
    });
  },
);

test.each([
  ['406=1', 406, 'MKT.0250'],
  ['500=1', 500, 'MKT.0999'],
])('--fault %s', async (fault, status, code) => {
  const reply = await ask(await withFault(fault), 'GET', '/products');
  expect([reply.status, reply.json.error_code]).toEqual([status, code]);
});

test('a fault that Huawei’s own calls do not have leaves them alone', async () => {
  const { send } = await import('./harness.ts');
  const sandbox = await withFault('MKT.0409=1');
  const query = '/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKONDEMAND';
  expect((await send(sandbox, query)).status).toBe(200);
  expect((await ask(sandbox, 'GET', '/attributes').catch((error: Error) => error)) instanceof Error).toBe(
    true,
  );
});
