import type { DatabaseSync } from 'node:sqlite';
import { clearProduct, findProduct, putAttribute, putProduct, putStock } from '../seller/state.ts';
import { createUserWriter } from '../seller/users.ts';
import type { Seed } from './seed.ts';

/** Puts seed data into the state; what has an id that is there already is replaced. Belongs in a transaction. */
export function plantSeed(database: DatabaseSync, seed: Seed): void {
  const { instances, licenses, events, orders, products, attributes } = seed;
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
  for (const { seller, ...one } of attributes) putAttribute(database, seller, one);
  for (const product of products) plantProduct(database, product);
}

/** The version grows, so that whoever knows the product as it was is told. */
function plantProduct(database: DatabaseSync, input: Seed['products'][number]): void {
  const { seller, audience, credit, purchase_limits, trial, stock, users, ...product } = input;
  const id = product.product_id;
  const version = (findProduct(database, id)?.version ?? 0) + 1;
  clearProduct(database, id);
  const settings = { audience, credit, purchase_limits, trial };
  putProduct(database, { product, seller, version, settings });
  for (const [skuCode, one] of Object.entries(stock)) putStock(database, id, skuCode, one);
  for (const { users: listed, ...ref } of users) {
    const writer = createUserWriter(database, id, ref, new Date());
    for (const user of listed) writer.add(user);
    writer.finish();
  }
}
