import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credential } from '../signing/sdk-hmac.ts';
import type { Localized } from '../text/localized.ts';
import { both } from '../text/translate.ts';
import { sandboxCredential, sandboxSeller } from './accounts.ts';
import { orderQueryPath } from './routes/orders.ts';
import { type MockOrderId, mockOrder } from './seed/mock-orders.ts';
import type { OrderInfo } from './seed/seed.ts';
import { startSandbox } from './server.ts';
import { openStore } from './store.ts';
import { formatOrderTime, orderTime } from './times.ts';

/** The order query of a sandbox of its own, with orders that nothing else knows. */
export interface OrderApi {
  /** `http://127.0.0.1:8789` */
  readonly url: string;
  /** With which a merchant signs his queries. It opens nothing but sandboxes. */
  readonly credential: Credential;
  /** Creates an order like a mock order. */
  issue(like: MockOrderId): { readonly orderId: string; readonly orderLineId: string };
  /** Whether an order was queried, with a valid signature. */
  isQueried(orderId: string): boolean;
  /** Why the last query that failed was refused. */
  lastRefusal(): Localized | undefined;
  /** Stops listening and deletes the orders. */
  close(): Promise<void>;
}

/**
 * Starts the order API on loopback.
 *
 * @param port 0 for any free port
 * @param names of the order API besides those of this machine
 * @throws the error of `listen` (`EADDRINUSE`, …)
 */
export async function startOrderApi(port: number, names: readonly string[] = []): Promise<OrderApi> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'koo-order-api-'));
  const remove = () => rmSync(stateFolder, { recursive: true, force: true });
  const queried = new Set<string>();
  let refusal: Localized | undefined;
  try {
    const sandbox = await startSandbox({
      stateFolder,
      port,
      names,
      log: ({ path, code, reason }) => {
        if (path === orderQueryPath && reason)
          refusal = both('{code}: {reason}', { code: code ?? '', reason });
      },
      onRequest: ({ pathname, searchParams }) => {
        if (pathname === orderQueryPath) queried.add(searchParams.get('orderId') ?? '');
      },
    });
    const database = openStore(stateFolder);
    // The orders end with this process, so they need not survive a power cut.
    database.exec('PRAGMA synchronous = OFF');
    const insert = database.prepare('INSERT INTO orders VALUES (?, ?, ?)');
    return {
      url: sandbox.url,
      credential: sandboxCredential,
      issue(like) {
        const orderId = `CS${randomUUID().replaceAll('-', '').slice(0, 15).toUpperCase()}`;
        const order = placedAt(new Date(), mockOrder(like, orderId));
        insert.run(orderId, sandboxSeller.id, JSON.stringify(order));
        return { orderId, orderLineId: order.orderLine[0]?.orderLineId ?? '' };
      },
      isQueried: (orderId) => queried.has(orderId),
      lastRefusal: () => refusal,
      async close() {
        database.close();
        await sandbox.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** An order with other dates, as far apart as they were: the mock orders have expired. */
function placedAt(now: Date, order: OrderInfo): OrderInfo {
  const delay = now.getTime() - (orderTime(order.createTime) ?? 0);
  const delayed = (time: string) => formatOrderTime(new Date((orderTime(time) ?? 0) + delay));
  return {
    ...order,
    createTime: formatOrderTime(now),
    orderLine: order.orderLine.map(({ expireTime, ...line }) => ({
      ...line,
      ...(expireTime && { expireTime: delayed(expireTime) }),
    })),
  };
}
