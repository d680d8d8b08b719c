// Bodies in limited memory, without HTTP.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Budget, readBody } from '../src/bodies.js';

const kibibyte = 1024;

function request(headers = {}) {
  return Object.assign(new PassThrough(), { headers });
}

/** A request of which all has arrived. */
function whole(text, headers) {
  const one = request(headers);
  one.end(text);
  return one;
}

test('a body has the bytes that arrived, in pieces of any length', async () => {
  const bytes = Buffer.alloc(200_000, (_, i) => i);
  for (const headers of [{}, { 'content-length': '200000' }]) {
    const one = request(headers);
    const reading = readBody(one, bytes.length, new Budget());
    for (let start = 0, length = 1; start < bytes.length; start += length, length = (length * 3) % 5000) {
      one.write(bytes.subarray(start, start + length));
    }
    one.end();
    const { body, isBusy } = await reading;
    assert.ok(body.equals(bytes));
    assert.equal(isBusy, false);
  }
  assert.equal((await readBody(whole(''), 10, new Budget())).body.length, 0);
});

test('a body that is too long, or does not arrive completely, is none', async () => {
  const read = async (one) => (await readBody(one, 10, new Budget(0))).body;
  assert.equal(String(await read(whole('x'.repeat(10)))), 'x'.repeat(10));
  assert.equal(await read(whole('x'.repeat(11))), undefined);
  // What has no end is not read to its end.
  const endless = request();
  endless.write('x'.repeat(41));
  assert.equal(await read(endless), undefined);
  const left = request();
  left.write('x');
  setImmediate(() => left.destroy(new Error('aborted')));
  assert.equal(await read(left), undefined);
});

test('long bodies share a budget until their calls are answered, short ones need none', async () => {
  const budget = new Budget(200 * kibibyte);
  const read = (kibibytes) =>
    readBody(
      whole('x'.repeat(kibibytes * kibibyte), { 'content-length': kibibytes * kibibyte }),
      1 << 20,
      budget,
    );
  const first = await read(200);
  assert.equal(first.body.length, 200 * kibibyte);
  const second = await read(200);
  assert.deepEqual([second.body, second.isBusy], [undefined, true]);
  second.release();
  assert.equal((await read(64)).body.length, 64 * kibibyte);
  const unannounced = whole('x'.repeat(64 * kibibyte));
  assert.equal((await readBody(unannounced, 1 << 20, budget)).body.length, 64 * kibibyte);
  first.release();
  first.release();
  const third = await read(200);
  assert.equal(third.body.length, 200 * kibibyte);
  third.release();
  assert.equal((await read(201)).isBusy, true);
});

test('a body takes of the budget what has arrived, not what is announced', async () => {
  const budget = new Budget(256 * kibibyte);
  const one = request({ 'content-length': 4096 * kibibyte });
  const reading = readBody(one, 4096 * kibibyte, budget);
  one.write('x'.repeat(100 * kibibyte));
  await turn();
  assert.ok(budget.take(56 * kibibyte));
  one.destroy(new Error('aborted'));
  const { body, release } = await reading;
  assert.equal(body, undefined);
  release();
  assert.ok(budget.take(200 * kibibyte));
});

test('a body that grows too long gives back what it took', async () => {
  const budget = new Budget(256 * kibibyte);
  const one = request();
  const reading = readBody(one, 200 * kibibyte, budget);
  one.write('x'.repeat(150 * kibibyte));
  await turn();
  assert.equal(budget.take(100 * kibibyte), false);
  one.end('x'.repeat(51 * kibibyte));
  assert.deepEqual((({ body, isBusy }) => ({ body, isBusy }))(await reading), {
    body: undefined,
    isBusy: false,
  });
  assert.ok(budget.take(256 * kibibyte));
});
