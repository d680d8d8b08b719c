import { expect, test } from 'vitest';
import { readReply } from '../../../src/callback/delivery/exchange.ts';

const reply = (text: string, key: string) =>
  readReply({ status: 200, headers: [], body: Buffer.from(text), truncated: false, durationMs: 1 }, [key]);

test('a response has no access key that the server repeats', () => {
  expect(reply('{"resultCode":"000000","resultMsg":"signed with key-of-8"}', 'key-of-8')).toMatchObject({
    text: '{"resultCode":"000000","resultMsg":"signed with ***"}',
    resultMsg: 'signed with ***',
  });
});

test('a response is read as it is for a key that is too short to be one of KooGallery', () => {
  expect(reply('{"resultCode":"000000","resultMsg":"success"}', '000000').resultCode).toBe('000000');
  expect(reply('{"resultCode":"000000","resultMsg":"success"}', 'success').resultMsg).toBe('success');
  expect(reply('{"resultCode":"000000","resultMsg":null}', 'null').resultCode).toBe('000000');
});
