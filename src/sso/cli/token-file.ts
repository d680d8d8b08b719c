import { chmod, stat } from 'node:fs/promises';
import { assertWritable, unwritableFileError, writeOutputFile } from '../../cli/files/output-file.ts';
import { concealSecrets } from '../../cli/output/edge.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { JsonObject } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { secretName } from '../steps/masking.ts';
import type { Grant } from '../steps/oauth.ts';

const flag = 'save';

/**
 * Asserts that tokens can be saved, before they are asked for.
 *
 * @throws KooError (usage) `INVALID_VALUE` for stdout, `UNWRITABLE_FILE`
 */
export async function assertSavable(path: string): Promise<void> {
  if (/^(-|\/dev\/(std(in|out|err)|fd\/.*))$/.test(path)) {
    throw usageError(
      'INVALID_VALUE',
      both('--save needs a file: tokens are not printed'),
      both('Example: --save tokens.json'),
    );
  }
  await assertWritable(path, flag);
}

/** Registers all tokens of a response, so that none of them is printed. */
export function concealTokens(received: JsonObject | undefined): void {
  for (const [name, value] of Object.entries(received ?? {})) {
    if (secretName.test(name) && typeof value === 'string') concealSecrets([value]);
  }
}

/**
 * Saves a response with tokens in a file that only this user can read. After a refresh that gave no new refresh token, the
 * old one is saved with it.
 *
 * @throws KooError (usage, `UNWRITABLE_FILE`)
 */
export async function saveResponse(
  path: string,
  received: JsonObject,
  grant: Grant,
  notice: (text: Localized) => void,
): Promise<void> {
  const isKept = grant.type === 'refresh_token' && !received.refresh_token;
  const saved = isKept ? { ...received, refresh_token: grant.refreshToken } : received;
  if (isKept) notice(both('{path} has the old refresh token, because no new one came.', { path }));
  const known = await stat(path).catch(() => undefined);
  // A file keeps its mode when it is replaced.
  if (known?.isFile() && (known.mode & 0o077) !== 0 && process.platform !== 'win32') {
    await chmod(path, 0o600).catch((error: unknown) => {
      throw unwritableFileError(error, path, flag);
    });
    notice(both('Other users can no longer read {path}.', { path }));
  }
  await writeOutputFile(path, `${JSON.stringify(saved, null, 2)}\n`, flag, 0o600);
}
