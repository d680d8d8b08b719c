import { describe, expect, test } from 'vitest';
import { apiCode } from '../../../src/codes/openapi.ts';
import { injectedResponse, isCodeOf } from '../../../src/sandbox/api/gateway/codes.ts';
import { attributeRoutes } from '../../../src/sandbox/api/routes/seller/attributes.ts';
import { productRoutes, userRoutes } from '../../../src/sandbox/api/routes/seller/products.ts';
import { rules } from '../../../src/seller/rules/rules.ts';
import {
  answerFault,
  base,
  document,
  documentedErrors,
  operations,
  requestFault,
  resolve,
  text,
} from './contract.ts';

test('it says whose contract it is', () => {
  expect(text).toContain("koo's own");
  expect(text).toContain('Huawei publishes no API for seller configuration');
});

test('the sandbox serves the operations of the document, and no others', () => {
  const routes = [...productRoutes, ...userRoutes, ...attributeRoutes];
  const served = routes.map(({ method, path }) => `${method} ${path.replace(':parameter', '{}')}`);
  const documented = operations.map(
    ({ method, path }) => `${method} ${base}${path.replace(/\{\w+\}/, '{}')}`,
  );
  expect(served.sort()).toEqual(documented.sort());
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
});

test('every reference leads somewhere, and every component is used', () => {
  const references = [...text.matchAll(/\$ref: (['"])(.+?)\1/g)].map(([, , target]) => String(target));
  for (const $ref of references) expect(resolve({ $ref })).toBeDefined();
  for (const kind of ['schemas', 'responses'] as const) {
    for (const name of Object.keys(document.components[kind])) {
      expect(references).toContain(`#/components/${kind}/${name}`);
    }
  }
});

test('every schema is one', () => {
  for (const operation of operations) {
    const { method, path, parameters, body, answers } = operation;
    for (const status of answers.keys())
      expect(answerFault(operation, status, null)).toContain('must be object');
    const headers = parameters.some((one) => one.in === 'header') ? [['If-Match', '1'] as const] : [];
    const query = parameters
      .filter((one) => one.in === 'query' && one.required)
      .map(({ name }) => [name, 'audience'] as const);
    const fault = requestFault({ method, path: base + path, query, headers, body: undefined });
    expect(fault === undefined).toBe(body === undefined);
  }
});

test('path parameters are declared', () => {
  for (const { path, parameters } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((one) => one.in === 'path').map(({ name }) => name)).toEqual(named);
  }
});

test('it names rules that exist', () => {
  const ids = document.components.schemas.RuleId?.enum as string[];
  expect(ids.filter((id) => !Object.hasOwn(rules, id))).toEqual([]);
});

describe('the catalogue knows every error with its status', () => {
  for (const operation of operations) {
    for (const [status, code] of documentedErrors(operation)) {
      test(`${operation.operationId} ${status} ${code}`, () => {
        expect(apiCode(code, status)?.http).toContain(status);
        expect(isCodeOf(code, 'seller-config')).toBe(true);
        const answer = injectedResponse('seller-config', code, { requestId: 'r', language: 'en' });
        expect(answer.status).toBe(status);
        expect(answerFault(operation, status, answer.body)).toBeUndefined();
      });
    }
  }
});

test('a code means one thing here and another elsewhere by its status', () => {
  expect(apiCode('MKT.9001', 404)?.family).toBe('seller-config');
  expect(apiCode('MKT.9001', 500)?.family).toBe('order-usage');
  expect(isCodeOf('MKT.0409', 'order')).toBe(false);
  expect(injectedResponse('order', 'MKT.9001', { requestId: 'r', language: 'en' }).status).toBe(500);
});
