import { callbackKeys, requireKey } from '../../account/cli/keys.ts';
import { readRsaKeyFile } from '../../account/cli/rsa-key-file.ts';
import { inputLimits, readInput } from '../../cli/files/input-file.ts';
import { usageError } from '../../errors/koo-error.ts';
import { encryptClientSecret } from '../../signing/client-secret.ts';
import { decryptOrExplain, notDecrypted } from '../../signing/mistakes/client-secret.ts';
import { explainField } from '../../signing/mistakes/sensitive/field.ts';
import { cannotEncrypt, decryptField, encryptField, isIv } from '../../signing/sensitive-field.ts';
import { both, type Localized } from '../../text/translate.ts';
import { randomIv } from '../delivery/random.ts';
import type { DecryptOptions, EncryptOptions } from './crypt-flags.ts';

/**
 * Encrypts a sensitive field of V1, or a client secret.
 *
 * @param argument the text; `-` or undefined for stdin
 * @param notice prints a message to stderr
 * @throws KooError (usage) for an invalid IV or public key, and for a text that is too long for the key
 */
export async function runEncrypt(
  argument: string | undefined,
  options: EncryptOptions,
  notice: (text: Localized) => void,
): Promise<string> {
  const text = await readValue(argument, options);
  if (options['client-secret']) {
    const path = requireFile(options['rsa-public-key'], 'rsa-public-key');
    return encryptClientSecret(await readRsaKeyFile('rsa-public-key', path), text);
  }
  if (options.iv !== undefined && !isIv(options.iv)) {
    throw cannotEncrypt(
      both('--iv must be 16 letters or digits (A-Z, a-z, 0-9), not "{iv}"', { iv: options.iv }),
    );
  }
  const { key } = requireKey(await callbackKeys(options, notice), 'base');
  return encryptField(key, text, { bits: options.bits === '128' ? 128 : 256, iv: options.iv ?? randomIv() });
}

/**
 * Decrypts a sensitive field of V1, or a client secret.
 *
 * @param argument the ciphertext; `-` or undefined for stdin
 * @param notice prints a message to stderr
 * @throws KooError (check, `NOT_DECRYPTED`), with the known mistake that explains the value, if any
 */
export async function runDecrypt(
  argument: string | undefined,
  options: DecryptOptions,
  notice: (text: Localized) => void,
): Promise<string> {
  const text = await readValue(argument, options);
  if (options['client-secret']) {
    const path = requireFile(options['rsa-private-key'], 'rsa-private-key');
    return decryptOrExplain(await readRsaKeyFile('rsa-private-key', path), text);
  }
  const { key } = requireKey(await callbackKeys(options, notice), 'base');
  const bits = options.bits === '128' ? 128 : 256;
  const read = decryptField(key, text, bits);
  if (read.ok) return read.text;
  if (read.fault === 'too-short') {
    throw notDecrypted(
      both('The value is shorter than the 16-character IV it must begin with'),
      both('Give the IV followed by the base64 of the ciphertext, as your server received it.'),
    );
  }
  const unexplained = both(
    'The value matches no known mistake. Most likely it was encrypted with another access key.',
  );
  throw notDecrypted(read.reason, explainField({ key, text, bits })?.text ?? unexplained);
}

async function readValue(
  argument: string | undefined,
  options: EncryptOptions | DecryptOptions,
): Promise<string> {
  if (argument !== undefined && argument !== '-') return argument;
  return Buffer.from(await readInput('-', { limit: inputLimits.value, flags: options }))
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

function requireFile(path: string | undefined, flag: string): string {
  if (path !== undefined) return path;
  throw usageError(
    'MISSING_FLAG',
    both('--client-secret requires --{flag}', { flag }),
    both('Give the file of the RSA key.'),
  );
}
