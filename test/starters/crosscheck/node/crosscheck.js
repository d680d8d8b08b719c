// Answers NDJSON from stdin with the signing core of a rendered project: node crosscheck.js PROJECT
import { createPrivateKey } from 'node:crypto';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const signing = await import(pathToFileURL(resolve(process.argv[2], 'src/signing.js')).href);
const bytes = (base64) => Buffer.from(base64, 'base64');

const operations = {
  authToken: ({ key, timeStamp, params, form }) => signing.authToken(key, timeStamp, params, form),
  bodySign: ({ key, body }) => signing.bodySign(key, bytes(body)),
  aesKey: ({ key, bits }) => signing.aesKey(key, bits).toString('hex'),
  encryptField: ({ key, bits, iv, plain }) => signing.encryptField(key, plain, bits, iv),
  decryptField: ({ key, bits, value }) => signing.decryptField(key, value, bits),
  v2Signature: ({ key, body, timestamp, nonce }) =>
    signing.v2Signature(key, signing.canonicalPayload(bytes(body)), timestamp, nonce),
  kitSignature: ({ key, body, timestamp, nonce }) =>
    signing.kitSignature(key, signing.canonicalPayload(bytes(body)), timestamp, nonce),
  usageSignature: ({ key, ts, nonce, body }) => signing.usageSignature(key, ts, nonce, bytes(body)),
  signRequest: ({ ak, sk, date, method, url, headers, body }) =>
    signing.signRequest(ak, sk, { method, url: new URL(url), headers, body: bytes(body) }, date)
      .Authorization,
  decryptClientSecret: ({ privateKey, secret }) => {
    const key = createPrivateKey({ key: bytes(privateKey), format: 'der', type: 'pkcs8' });
    return signing.decryptClientSecret(key, secret);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { op, ...input } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ out: operations[op](input) ?? null })}\n`);
}
