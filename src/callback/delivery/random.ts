import { generateKeyPair, randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { minRsaBits } from '../../signing/client-secret.ts';

const lettersAndDigits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function randomId(length = 32): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

/** A random nonce of 64 upper-case hex characters, as in Huawei's current examples. */
export function randomNonce(): string {
  return randomId(64).toUpperCase();
}

/** 16 random letters and digits: the IV of an encrypted field. */
export function randomIv(): string {
  return Array.from({ length: 16 }, () => lettersAndDigits.charAt(randomInt(lettersAndDigits.length))).join(
    '',
  );
}

export function generateRsaKeys() {
  return promisify(generateKeyPair)('rsa', { modulusLength: minRsaBits });
}
