import { expect, test } from 'vitest';
import { readGatewayMessage } from '../../src/openapi/gateway-message.ts';

const hash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const start = 'Incorrect IAM authentication information: verify aksk signature fail';

test.each(['canonicalRequest:', 'canonicalRequest: ', 'canonicalRequest='])('after %s', (name) => {
  const message = `${start}, ${name}GET|/a (b)/||host:h||host|${hash}`;
  expect(readGatewayMessage(message)).toEqual({
    words: start,
    canonicalRequest: `GET\n/a (b)/\n\nhost:h\n\nhost\n${hash}`,
  });
});

test('the words behind it are kept', () => {
  const remark = '(sign the path with a slash (/))';
  for (const end of [hash, 'UNSIGNED-PAYLOAD']) {
    expect(readGatewayMessage(`${start}, canonicalRequest:GET|/||||${end} ${remark}`)).toEqual({
      words: `${start} ${remark}`,
      canonicalRequest: `GET\n/\n\n\n\n${end}`,
    });
  }
});

test('one that is cut off is neither read nor shown', () => {
  expect(readGatewayMessage(`${start}, canonicalRequest:GET|/|x-security-token:T|`)).toEqual({
    words: start,
    canonicalRequest: undefined,
  });
});

test('a message without one', () => {
  expect(readGatewayMessage('signature expired')).toEqual({
    words: 'signature expired',
    canonicalRequest: undefined,
  });
});

test('a long message is read in one pass', () => {
  const blanks = ' '.repeat(500_000);
  expect(readGatewayMessage(`${blanks}x`).words).toBe(`${blanks}x`);
  const bars = '|'.repeat(500_000);
  expect(readGatewayMessage(`${start} , ${blanks}canonicalRequest:${bars}`).words).toBe(`${start} `);
});
