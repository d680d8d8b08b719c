import type { DatabaseSync } from 'node:sqlite';
import type { Seed } from './seed.ts';

/** Puts seed data into the state; what has an id that is there already is replaced. Belongs in a transaction. */
export function plantSeed(database: DatabaseSync, { instances, licenses, events, orders }: Seed): void {
  const instance = database.prepare('REPLACE INTO instances VALUES (?, ?, ?, ?, ?, ?, ?)');
  for (const { id, seller, chargingMode, status, delisted, startTime, needsPackage } of instances) {
    instance.run(id, seller, chargingMode, status, Number(delisted), startTime, Number(needsPackage));
  }
  const license = database.prepare('REPLACE INTO licenses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)');
  for (const it of licenses) {
    license.run(
      it.code,
      it.seller,
      it.orderId,
      it.productId,
      it.amount,
      it.orderTime,
      it.expireTime,
      Number(it.received),
      it.status,
      it.activateTime ?? (it.status === 'NEW' ? null : it.orderTime),
    );
  }
  const event = database.prepare('REPLACE INTO events VALUES (?, ?, ?, NULL, NULL, NULL, NULL)');
  for (const { id, seller, state } of events) event.run(id, seller, state);
  const order = database.prepare('REPLACE INTO orders VALUES (?, ?, ?)');
  for (const { seller, orderInfo } of orders) order.run(orderInfo.orderId, seller, JSON.stringify(orderInfo));
}
