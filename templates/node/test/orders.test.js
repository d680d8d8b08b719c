// koo:if orders
// The order query, at an open API on this machine.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { queryOrder } from '../src/koogallery.js';

test('of a response no more is read than the open API sends', async (t) => {
  let more = '';
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ resultCode: 'MKT.0150', more }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const api = { url: `http://127.0.0.1:${server.address().port}`, ak: 'ak', sk: 'sk' };
  more = '1'.repeat(1000 * 1024);
  assert.equal(await queryOrder(api, 'order', 'line'), undefined);
  more = '1'.repeat(1024 * 1024);
  await assert.rejects(queryOrder(api, 'order', 'line'), /^Error: the open API answered HTTP 200/);
});
// koo:end
