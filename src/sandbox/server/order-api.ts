import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MockOrderId } from '../../callback/protocols/mock-orders.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { InjectedFault } from '../api/gateway/fault.ts';
import type { LogEntry } from '../api/log/log.ts';
import { orderQueryPath } from '../api/routes/orders.ts';
import { mockOrder } from '../seed/mock-orders.ts';
import { sandboxCredential, sandboxSeller } from '../state/accounts.ts';
import { type Database, sql, transaction } from '../state/database.ts';
import type { OrderInfo } from '../state/orders.ts';
import { livingSandbox } from '../state/running.ts';
import { formatOrderTime, orderTime } from '../state/times.ts';
import { openStore } from '../store.ts';
import { startSandbox } from './server.ts';

/** The order query for a test run: in a sandbox of its own, or in the one that runs at its port. */
export interface OrderApi {
  /** `http://127.0.0.1:8789` */
  readonly url: string;
  /** Credential for the queries of the merchant. It works with sandboxes only. */
  readonly credential: Credential;
  /** Creates an order; its queries have the fault until it is restored. A sandbox at the port has no faults. */
  issue(like: MockOrderId, facts?: OrderFacts): { readonly orderId: string; readonly orderLineId: string };
  restore?(orderId: string): void;
  /** Whether an order was queried, with a valid signature. */
  isQueried(orderId: string): boolean;
  /** Returns the last refusal of a query for an order, or of one that names no order. */
  lastRefusal(orderId: string): OrderRefusal | undefined;
  /** Stops listening and deletes the orders. */
  close(): Promise<void>;
}

interface OrderFacts {
  readonly fault?: InjectedFault;
  /** Customer ID of the buyer; default that of the mock orders. */
  readonly buyer?: string;
  /** IDs of the order and of its first line; default new ones. */
  readonly ids?: { readonly orderId: string; readonly orderLineId: string } | undefined;
}

export interface OrderRefusal {
  readonly reason: Localized;
  /** Whether the signature was refused, and not the request itself. */
  readonly isUnauthenticated: boolean;
}

interface Host {
  readonly url: string;
  readonly database: Database;
  /** Faults of the queries by order. */
  readonly faults?: Map<string, InjectedFault>;
  lastRefusal(orderId: string): OrderRefusal | undefined;
  close(): Promise<void>;
}

/**
 * Starts the order API on loopback, or uses the sandbox that runs at the port.
 *
 * @param port 0 for any free port
 * @param names of the order API besides those of this machine
 * @param sandboxFolder koo's state folder, in which a running sandbox announces itself
 * @throws the error of `listen` (`EADDRINUSE`, …)
 */
export async function startOrderApi(
  port: number,
  names: readonly string[] = [],
  sandboxFolder?: string,
): Promise<OrderApi> {
  const running = sandboxFolder === undefined ? undefined : await livingSandbox(sandboxFolder);
  const isAtPort = running !== undefined && Number(new URL(running.url).port) === port;
  const host =
    isAtPort && sandboxFolder !== undefined
      ? attach(running.url, sandboxFolder)
      : await startOwn(port, names);
  return ordersOf(host);
}

function attach(url: string, stateFolder: string): Host {
  const database = openStore(stateFolder);
  const since = Number(sql(database)`SELECT coalesce(max(id), 0) AS id FROM requests`.get()?.id);
  return {
    url,
    database,
    lastRefusal(orderId) {
      const row = sql(database)`SELECT code, status, reason_en, reason_zh, url
        FROM requests LEFT JOIN request_contents USING (id) WHERE id > ${since}
        AND path = ${orderQueryPath} AND reason_en IS NOT NULL ORDER BY id DESC LIMIT 1000`
        .all()
        .find(({ url }) => isAbout(orderId, url === null ? undefined : String(url)));
      const reason = row && { en: String(row.reason_en), zh: String(row.reason_zh) };
      return reason && refusalOf(String(row.code), Number(row.status), reason);
    },
    async close() {
      database.exec('DELETE FROM orders WHERE id IN (SELECT id FROM issued_orders)');
      database.exec('DELETE FROM issued_orders');
      database.close();
    },
  };
}

