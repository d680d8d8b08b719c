// The test vectors of the signatures and of the encryption.
import assert from 'node:assert/strict';
// koo:if kit
import { createPrivateKey } from 'node:crypto';
// koo:end
import { test } from 'node:test';
import * as signing from '../src/signing.js';
import vectors from './vectors.json' with { type: 'json' };

// koo:if v1

test('authToken signs the decoded parameters of a query', () => {
  const { accessKey, cases } = vectors.v1AuthToken;
  for (const { query, authToken } of cases) {
    const params = new URLSearchParams(query);
    assert.equal(signing.authToken(accessKey, params.get('timeStamp'), params, 'get'), authToken);
  }
});

test('sensitive fields are encrypted with the key that Java derives', () => {
  const { keys, accessKey, cases } = vectors.sensitiveFields;
  for (const { accessKey, bits, hex } of keys) {
    assert.equal(signing.aesKey(accessKey, bits).toString('hex'), hex);
  }
  for (const { bits, iv, plain, value } of cases) {
    assert.equal(signing.encryptField(accessKey, plain, bits, iv), value);
    assert.equal(signing.decryptField(accessKey, value, bits), plain);
    assert.equal(signing.decryptField(accessKey, `${value}A`, bits), undefined);
  }
});
// koo:end
// koo:if v1-kit

test('authToken signs the properties of a kit body', () => {
  const { accessKey, cases } = vectors.v1KitAuthToken;
  for (const { body, authToken } of cases) {
    const values = JSON.parse(body);
    const params = Object.entries(values).map(([name, value]) => [name, String(value)]);
    assert.equal(signing.authToken(accessKey, values.timeStamp, params, 'post'), authToken);
  }
});
// koo:end
// koo:if v1-family

test('Body-Sign signs the bytes of a reply', () => {
  const { accessKey, cases } = vectors.bodySign;
  for (const { body, header } of cases) assert.equal(signing.bodySign(accessKey, body), header);
});
// koo:end
// koo:if v2-base

test('the signature of V2 signs the canonical payload', () => {
  const { accessKey, cases } = vectors.v2Base;
  for (const { body, payload = body, timestamp, nonce, signature } of cases) {
    assert.equal(signing.canonicalPayload(Buffer.from(body)), payload);
    assert.equal(signing.v2Signature(accessKey, payload, timestamp, nonce), signature);
  }
});
// koo:end
// koo:if v2-kit

test('x-sign signs the canonical payload', () => {
  const { accessKey, cases } = vectors.v2Kit;
  for (const { body, timestamp, nonce, signature } of cases) {
    const payload = signing.canonicalPayload(Buffer.from(body));
    assert.equal(signing.kitSignature(accessKey, payload, timestamp, nonce), signature);
  }
});
// koo:end
// koo:if v2-family

test('the canonical payload keeps values as they were received', () => {
  const canonical = (text) => String(signing.canonicalPayload(Buffer.from(text)));
  assert.equal(
    canonical('{"b": [1.0, {"z": null, "a": ": ,"}],\n "a":1e2 , "n": null}'),
    '{"a":1e2,"b":[1.0,{"z":null,"a":": ,"}]}',
  );
  assert.equal(canonical('{"a":"\\"}","a":2}'), '{"a":2}');
  assert.equal(canonical('{"a":"\\u4e2d\\/\\u001f\\\\u001f\\n"}'), '{"a":"中/\\u001F\\\\u001f\\n"}');
  assert.equal(canonical('{}'), '{}');
  assert.equal(canonical('["a"]'), '["a"]');
  assert.equal(canonical('{"a"'), '{"a"');
});
// koo:end
// koo:if kit

test('client secrets are decrypted, and only with their key', () => {
  const { privateKey, cases } = vectors.clientSecret;
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  for (const { clientSecret, plain } of cases) {
    assert.equal(signing.decryptClientSecret(key, clientSecret), plain);
    assert.equal(signing.decryptClientSecret(key, clientSecret.replace(/^./, 'A')), undefined);
  }
});
// koo:end
// koo:if orders instances
// koo:if orders on-demand

test('calls of the open API are signed with AK and SK', () => {
  const { ak, sk, date, cases } = vectors.akSk;
  for (const { url, signature, ...request } of cases) {
    const { Authorization } = signing.signRequest(ak, sk, { ...request, url: new URL(url) }, date);
    assert.equal(Authorization.split('Signature=')[1], signature);
  }
});
// koo:end
// koo:end
// koo:if instances
// koo:if on-demand

test('the usage push has a signature of its own', () => {
  const { accessKey, cases } = vectors.usagePush;
  for (const { ts, nonce, body, signature } of cases) {
    assert.equal(signing.usageSignature(accessKey, ts, nonce, body), signature);
  }
});
// koo:end
// koo:end

test('texts are compared as a whole', () => {
  assert.ok(signing.equalsConstantTime('abc', 'abc'));
  assert.ok(!signing.equalsConstantTime('abc', 'abcd'));
});
