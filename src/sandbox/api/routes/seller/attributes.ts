import { isDeepStrictEqual } from 'node:util';
import type { Attribute } from '../../../../seller/contract.ts';
import * as contract from '../../../../seller/contract.ts';
import { both } from '../../../../text/translate.ts';
import { transaction } from '../../../state/database.ts';
import { removeAttribute, saveAttribute } from '../../../state/product-changes.ts';
import { attributesOf } from '../../../state/products.ts';
import { type ApiCall, assertNoQuery, type Route } from '../../gateway/call.ts';
import { apiError, type ResponseBody } from '../../gateway/codes.ts';
import { contextOf, readBody, route } from './common.ts';

export const attributeRoutes: readonly Route[] = [
  route('GET', '/attributes', (call) => {
    assertNoQuery(call.url, 'MKT.0101');
    return { attributes: attributesOf(call.database, call.account.id) };
  }),
  route('POST', '/attributes', createAttribute),
  route('PUT', '/attributes/:parameter', replaceAttribute),
  route('DELETE', '/attributes/:parameter', deleteAttribute),
];

function createAttribute(call: ApiCall): ResponseBody {
  const { database, account } = call;
  const attribute = readBody(call, contract.attribute);
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    // A repeat after a lost answer is harmless.
    if (!attributes.some((other) => isDeepStrictEqual(other, attribute)))
      saveAttribute(contextOf(call), attribute, 'create');
    return { ...attribute };
  });
}

function replaceAttribute(call: ApiCall): ResponseBody {
  const { database, account, parameter } = call;
  const attribute = readBody(call, contract.attribute);
  if (attribute.code !== parameter) throw apiError('MKT.0101', both('code does not match the path'));
  return transaction(database, () => {
    findAttribute(attributesOf(database, account.id), parameter);
    saveAttribute(contextOf(call), attribute, 'update');
    return { ...attribute };
  });
}

function deleteAttribute(call: ApiCall): ResponseBody {
  const { url, database, account, parameter } = call;
  assertNoQuery(url, 'MKT.0101');
  return transaction(database, () => {
    removeAttribute(contextOf(call), findAttribute(attributesOf(database, account.id), parameter));
    return { code: parameter };
  });
}

/** @throws ApiError 404 `MKT.9001` */
function findAttribute(attributes: readonly Attribute[], code: string): Attribute {
  const found = attributes.find((attribute) => attribute.code === code);
  if (found) return found;
  throw apiError('MKT.9001', both('attribute {code} does not exist', { code: code.slice(0, 64) }), {}, 404);
}
