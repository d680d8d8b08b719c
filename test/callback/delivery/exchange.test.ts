import { expect, test } from 'vitest';
import { readOutcome } from '../../../src/callback/delivery/exchange.ts';

const read = (text: string, key: string, value = '', name = 'X-Echo') =>
  readOutcome(
    {
      answered: true,
      response: {
        status: 200,
        headers: [[name, value]],
        body: Buffer.from(text),
        truncated: false,
        durationMs: 1,
      },
    },
    [key],
  );
const reply = (text: string, key: string) => read(text, key).reply;

test('a response has no access key that the server repeats', () => {
  expect(reply('{"resultCode":"000000","resultMsg":"signed with key-of-8"}', 'key-of-8')).toMatchObject({
    text: '{"resultCode":"000000","resultMsg":"signed with ***"}',
    resultMsg: 'signed with ***',
  });
});

test('its headers have none either', () => {
  expect(read('{}', 'key-of-8', 'a key-of-8').outcome).toMatchObject({
    response: { headers: [['X-Echo', 'a ***']] },
  });
  expect(read('{}', 'key-of-8', '', 'X-key-of-8').outcome).toMatchObject({
    response: { headers: [['X-***', '']] },
  });
});

test('a response is read as it is for a key that is too short to be one of KooGallery', () => {
  expect(reply('{"resultCode":"000000","resultMsg":"success"}', '000000')?.resultCode).toBe('000000');
  expect(reply('{"resultCode":"000000","resultMsg":"success"}', 'success')?.resultMsg).toBe('success');
  expect(reply('{"resultCode":"000000","resultMsg":null}', 'null')?.resultCode).toBe('000000');
});
