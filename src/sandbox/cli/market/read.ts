import { readProof } from '../../../callback/proof.ts';
import { protocolOf } from '../../../callback/protocols/index.ts';
import type { ProtocolId } from '../../../callback/protocols/model.ts';
import { concealSecrets } from '../../../cli/output/edge.ts';
import { usageError } from '../../../errors/koo-error.ts';
import { both } from '../../../text/translate.ts';
import type { StoredOutcome } from '../../market/model/model.ts';
import { keysOf } from '../../market/model/records.ts';
import { maxStoredBody } from '../../market/outbox/attempt-store.ts';
import {
  type DeliveryDetails,
  type DeliveryFilter,
  describeDelivery,
  type ListedAttempt,
  type ListedDelivery,
  listDeliveries,
} from '../../market/views/delivery-listings.ts';
import { type EntryDocument, entryDocument } from '../../market/views/entry-text.ts';
import {
  describeInstance,
  describeOrder,
  instanceJournal,
  type ListedBill,
  type ListedBuyer,
  type ListedInstance,
  type ListedOrder,
  type ListLimit,
  listBills,
  listBuyers,
  listInstances,
  listOrders,
} from '../../market/views/listings.ts';
import { type Database, hasStore } from '../../state/database.ts';
import { withStore } from '../../store.ts';

/** An instance with what happened to it. */
export interface InstanceDetails extends ListedInstance {
  readonly journal: readonly EntryDocument[];
}

export interface SignedAttempt extends ListedAttempt {
  /** The text to sign, in which `<accessKey>` stands for the access key; `null` if it cannot be computed any more. */
  readonly signedText: string | null;
}

/** A delivery with all its attempts. */
export interface SignedDelivery extends ListedDelivery {
  readonly attemptList: readonly SignedAttempt[];
}

export function readInstances(folder: string, limit: ListLimit): readonly ListedInstance[] {
  return read(folder, (database) => listInstances(database, limit));
}

/** @throws KooError (usage) `UNKNOWN_INSTANCE`, `AMBIGUOUS_INSTANCE` */
export function readInstance(folder: string, text: string): InstanceDetails {
  return withStore(folder, (database) => {
    const listed = describeInstance(database, text);
    const name = listed.instance ?? listed.license ?? listed.orderLine;
    const journal = instanceJournal(database, text).map((entry) => entryDocument(entry, name));
    return { ...listed, journal };
  });
}

export function readOrders(folder: string, limit: ListLimit): readonly ListedOrder[] {
  return read(folder, (database) => listOrders(database, limit));
}

/** @throws KooError (usage, `UNKNOWN_ORDER`) */
export function readOrder(folder: string, id: string): readonly ListedOrder[] {
  const order = withStore(folder, (database) => describeOrder(database, id));
  if (order) return [order];
  throw usageError(
    'UNKNOWN_ORDER',
    both('The marketplace of the sandbox has no order {id}', { id }),
    both('List its orders with `koo sandbox orders`. `koo order get` also finds seeded and mock orders.'),
  );
}

export function readBuyers(folder: string, limit: ListLimit): readonly ListedBuyer[] {
  return read(folder, (database) => listBuyers(database, limit));
}

/** @throws KooError (usage) `UNKNOWN_INSTANCE`, `AMBIGUOUS_INSTANCE` */
export function readBills(
  folder: string,
  filter: ListLimit & { readonly instance?: string | undefined },
): readonly ListedBill[] {
  if (filter.instance !== undefined) return withStore(folder, (database) => listBills(database, filter));
  return read(folder, (database) => listBills(database, filter));
}

/** @throws KooError (usage) `UNKNOWN_INSTANCE`, `AMBIGUOUS_INSTANCE` */
export function readDeliveries(folder: string, filter: DeliveryFilter): readonly ListedDelivery[] {
  if (filter.instance !== undefined) return withStore(folder, (database) => listDeliveries(database, filter));
  return read(folder, (database) => listDeliveries(database, filter));
}

/** @throws KooError (usage, `UNKNOWN_DELIVERY`) */
export function readDelivery(folder: string, id: number): SignedDelivery {
  return withStore(folder, (database) => {
    const found = describeDelivery(database, id);
    if (!found) {
      throw usageError(
        'UNKNOWN_DELIVERY',
        both('The sandbox has no delivery {id}', { id }),
        both('List them with `koo sandbox deliveries`.'),
      );
    }
    const attemptList = found.attemptList.map((attempt) => ({
      ...attempt,
      signedText: attempt.outcome && signedText(database, found, attempt.outcome),
    }));
    return { ...found, attemptList };
  });
}

/** Returns nothing, and creates no state, if there is none yet. */
function read<T>(folder: string, work: (database: Database) => readonly T[]): readonly T[] {
  return hasStore(folder) ? withStore(folder, work) : [];
}

function signedText(
  database: Database,
  { product, protocol: id }: DeliveryDetails,
  { request }: StoredOutcome,
): string | null {
  if (!request) return null;
  const protocol = protocolOf(id as ProtocolId);
  const keys = keysOf(database, product);
  const key = keys[protocol.keyClass] ?? keys.base;
  if (key === undefined || (request.body ?? '').length >= maxStoredBody) return null;
  concealSecrets(Object.values(keys));
  const { pathname, search } = new URL(request.url);
  const received = {
    method: request.method,
    url: pathname + search,
    headers: Object.fromEntries(request.headers.map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(request.body ?? ''),
  };
  return readProof(protocol, received, key).canonical;
}
