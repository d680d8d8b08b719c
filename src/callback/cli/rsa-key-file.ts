import type { KeyObject } from 'node:crypto';
import { readInputFile } from '../../cli/files/input-file.ts';
import { KooError } from '../../errors/koo-error.ts';
import { ClientSecretError, readPrivateKey, readPublicKey } from '../../signing/client-secret.ts';

const readers = { 'rsa-public-key': readPublicKey, 'rsa-private-key': readPrivateKey };

/**
 * The RSA key of a file: PEM, or base64 without PEM lines.
 *
 * @param flag the flag that named the file
 * @throws KooError (usage) `UNREADABLE_FILE`, `INVALID_RSA_KEY`
 */
export async function readRsaKeyFile(flag: keyof typeof readers, path: string): Promise<KeyObject> {
  const text = Buffer.from(await readInputFile(path, flag)).toString('utf8');
  try {
    return readers[flag](text);
  } catch (error) {
    if (!(error instanceof ClientSecretError)) throw error;
    throw new KooError({
      category: 'usage',
      code: 'INVALID_RSA_KEY',
      message: { en: `--${flag}: ${error.text.en}`, zh: `--${flag}：${error.text.zh}` },
      hint: {
        en: 'A key is made with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out FILE; its public half with: openssl pkey -in FILE -pubout',
        zh: '可用 openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out FILE 生成密钥，用 openssl pkey -in FILE -pubout 导出公钥。',
      },
    });
  }
}