async function startOwn(port: number, names: readonly string[]): Promise<Host> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'koo-order-api-'));
  const remove = () => rmSync(stateFolder, { recursive: true, force: true });
  const refused: LogEntry[] = [];
  const faults = new Map<string, InjectedFault>();
  try {
    const sandbox = await startSandbox({
      stateFolder,
      port,
      names,
      faultOf: (url) => faults.get(url.searchParams.get('orderId') ?? ''),
      log: (entry) => {
        if (entry.path === orderQueryPath && entry.reason) refused.push(entry);
      },
    });
    const database = openStore(stateFolder);
    // The orders end with this process, so they need not survive a power cut.
    database.exec('PRAGMA synchronous = OFF');
    return {
      url: sandbox.url,
      database,
      faults,
      lastRefusal(orderId) {
        const found = refused.findLast(({ content }) => isAbout(orderId, content?.url));
        return found?.reason && refusalOf(found.code ?? '', found.status ?? 0, found.reason);
      },
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

/** Whether a query is for an order, or names none. */
function isAbout(orderId: string, url = ''): boolean {
  const asked = new URL(url, 'http://localhost').searchParams.get('orderId') ?? '';
  return asked === '' || asked === orderId;
}

function refusalOf(code: string, status: number, reason: Localized): OrderRefusal {
  return {
    reason: both('{code}: {reason}', { code, reason }),
    isUnauthenticated: status === 401 && !code.startsWith('MKT.'),
  };
}

function ordersOf({ url, database, faults, lastRefusal, close }: Host): OrderApi {
  const insert = database.prepare('INSERT INTO orders VALUES (?, ?, ?)');
  const issued = database.prepare('INSERT INTO issued_orders VALUES (?, 0)');
  const queried = database.prepare('SELECT queried FROM issued_orders WHERE id = ?');
  let count = 0;
  return {
    url,
    credential: sandboxCredential,
    issue(like, { fault, buyer, ids } = {}) {
      count += 1;
      const orderId = ids?.orderId ?? `CS${randomUUID().replaceAll('-', '').slice(0, 15).toUpperCase()}`;
      const order = placedAt(new Date(), mockOrder(like, orderId, ids?.orderLineId), count, buyer);
      transaction(database, () => {
        insert.run(orderId, sandboxSeller.id, JSON.stringify(order));
        issued.run(orderId);
      });
      faults?.set(orderId, fault);
      return { orderId, orderLineId: order.orderLine[0]?.orderLineId ?? '' };
    },
    ...(faults && { restore: (orderId: string) => void faults.delete(orderId) }),
    isQueried: (orderId) => queried.get(orderId)?.queried === 1,
    lastRefusal,
    close,
  };
}

/**
 * An order that is placed now, since the mock orders have expired. Its quantity, amount and period depend on its
 * number; a pay-per-use order has a second line, for another product.
 */
function placedAt(now: Date, order: OrderInfo, number: number, buyer: string | undefined): OrderInfo {
  const created = orderTime(order.createTime) ?? 0;
  const periods = 1 + (number % 3);
  const price = String(100 * periods);
  const orderLine = order.orderLine.map(({ expireTime, periodNumber, productInfo, ...line }) => ({
    ...line,
    ...(periodNumber && { periodNumber: periodNumber * periods }),
    ...(expireTime && {
      expireTime: formatOrderTime(
        new Date(now.getTime() + periods * ((orderTime(expireTime) ?? created) - created)),
      ),
    }),
    productInfo: productInfo.map((product) => ({ ...product, linearValue: 1 + (number % 50) })),
    currency: price,
    currencyAfterDiscount: price,
  }));
  const second = orderLine
    .filter(({ chargingMode }) => chargingMode === 'ON_DEMAND')
    .map((line) => ({
      ...line,
      orderLineId: line.orderLineId.replace(/1$/, '2'),
      productInfo: line.productInfo.map((product) => ({ ...product, productId: `${product.productId}2` })),
    }));
  return {
    ...order,
    createTime: formatOrderTime(now),
    orderLine: [...orderLine, ...second],
    ...(buyer !== undefined && { buyerInfo: { ...order.buyerInfo, customerId: buyer } }),
  };
}
