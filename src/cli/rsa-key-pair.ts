import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ClientSecretError, minRsaBits, readPrivateKey } from '../signing/client-secret.ts';
import type { Localized } from '../text/localized.ts';
import { Failure } from './failure.ts';

export interface RsaKeyPair {
  readonly privateKey: KeyObject;
  readonly publicPem: string;
}

/**
 * The merchant's key pair for client secrets: from a private key file (PEM, or base64 of PKCS#8), else a new one
 * of 3072 bits that lives as long as the process. The public key is written to `publicKeyFile`, if there is one.
 *
 * @throws Failure (usage) when a file cannot be read or written, or holds no RSA private key
 */
export async function rsaKeyPair(
  privateKeyFile: string | undefined,
  publicKeyFile: string | undefined,
): Promise<RsaKeyPair> {
  const privateKey = privateKeyFile === undefined ? await fresh() : parse(await read(privateKeyFile));
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  if (publicKeyFile !== undefined) await write(publicKeyFile, publicPem);
  return { privateKey, publicPem };
}

async function fresh(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: minRsaBits });
  return privateKey;
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = systemCode(error);
    throw failure('UNREADABLE_FILE', '--rsa-private-key', {
      en: `cannot read ${path} (${reason})`,
      zh: `无法读取 ${path}（${reason}）`,
    });
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const reason = systemCode(error);
    throw failure('UNWRITABLE_FILE', '--rsa-public-key-out', {
      en: `cannot write ${path} (${reason})`,
      zh: `无法写入 ${path}（${reason}）`,
    });
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function parse(text: string): KeyObject {
  try {
    return readPrivateKey(text);
  } catch (error) {
    if (!(error instanceof ClientSecretError)) throw error;
    throw failure('INVALID_RSA_KEY', '--rsa-private-key', error.text);
  }
}

function failure(code: string, flag: string, { en, zh }: Localized): Failure {
  return new Failure({
    category: 'usage',
    code,
    message: { en: `${flag}: ${en}`, zh: `${flag}：${zh}` },
    hint: code === 'INVALID_RSA_KEY' ? makeKey : checkPath,
  });
}

const checkPath = { en: 'Check the path and its permissions.', zh: '请检查路径和权限。' };

const makeKey = {
  en: 'Make one with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out FILE',
  zh: '可用以下命令生成：openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out FILE',
};
