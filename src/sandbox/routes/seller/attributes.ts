import { isDeepStrictEqual } from 'node:util';
import type { Attribute } from '../../../seller/contract.ts';
import * as contract from '../../../seller/contract.ts';
import { attributeFaults } from '../../../seller/rules/rules.ts';
import { both } from '../../../text/translate.ts';
import { type Call, noQuery, type Route } from '../../call.ts';
import { type AnswerBody, refusal } from '../../codes.ts';
import { attributesOf, dropAttribute, putAttribute } from '../../seller-state.ts';
import { transaction } from '../../store.ts';
import { readBody, requireRules, route } from './common.ts';

/** Attributes of a seller, for all products. */
export const attributeRoutes: readonly Route[] = [
  route('GET', '/attributes', (call) => {
    noQuery(call.url, 'MKT.0101');
    return { attributes: attributesOf(call.database, call.account.id) };
  }),
  route('POST', '/attributes', createAttribute),
  route('PUT', '/attributes/:parameter', replaceAttribute),
  route('DELETE', '/attributes/:parameter', removeAttribute),
];

function createAttribute(call: Call): AnswerBody {
  const { database, account } = call;
  const attribute = readBody(call, contract.attribute);
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    // A repeat after a lost answer is harmless.
    if (!attributes.some((other) => isDeepStrictEqual(other, attribute))) {
      requireRules(attributeFaults(attribute, { attributes, action: 'create' }));
      putAttribute(database, account.id, attribute);
    }
    return { ...attribute };
  });
}

function replaceAttribute(call: Call): AnswerBody {
  const { database, account, parameter } = call;
  const attribute = readBody(call, contract.attribute);
  if (attribute.code !== parameter) {
    throw refusal('MKT.0101', both('code is not the one in the path'));
  }
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    known(attributes, parameter);
    requireRules(attributeFaults(attribute, { attributes, action: 'update' }));
    putAttribute(database, account.id, attribute);
    return { ...attribute };
  });
}

function removeAttribute({ url, database, account, parameter }: Call): AnswerBody {
  noQuery(url, 'MKT.0101');
  return transaction(database, () => {
    const attributes = attributesOf(database, account.id);
    const attribute = known(attributes, parameter);
    requireRules(attributeFaults(attribute, { attributes, action: 'remove' }));
    dropAttribute(database, account.id, parameter);
    return { code: parameter };
  });
}

/** @throws Refusal 404 `MKT.9001` */
function known(attributes: readonly Attribute[], code: string): Attribute {
  const found = attributes.find((attribute) => attribute.code === code);
  if (found) return found;
  const shown = code.slice(0, 64);
  throw refusal('MKT.9001', both('there is no attribute {shown}', { shown }), {}, 404);
}
