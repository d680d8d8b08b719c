import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { writeOutputFile } from '../../../cli/files/output-file.ts';
import { minRsaBits } from '../../../signing/client-secret.ts';
import { readRsaKeyFile } from '../rsa-key-file.ts';

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

/**
 * The merchant's key pair for client secrets: from a private key file (PEM, or base64 of PKCS#8), else a new one
 * of 3072 bits that lives as long as the process. The public key is written to `publicKeyFile`, if there is one.
 *
 * @throws KooError (usage) when a file cannot be read or written, or holds no RSA private key
 */
export async function rsaKeyPair(
  privateKeyFile: string | undefined,
  publicKeyFile: string | undefined,
): Promise<RsaKeyPair> {
  const privateKey =
    privateKeyFile === undefined ? await fresh() : await readRsaKeyFile('rsa-private-key', privateKeyFile);
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  if (publicKeyFile !== undefined) await writeOutputFile(publicKeyFile, publicPem, 'rsa-public-key-out');
  return { privateKey, publicPem };
}

async function fresh(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: minRsaBits });
  return privateKey;
}
