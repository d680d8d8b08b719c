import { describe, expect, test } from 'vitest';
import { listOf, parseObject, readEnvelope, textOf } from '../../src/openapi/model.ts';
import { objectOf } from '../../src/text/json.ts';

const values = [undefined, null, 0, 1.5, true, '', 'a', [], [1], {}, { a: 1 }];

test('reads a member as an object, a list or a text, whatever the server sent', () => {
  expect(values.map(objectOf)).toEqual([...values.slice(0, 9).map(() => ({})), {}, { a: 1 }]);
  expect(values.map(listOf)).toEqual(values.map((value) => (Array.isArray(value) ? value : [])));
  const none = undefined;
  expect(values.map(textOf)).toEqual([none, none, '0', '1.5', none, '', 'a', none, none, none, none]);
});

test.each(['[]', 'null', '1', '"a"', '', '{', '<html>'])('%j is no object', (text) => {
  expect(parseObject(text)).toBeUndefined();
  expect(readEnvelope(text, {})).toStrictEqual({ code: '', message: '' });
});

describe('the envelope', () => {
  const read = (json: object, headers = {}) => readEnvelope(JSON.stringify(json), headers);

  test.each([
    [{ resultCode: 'MKT.0000', resultMsg: 'a' }, 'MKT.0000', 'a'],
    [{ error_code: 'CBC.0000', error_msg: 'b' }, 'CBC.0000', 'b'],
    [{ errorCode: 92020000, errorMsg: 'c' }, '92020000', 'c'],
    [{ error: { code: 401, message: 'd', title: 'Unauthorized' } }, '401', 'd'],
    [{ error: 'text' }, '', ''],
    [{ error_code: null, error_msg: '' }, '', ''],
    [{ resultCode: '', error_code: 'X.1' }, 'X.1', ''],
    // A success beside an error is none, in any order.
    [{ resultCode: 'MKT.0000', error_code: 'X.1' }, 'X.1', ''],
    [{ resultCode: 'X.1', error_code: 'MKT.0000' }, 'X.1', ''],
    [{ resultCode: 'MKT.0000', error_code: 'CBC.0000' }, 'MKT.0000', ''],
    [{ resultMsg: '', error_msg: '', errorMsg: 'c', error: { message: 'd' } }, '', 'c'],
  ])('%j has the code %j and the message %j', (json, code, message) => {
    expect(read(json)).toStrictEqual({ json, code, message });
  });

  test.each([
    [{ request_id: 'a' }, {}, 'a'],
    [{ request_id: 'a' }, { 'x-request-id': 'b' }, 'a'],
    [{}, { 'x-request-id': 'b' }, 'b'],
    [{ request_id: '' }, { 'x-request-id': 'b' }, 'b'],
    [{ request_id: 'a\u001b[1m' }, {}, 'a'],
  ])('%j and %j have the request ID %s', (json, headers, id) => {
    expect(read(json, headers).requestId).toBe(id);
  });

  test('has no request ID where none is given', () => {
    expect(read({ request_id: '' }, { 'x-request-id': '' })).not.toHaveProperty('requestId');
  });

  test('is parsed as the caller wants', () => {
    expect(readEnvelope('{"a":1.50}', {}, () => ({ a: '1.50' })).json).toEqual({ a: '1.50' });
  });
});
