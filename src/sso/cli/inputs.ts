import { assertKey, readKey } from '../../account/cli/keys.ts';
import { readRsaKeyFile } from '../../account/cli/rsa-key-file.ts';
import { inputLimits, readInputFile } from '../../cli/files/input-file.ts';
import { concealSecrets } from '../../cli/output/edge.ts';
import { prompt } from '../../cli/prompts.ts';
import { type KooError, usageError } from '../../errors/koo-error.ts';
import { looksEncrypted } from '../../signing/client-secret.ts';
import { decryptOrExplain } from '../../signing/mistakes/client-secret.ts';
import { both, type Localized } from '../../text/translate.ts';
import { objectIn } from '../steps/explain.ts';
import type { TokenFlags, UserinfoFlags } from './flags.ts';

/** Sources of inputs that the flags do not contain. */
export interface InputContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether prompts are forbidden. */
  readonly noInput: boolean;
}

/**
 * Reads the client secret in plain text, and decrypts it if the flags name a private key.
 *
 * @throws KooError (usage) if it is missing or invalid; (check, `NOT_DECRYPTED`)
 */
export async function readClientSecret(
  { 'client-secret-file': path, 'rsa-private-key': keyPath }: TokenFlags,
  context: InputContext,
): Promise<string> {
  const privateKey = keyPath === undefined ? undefined : await readRsaKeyFile('rsa-private-key', keyPath);
  const given = await givenSecret(path, privateKey !== undefined, context);
  concealSecrets([given]);
  if (!privateKey) return given;
  if (!looksEncrypted(given)) throw notEncrypted;
  const secret = decryptOrExplain(privateKey, given);
  concealSecrets([secret]);
  return secret;
}

const notEncrypted = usageError(
  'NOT_ENCRYPTED',
  both(
    'The client secret is not encrypted: it has neither the form nor the length of what applicationSync sends',
  ),
  both(
    'If it is the plain text, leave out --rsa-private-key. Else give the value as it arrived, in its full length.',
  ),
);

const variable = 'KOO_CLIENT_SECRET';

async function givenSecret(
  path: string | undefined,
  isCiphertext: boolean,
  { env, noInput }: InputContext,
): Promise<string> {
  // A ciphertext may be broken into lines.
  if (path !== undefined && isCiphertext)
    return (await readText(path, 'client-secret-file')).replace(/\s/g, '');
  if (path !== undefined) return readKey(path, 'client-secret-file');
  const exported = env[variable];
  if (exported) return isCiphertext ? exported.replace(/\s/g, '') : assertKey(exported, variable);
  return prompt(
    { message: both('client secret'), instead: `--client-secret-file or ${variable}`, secret: true },
    { noInput },
  );
}

async function readText(path: string, flag: string): Promise<string> {
  const bytes = await readInputFile(path, { limit: inputLimits.key, flag });
  return Buffer.from(bytes).toString('utf8').trim();
}

/** Reads the access token. @throws KooError (usage) if it is missing or invalid */
export async function readAccessToken(
  { 'token-file': path }: UserinfoFlags,
  { env, noInput }: InputContext,
): Promise<string> {
  if (path !== undefined) return readTokenFile(path, 'token-file', 'access_token');
  const exported = env.KOO_SSO_TOKEN;
  if (exported) return assertToken(exported.trim(), 'KOO_SSO_TOKEN');
  const question = { message: both('access token'), instead: '--token-file or KOO_SSO_TOKEN', secret: true };
  return assertToken(await prompt(question, { noInput }), undefined);
}

/**
 * Reads a token from a file that contains it alone, or the response that it came with.
 *
 * @throws KooError (usage) `UNREADABLE_FILE`, `TOO_LARGE`, `NO_TOKEN`, `INVALID_TOKEN`
 */
export async function readTokenFile(
  path: string,
  flag: 'token-file' | 'refresh-token-file',
  member: 'access_token' | 'refresh_token',
): Promise<string> {
  const text = (await readText(path, flag)).replace(/^\ufeff/, '');
  const saved = text.startsWith('{') ? (objectIn(text) ?? {}) : { [member]: text };
  const token = saved[member];
  if (typeof token === 'string' && token !== '') return assertToken(token, `--${flag}`);
  throw usageError(
    'NO_TOKEN',
    both('--{flag}: the file contains no {member}', { flag, member }),
    both('Give the file of `koo sso token --save FILE`, or a file that contains only the token.'),
  );
}

function assertToken(token: string, place: string | undefined): string {
  concealSecrets([token]);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  const message = place
    ? both('{place}: the token contains a blank, a line break, or a character that is not ASCII', { place })
    : both('The token contains a blank, a line break, or a character that is not ASCII');
  throw usageError('INVALID_TOKEN', message, both('Give only the token, in its full length, on one line.'));
}

/** A code or a ticket, with the tenant in the browser's address. */
export interface Arrival {
  readonly value: string;
  readonly tenant: string | undefined;
}

/**
 * Reads a code or a ticket: itself, or in the address that the browser was sent to.
 *
 * @throws KooError (usage) `NO_CODE`, `NO_TICKET`, `LOGIN_FAILED`
 */
export function readArrival(name: 'code' | 'ticket', text: string): Arrival {
  const arrival = arrivalIn(name, text.trim());
  concealSecrets([arrival.value]);
  return arrival;
}

function arrivalIn(name: 'code' | 'ticket', text: string): Arrival {
  if (!/^https?:\/\//i.test(text)) return { value: text, tenant: undefined };
  const parameters = parametersOf(text);
  const error = parameters.get('error');
  if (error !== null) throw failedLogin(error, parameters.get('error_description') ?? '');
  // Neither has blanks: a plus sign was not encoded.
  const value = (parameters.get(name) ?? '').replaceAll(' ', '+');
  if (value === '') {
    throw usageError(
      name === 'code' ? 'NO_CODE' : 'NO_TICKET',
      both('The address of --{name} has no parameter {name}', { name }),
      both('Copy the whole address that the browser was sent to after the login.'),
    );
  }
  return { value, tenant: parameters.get('tenant') ?? parameters.get('tenant_id') ?? undefined };
}

/** A callback address of CAS may have & before its first parameter, and a question mark before the ticket or none. */
function parametersOf(address: string): URLSearchParams {
  const [, start = '', query = ''] = /^([^?#]*)\??([^#]*)/.exec(address) ?? [];
  return new URLSearchParams([start.replace(/^[^&]*&?/, ''), query].filter((one) => one !== '').join('&'));
}

function failedLogin(error: string, description: string): KooError {
  const said: Localized = both('The login failed: {error} {description}', { error, description });
  return usageError(
    'LOGIN_FAILED',
    said,
    both('No code came. Correct the request of the browser, and sign in again.'),
  );
}
