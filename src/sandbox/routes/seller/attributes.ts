import { isDeepStrictEqual } from 'node:util';
import type { Attribute } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { attributeFaults } from '../../../seller/rules/rules.ts';
import { both } from '../../../text/translate.ts';
import { type ApiCall, assertNoQuery, type Route } from '../../call.ts';
import { apiError, type ResponseBody } from '../../codes.ts';
import { attributesOf, deleteAttribute, putAttribute } from '../../seller-state.ts';
import { transaction } from '../../store.ts';
import { assertRules, readBody, route } from './common.ts';

/** Attributes of a seller, for all products. */
export const attributeRoutes: readonly Route[] = [
  route('GET', '/attributes', (call) => {
    assertNoQuery(call.url, 'MKT.0101');
    return { attributes: attributesOf(call.database, call.account.id) };
  }),
  route('POST', '/attributes', createAttribute),
  route('PUT', '/attributes/:parameter', replaceAttribute),
  route('DELETE', '/attributes/:parameter', removeAttribute),
];

function createAttribute(call: ApiCall): ResponseBody {
  const { database, account } = call;
  const attribute = readBody(call, contract.attribute);
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    // A repeat after a lost answer is harmless.
    if (!attributes.some((other) => isDeepStrictEqual(other, attribute))) {
      assertRules(attributeFaults(attribute, { attributes, action: 'create' }));
      putAttribute(database, account.id, attribute);
    }
    return { ...attribute };
  });
}

function replaceAttribute(call: ApiCall): ResponseBody {
  const { database, account, parameter } = call;
  const attribute = readBody(call, contract.attribute);
  if (attribute.code !== parameter) {
    throw apiError('MKT.0101', both('code does not match the path'));
  }
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    findAttribute(attributes, parameter);
    assertRules(attributeFaults(attribute, { attributes, action: 'update' }));
    putAttribute(database, account.id, attribute);
    return { ...attribute };
  });
}

function removeAttribute({ url, database, account, parameter }: ApiCall): ResponseBody {
  assertNoQuery(url, 'MKT.0101');
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    const attribute = findAttribute(attributes, parameter);
    assertRules(attributeFaults(attribute, { attributes, action: 'remove' }));
    deleteAttribute(database, account.id, parameter);
    return { code: parameter };
  });
}

/** @throws ApiError 404 `MKT.9001` */
function findAttribute(attributes: readonly Attribute[], code: string): Attribute {
  const found = attributes.find((attribute) => attribute.code === code);
  if (found) return found;
  throw apiError('MKT.9001', both('attribute {code} does not exist', { code: code.slice(0, 64) }), {}, 404);
}
