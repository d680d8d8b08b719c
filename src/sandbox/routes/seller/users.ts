import type { CreatedUser, DeletedUser, ListRef, SpecifiedUser } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { userChangeFaults, userFaults } from '../../../seller/rules/rules.ts';
import { listNames, maxUsersOfPage } from '../../../seller/values.ts';
import { both } from '../../../text/translate.ts';
import { type ApiCall, missing, type Route } from '../../call.ts';
import { apiError, type ResponseBody } from '../../codes.ts';
import {
  countUsers,
  createUserWriter,
  putProduct,
  type StoredProduct,
  type UserWriter,
  usersOf,
} from '../../seller-state.ts';
import { transaction } from '../../store.ts';
import {
  assertRules,
  assertVersion,
  nameConflict,
  ownProduct,
  readBody,
  readCount,
  readEnum,
  readIfMatch,
  readQuery,
  route,
  ruleText,
  withReadTransaction,
} from './common.ts';

/** The lists of specified users. */
export const userRoutes: readonly Route[] = [
  route('GET', '/products/:parameter/specified-users', listUsers),
  route('POST', '/products/:parameter/specified-users/batch-create', createUsers),
  route('POST', '/products/:parameter/specified-users/batch-delete', deleteUsers),
];

function listUsers(call: ApiCall): ResponseBody {
  const { database } = call;
  const query = readQuery(call, ['list', 'sku_code', 'offset', 'limit', 'after']);
  const list = readEnum(query.list, 'list', listNames);
  if (list === undefined) throw apiError('MKT.0101', missing('list'));
  if (query.offset !== undefined && query.after !== undefined) {
    throw apiError('MKT.0101', both('offset and after cannot be used together'));
  }
  const offset = readCount(query.offset, 'offset', { min: 0, max: 999_999_999, usual: 0 });
  const limit = readCount(query.limit, 'limit', { min: 1, max: maxUsersOfPage, usual: 100 });
  const ref: ListRef = { list, ...(query.sku_code !== undefined && { sku_code: query.sku_code }) };
  return withReadTransaction(database, () => {
    const { product, version } = ownProduct(call);
    assertRules(userChangeFaults({ ...ref, add: [], remove: [] }, product));
    return {
      total_count: countUsers(database, product.product_id, ref),
      version: String(version),
      users: usersOf(database, product.product_id, ref, { offset, after: query.after, limit }),
    };
  });
}

function createUsers(call: ApiCall): ResponseBody {
  return runBatch(call, () => {
    const { users, ...ref } = readBody(call, contract.userCreation);
    return { ref, work: (writer) => users.map((user) => createUser(writer, user)) };
  });
}

function createUser(writer: UserWriter, user: SpecifiedUser): CreatedUser {
  const { account_id } = user;
  const fault = userFaults(user).find(({ severity }) => severity === 'error');
  const added = fault ? 'conflict' : writer.add(user);
  if (added !== 'conflict') return { account_id, result: added };
  const { en } = ruleText(fault ?? nameConflict(account_id, ['account_name']));
  return { account_id, result: 'rejected', error_code: 'MKT.0199', error_msg: en };
}

function deleteUsers(call: ApiCall): ResponseBody {
  return runBatch(call, () => {
    const { account_ids, ...ref } = readBody(call, contract.userDeletion);
    const version = readIfMatch(call.headers);
    return {
      ref,
      ...(version !== undefined && { version }),
      work: (writer) =>
        account_ids.map(
          (account_id): DeletedUser => ({
            account_id,
            result: writer.remove(account_id) ? 'deleted' : 'absent',
          }),
        ),
    };
  });
}

/** What a batch does with a list. */
interface Batch {
  readonly ref: ListRef;
  /** The version that it was computed from; absent, any version is accepted. */
  readonly version?: string;
  readonly work: (writer: UserWriter) => readonly (CreatedUser | DeletedUser)[];
}

/** One transaction for a batch, and a new version when it changed something. */
function runBatch(call: ApiCall, read: () => Batch): ResponseBody {
  const { database, now } = call;
  return transaction(database, () => {
    const stored = ownProduct(call);
    const { product } = stored;
    const { ref, version, work } = read();
    assertRules(userChangeFaults({ ...ref, add: [], remove: [] }, product));
    if (version !== undefined) assertVersion(version, stored);
    const writer = createUserWriter(database, product.product_id, ref, now);
    const users = work(writer);
    return { version: bumpVersion(call, stored, writer.finish()), users };
  });
}

function bumpVersion({ database }: ApiCall, stored: StoredProduct, changed: number): string {
  if (changed === 0) return String(stored.version);
  const version = stored.version + 1;
  putProduct(database, { ...stored, version });
  return String(version);
}
