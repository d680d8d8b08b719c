import { createHmac } from 'node:crypto';

/** A captured V2 delivery by somebody who sorts the keys from Z to A, as the international pages have it. */
export function signedFromZToA(key: string): string {
  const hmac = (text: string) => createHmac('sha256', key).update(text).digest('hex');
  const sent = {
    activity: 'newInstance',
    businessId: '87b94795-0603-4e24',
    orderId: 'MOCKPERIODYEARNEW',
    testFlag: '1',
  };
  const signed = Object.fromEntries(Object.entries(sent).toReversed());
  const nonce = '6B4F4F2ABD1C494AF2A8BB108FC4F111';
  const timestamp = String(Date.now());
  const signature = hmac(key + nonce + timestamp + hmac(JSON.stringify(signed))).toUpperCase();
  const query = `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`;
  return [
    `POST /saasproduce?${query} HTTP/1.1`,
    'Host: isv.example.com',
    'Content-Type: application/json;charset=utf8',
    '',
    JSON.stringify(sent),
  ].join('\r\n');
}
