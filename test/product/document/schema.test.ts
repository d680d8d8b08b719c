import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { productSchemaText } from '../../../scripts/schema.ts';
import { renderDocument } from '../../../src/product/document/write.ts';
import { stateWith, user } from '../../seller/states.ts';

const isValid = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(productSchemaText()));

describe('the JSON Schema of the document', () => {
  it('accepts what koo writes', () => {
    const state = stateWith(
      {
        audience: { type: 'specified', skus: { s1: { type: 'specified' } } },
        credit: { cash_coupon: 'on', credit_line: 'specified' },
        purchase_limits: {
          '*': { once_per_customer: true, again_after_expiry: true },
          s1: { max_quantity: 3 },
        },
      },
      [[{ list: 'audience' }, [user(1)]]],
    );
    expect(isValid(parse(renderDocument(state))), JSON.stringify(isValid.errors)).toBe(true);
  });

  it.each([
    'product: x\nversion: 7',
    'product: x\naudience: { users: { file: buyers.csv } }',
    'product: x\naudience: { users: ["a:b", { name: a, id: b }] }',
    'product: x\ncredit: { credit_line: specified }',
    'product: x\ntrial: { a: { open_to: { users: [] } } }',
  ])('accepts %j', (text) => {
    expect(isValid(parse(text)), JSON.stringify(isValid.errors)).toBe(true);
  });

  it.each([
    'version: 7',
    'product: x\nother: 1',
    'product: x\naudience: { type: everyone }',
    'product: x\naudience: { users: [{ name: a }] }',
    'product: x\ncredit: { cash_coupon: true }',
    'product: x\ntrial: { a: { days: 2 } }',
    'product: x\npurchase_limits: { a: { max_quantity: 0 } }',
    'product: x\nattributes: [{ code: a, type: quantity, name: { en: a, zh: a }, min: 1 }]',
    `product: x\nattributes: [{ code: a, type: enumeration, name: { en: a, zh: a }, values: [${'"a",'.repeat(11)}] }]`,
  ])('refuses %j', (text) => {
    expect(isValid(parse(text))).toBe(false);
  });
});
