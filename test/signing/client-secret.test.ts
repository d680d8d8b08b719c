import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KooError } from '../../src/errors/koo-error.ts';
import {
  decryptClientSecret,
  encryptClientSecret,
  looksEncrypted,
  minRsaBits,
  readPrivateKey,
  readPublicKey,
} from '../../src/signing/client-secret.ts';
import { clientSecretMistakes, explainClientSecret } from '../../src/signing/mistakes/client-secret.ts';
import { runs } from '../support/property-runs.ts';
import jdk from '../vectors/jdk.json' with { type: 'json' };

/** What an error says that is refused with a usage code. */
function refused(code: string, en: unknown) {
  return {
    facts: expect.objectContaining({ category: 'usage', code, message: expect.objectContaining({ en }) }),
  };
}

const { publicKey, privateKey, secrets } = jdk.clientSecret;
const pem = (label: string, base64: string) =>
  `-----BEGIN ${label}-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
const publicPem = pem('PUBLIC KEY', publicKey);
const privatePem = pem('PRIVATE KEY', privateKey);
const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

test.each(secrets)('decrypts fields encrypted by the JDK', ({ text, secret }) => {
  expect(decryptClientSecret(privateKey, secret)).toEqual({ ok: true, text: text });
  expect(explainClientSecret(privateKey, secret)).toBeUndefined();
});

test('what is encrypted can be decrypted', () => {
  const key = readPublicKey(publicKey);
  const own = readPrivateKey(privateKey);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(decryptClientSecret(own, encryptClientSecret(key, text))).toEqual({ ok: true, text: text });
    }),
    { numRuns: runs(25) },
  );
});

test('318 bytes fit into 3072 bits, 319 do not', () => {
  expect(decryptClientSecret(privateKey, encryptClientSecret(publicKey, 'x'.repeat(318)))).toEqual({
    ok: true,
    text: 'x'.repeat(318),
  });
  expect(() => encryptClientSecret(publicKey, '密'.repeat(107))).toThrow(
    expect.objectContaining(refused('NOT_ENCRYPTED', 'the text is too long for RSA-OAEP with this key')),
  );
});

test('the seed alone makes two encryptions differ', () => {
  const seed = randomBytes(32);
  expect(encryptClientSecret(publicKey, 'test', seed)).toBe(encryptClientSecret(publicKey, 'test', seed));
  expect(encryptClientSecret(publicKey, 'test')).not.toBe(encryptClientSecret(publicKey, 'test'));
  expect(() => encryptClientSecret(publicKey, 'test', randomBytes(20))).toThrow(RangeError);
});

describe('keys', () => {
  test('accepts PEM, base64 with and without line breaks, and key objects', () => {
    const secret = encryptClientSecret(publicPem, 'test');
    for (const key of [
      privatePem,
      privateKey,
      `\n${privateKey.replace(/.{64}/g, '$&\r\n')}\n`,
      readPrivateKey(privateKey),
    ])
      expect(decryptClientSecret(key, secret)).toEqual({ ok: true, text: 'test' });
    for (const key of [publicPem, publicKey, createPublicKey(publicPem)])
      expect(decryptClientSecret(privateKey, encryptClientSecret(key, 'test'))).toEqual({
        ok: true,
        text: 'test',
      });
  });

  test('PKCS#1 PEM', () => {
    const pkcs1 = readPrivateKey(privateKey).export({ type: 'pkcs1', format: 'pem' }).toString();
    expect(decryptClientSecret(pkcs1, encryptClientSecret(publicKey, 'test'))).toEqual({
      ok: true,
      text: 'test',
    });
  });

  test(`refuses a public key of fewer than ${minRsaBits} bits when it is read`, () => {
    const { n = '', e = '' } = createPublicKey(publicPem).export({ format: 'jwk' });
    const modulus = BigInt(`0x${Buffer.from(n, 'base64url').toString('hex')}`);
    const read = (bits: number) => {
      // Odd, as every modulus is, and with the highest bit set.
      const cut = BigInt.asUintN(bits, modulus) | (1n << BigInt(bits - 1));
      const hex = cut.toString(16);
      const own = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
      return readPublicKey(spki(createPublicKey({ key: { kty: 'RSA', n: own, e }, format: 'jwk' })));
    };
    expect(read(minRsaBits).asymmetricKeyType).toBe('rsa');
    for (const bits of [1024, 2048, minRsaBits - 1]) {
      expect(() => read(bits)).toThrow(
        expect.objectContaining(
          refused('INVALID_RSA_KEY', `the RSA key has ${bits} bits; KooGallery requires at least 3072`),
        ),
      );
    }
  });

  test('a short private key still decrypts', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
    expect(decryptClientSecret(short.privateKey, Buffer.alloc(128, 1).toString('base64'))).toMatchObject({
      ok: false,
      fault: 'padding',
    });
  });

  test('refuses a public key that cannot be used', () => {
    const { n = '', e = '' } = createPublicKey(publicPem).export({ format: 'jwk' });
    const even = Buffer.from(n, 'base64url');
    even[even.length - 1] = 0xfe;
    const key = createPublicKey({ key: { kty: 'RSA', n: even.toString('base64url'), e }, format: 'jwk' });
    expect(() => readPublicKey(spki(key))).toThrow(
      expect.objectContaining(refused('INVALID_RSA_KEY', 'the RSA key cannot be used to encrypt')),
    );
  });

  test('refuses what is not the key that is asked for, and says how to get it', () => {
    const own = readPrivateKey(privateKey);
    const encrypted = (format: object) => own.export(format as never).toString();
    const lock = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' };
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
    const cases: [(text: string) => unknown, string, string][] = [
      [readPublicKey, privatePem, 'this is a private key, not a public one'],
      [
        readPublicKey,
        own.export({ type: 'pkcs1', format: 'pem' }).toString(),
        'this is a private key, not a public one',
      ],
      [readPublicKey, certificate, 'this is a certificate, not a key'],
      [readPrivateKey, certificate, 'this is a certificate, not a key'],
      [readPrivateKey, encrypted({ type: 'pkcs8', ...lock }), 'the RSA key is encrypted with a passphrase'],
      [readPrivateKey, encrypted({ type: 'pkcs1', ...lock }), 'the RSA key is encrypted with a passphrase'],
      [readPublicKey, spki(generateKeyPairSync('ed25519').publicKey), 'the key is not an RSA key'],
    ];
    for (const [read, text, message] of cases) {
      expect(() => read(text)).toThrow(expect.objectContaining(refused('INVALID_RSA_KEY', message)));
    }
  });

  test('unreadable, and not RSA', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ecPem = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    for (const key of ['', 'test', privateKey.slice(8), publicPem.replace('MIIB', 'MIIX')])
      expect(() => encryptClientSecret(key, 'x')).toThrow(
        expect.objectContaining(
          refused('INVALID_RSA_KEY', expect.stringContaining('cannot read the RSA key')),
        ),
      );
    expect(() => encryptClientSecret(ecPem, 'x')).toThrow(
      expect.objectContaining(refused('INVALID_RSA_KEY', 'the key is not an RSA key')),
    );
    expect(() => encryptClientSecret(ec.publicKey, 'x')).toThrow(
      expect.objectContaining(refused('INVALID_RSA_KEY', 'the key is not an RSA key')),
    );
    expect(() => decryptClientSecret(publicKey, 'x')).toThrow(
      expect.objectContaining(refused('INVALID_RSA_KEY', expect.stringContaining('cannot read the RSA key'))),
    );
  });

  test('shows no key in errors', () => {
    try {
      readPrivateKey(privateKey.slice(0, -8));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(KooError);
      expect(JSON.stringify(error) + (error as Error).stack).not.toContain(privateKey.slice(0, 20));
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

describe('reports why a secret cannot be decrypted', () => {
  const secret = encryptClientSecret(publicKey, 'test');
  test.each([
    ['test!', 'not-base64'],
    ['', 'length'],
    [secret.slice(0, -4), 'length'],
    [Buffer.alloc(384, 0xff).toString('base64'), 'padding'],
    [Buffer.alloc(384).toString('base64'), 'padding'],
    [`AAAA${secret.slice(4)}`, 'padding'],
  ])('%s', (given, fault) => {
    expect(decryptClientSecret(privateKey, given)).toMatchObject({ ok: false, fault });
  });

  test('accepts line breaks in base64', () => {
    expect(decryptClientSecret(privateKey, secret.replace(/.{76}/g, '$&\r\n'))).toEqual({
      ok: true,
      text: 'test',
    });
  });
});

test.each<[boolean, string]>([
  [true, Buffer.alloc(384, 7).toString('base64')],
  [true, Buffer.alloc(384, 255).toString('base64').replace(/.{76}/g, '$&\n')],
  [true, Buffer.alloc(512, 251).toString('base64url')],
  [true, Buffer.alloc(256, 7).toString('hex')],
  [false, Buffer.alloc(383, 7).toString('base64')],
  [false, Buffer.alloc(192, 7).toString('base64')],
  [false, 'not-a-real+secret/of-red='],
  [false, `${'x'.repeat(400)}!`],
  [false, ''],
])('tells whether a client secret is still encrypted: %s, %s', (isEncrypted, text) => {
  expect(looksEncrypted(text)).toBe(isEncrypted);
});

describe('mistakes', () => {
  const input = { publicKey, text: 'app-secret+密', seed: Buffer.alloc(32, 7) };

  test.each(clientSecretMistakes)('$cause', (mistake) => {
    const made = [mistake.sign(input) ?? []].flat();
    expect(made.length).toBeGreaterThan(0);
    for (const secret of made) {
      expect(decryptClientSecret(privateKey, secret).ok).toBe(false);
      expect(explainClientSecret(privateKey, secret)?.cause).toBe(mistake.cause);
      expect(mistake.read(privateKey, secret)).toBe(input.text);
    }
  });

  test('what does not fit is left out', () => {
    const long = { ...input, text: 'x'.repeat(318) };
    const other = clientSecretMistakes.find(({ cause }) => cause === 'oaep-other-hashes');
    expect(other?.sign(long)).toHaveLength(1);
  });

  test('does not explain another key by a padding', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 3072 });
    expect(explainClientSecret(privateKey, encryptClientSecret(other.publicKey, 'test'))).toBeUndefined();
    expect(explainClientSecret(privateKey, 'test')).toBeUndefined();
    expect(() => explainClientSecret('nonsense', 'test')).toThrow(
      expect.objectContaining(refused('INVALID_RSA_KEY', expect.stringContaining('cannot read the RSA key'))),
    );
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;
if (!openssl) console.warn('openssl is not installed: the tests against it are skipped');

describe.skipIf(!openssl)('against OpenSSL', () => {
  const mixed = ['-pkeyopt', 'rsa_oaep_md:sha256', '-pkeyopt', 'rsa_mgf1_md:sha1'];
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'koo-openssl-'));
    writeFileSync(join(folder, 'private.pem'), privatePem, { mode: 0o600 });
    writeFileSync(join(folder, 'public.pem'), publicPem);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (input: string | Buffer, padding: string, ...args: string[]) =>
    execFileSync('openssl', ['pkeyutl', '-pkeyopt', `rsa_padding_mode:${padding}`, ...args], {
      input,
      cwd: folder,
    });
  const encrypt = (text: string, padding: string, ...args: string[]) =>
    run(text, padding, '-encrypt', '-pubin', '-inkey', 'public.pem', ...args).toString('base64');
  const decrypt = (base64: string, padding: string, ...args: string[]) =>
    run(Buffer.from(base64, 'base64'), padding, '-decrypt', '-inkey', 'private.pem', ...args).toString(
      'utf8',
    );

  test.each(['test', 'app-secret+密🛒', 'x'.repeat(318)])('both ways: %s', (text) => {
    expect(decrypt(encryptClientSecret(publicKey, text), 'oaep', ...mixed)).toBe(text);
    expect(decryptClientSecret(privateKey, encrypt(text, 'oaep', ...mixed))).toEqual({
      ok: true,
      text: text,
    });
  });

  test.each([
    ['oaep-sha256-both', 'oaep', ['-pkeyopt', 'rsa_oaep_md:sha256']],
    ['oaep-sha1-both', 'oaep', []],
    ['pkcs1-v1.5', 'pkcs1', []],
    ['oaep-other-hashes', 'oaep', ['-pkeyopt', 'rsa_oaep_md:sha512']],
  ] as const)('the mistake %s is what OpenSSL calls so', (cause, padding, args) => {
    expect(explainClientSecret(privateKey, encrypt('test', padding, ...args))?.cause).toBe(cause);
    const mistake = clientSecretMistakes.find((one) => one.cause === cause);
    const made = [mistake?.sign({ publicKey, text: 'test', seed: Buffer.alloc(32, 9) }) ?? []].flat();
    expect(decrypt(made.at(-1) ?? '', padding, ...args)).toBe('test');
  });
});
