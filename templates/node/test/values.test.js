// Reading JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseObject } from '../src/values.js';

/** A text with an object of so many members. */
const object = (count) => `{${Array.from({ length: count }, (_, i) => `"x${i}":1`)}}`;
const isRead = (text) => parseObject(Buffer.from(text)) !== undefined;

test('an object with more members than KooGallery sends is not read, on whatever level', () => {
  for (const nest of [
    (text) => text,
    (text) => `{"x":${text}}`,
    (text) => `{"y":1,"x":[0,{},[${text}],{}]}`,
    (text) => `{"x":{"\\"{\\\\":[]},"y":${text}}`,
  ]) {
    assert.ok(isRead(nest(object(1000))));
    assert.ok(!isRead(nest(object(1001))));
  }
  // The members of several objects are not added up, and what is in a string is no member.
  assert.ok(isRead(`{"x":[${object(1000)},${object(1000)}],"y":${object(998)}}`));
  assert.ok(isRead(JSON.stringify({ x: ':'.repeat(2000), y: '"{:'.repeat(2000) })));
});

test('brackets that are nested deeply are not read', () => {
  const nested = (depth) => `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  assert.ok(isRead(nested(64)));
  assert.ok(!isRead(nested(65)));
  assert.ok(isRead(JSON.stringify({ x: '['.repeat(100) })));
});

test('what is no object is not read', () => {
  for (const text of ['', '[]', 'null', '{', '}', ']:::{', '{"x":"', `{"x":"${'\\"'.repeat(100)}`]) {
    assert.ok(!isRead(text));
  }
  assert.ok(!isRead(Buffer.from('7b2278223aff7d', 'hex')));
});
