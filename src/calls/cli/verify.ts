import { readKey } from '../../account/cli/keys.ts';
import { type ApiHost, openSession } from '../../account/cli/session.ts';
import { inputLimits, readInput, readInputFile } from '../../cli/files/input-file.ts';
import { parseTime } from '../../cli/flags/value.ts';
import { paint } from '../../cli/output/colour.ts';
import { concealSecrets } from '../../cli/output/edge.ts';
import { wrapForTerminal } from '../../cli/output/terminal-text.ts';
import { usageError } from '../../errors/koo-error.ts';
import type { Captured } from '../../http/capture/model.ts';
import { readCapture } from '../../http/capture/read.ts';
import { tokenArgument } from '../../openapi/request.ts';
import { partName } from '../../openapi/signed-text.ts';
import { type ApiVerification, akOf, hiddenSecret, verifyCall } from '../../openapi/verify.ts';
import type { Credential } from '../../signing/sdk-hmac.ts';
import { given } from '../../text/json.ts';
import { marks, terminalSafe } from '../../text/terminal-safe.ts';
import { both, t } from '../../text/translate.ts';
import type { VerifyOptions } from './flags.ts';

/**
 * Verifies a captured request of the open API.
 *
 * @param path path of the capture; `-` or undefined for stdin
 * @param publicCredentials of sandboxes
 * @throws KooError (usage) for an unreadable capture or file, (configuration) without keys
 */
export async function runApiVerify(
  path: string | undefined,
  options: VerifyOptions,
  publicCredentials: readonly Credential[],
  host: ApiHost,
): Promise<ApiVerification> {
  const input =
    path === undefined || path === '-'
      ? await readInput('-', { limit: inputLimits.capture, flags: options })
      : await readInputFile(path, { limit: inputLimits.capture });
  assertNoLogLine(input);
  const captured = readCapture(withHiddenToken(input), {
    notice: host.notice,
    ...given({ entry: options.entry }),
  });
  const readText = async (flag: 'signed-text' | 'response') => {
    const file = options[flag];
    return file === undefined
      ? undefined
      : Buffer.from(await readInputFile(file, { limit: inputLimits.signed, flag })).toString('utf8');
  };
  return verifyCall(captured, {
    credentials: await credentialsFor(captured, options, publicCredentials, host),
    at: options.at === undefined ? undefined : parseTime(options.at),
    signedText: await readText('signed-text'),
    response: await readText('response'),
  });
}

/** The SK from a flag, else those of the sandbox for an AK of its own, else the keys of the session. */
async function credentialsFor(
  captured: Captured,
  options: VerifyOptions,
  publicCredentials: readonly Credential[],
  host: ApiHost,
): Promise<readonly Credential[]> {
  const ak = akOf(captured);
  const file = options['sk-stdin'] ? '-' : options['sk-file'];
  if (file !== undefined) {
    const sk = await readKey(file, options['sk-stdin'] ? 'sk-stdin' : 'sk-file');
    const securityToken = process.env.KOO_SECURITY_TOKEN;
    concealSecrets([sk, securityToken]);
    return [{ ak: ak ?? '', sk, ...(securityToken && { securityToken }) }];
  }
  // Without an AK, or with one of a sandbox, the keys of the user are not needed.
  const isPublic = publicCredentials.some((known) => known.ak === ak || known.sk === ak);
  if (ak === undefined || ak === hiddenSecret || isPublic) return publicCredentials;
  const session = await openSession(options, host);
  await session.close();
  return [session.credential];
}

/** Marks the token in a command of `koo api sign`, which the shell fills in, as hidden. */
function withHiddenToken(input: Uint8Array): Uint8Array {
  const at = Buffer.from(input).indexOf(tokenArgument.expanded);
  if (at < 0) return input;
  const rest = input.subarray(at + tokenArgument.expanded.length);
  return Buffer.concat([input.subarray(0, at), Buffer.from(tokenArgument.hidden), rest]);
}

/** Rejects a line that the sandbox logs for people: it has no headers. */
function assertNoLogLine(input: Uint8Array): void {
  if (!/^\s*\d\d:\d\d:\d\d +[A-Z]+ +(\d{3}|---) /.test(Buffer.from(input.subarray(0, 80)).toString('latin1')))
    return;
  throw usageError(
    'UNREADABLE_CAPTURE',
    both('This line of the log has no headers'),
    both(
      'Run `koo sandbox log -o ndjson | koo api verify`; --entry N chooses another request than the last one.',
    ),
  );
}

/** Renders a verification: the result first, then both sides. */
export function renderApiVerification(found: ApiVerification): string {
  const { valid, ak, given: received, expected, correct, client, server } = found;
  const shown = valid ? undefined : correct;
  return [
    wrapForTerminal(renderResult(found)),
    ...(ak === null ? [] : [t('AK: {ak}', { ak: terminalSafe(ak) })]),
    ...(found.signedAt === null ? [] : [t('Signed at: {time}', { time: found.signedAt })]),
    ...(valid || received === null
      ? []
      : [t('Received signature: {signature}', { signature: terminalSafe(received) })]),
    ...(valid || expected === null ? [] : [t('Expected signature: {signature}', { signature: expected })]),
    ...renderDifference(found),
    ...(shown ? block(t('Canonical request:'), shown.canonicalRequest) : []),
    ...(client ? block(t('Canonical request of the client:'), client.canonicalRequest) : []),
    ...(server?.difference ? block(t('Canonical request of the server:'), server.canonicalRequest) : []),
    ...(shown ? block(t('String to sign:'), shown.stringToSign) : []),
    ...(client && client.stringToSign !== shown?.stringToSign
      ? block(t('String to sign of the client:'), client.stringToSign)
      : []),
    ...found.notes.map((note) => wrapForTerminal(t('Note: {note}', { note: terminalSafe(note) }))),
  ].join('\n');
}

function renderResult({ valid, method, url, reason, cause }: ApiVerification): string {
  const request = terminalSafe(`${method} ${url}`);
  if (valid) return paint('green', `${marks.passed} ${t('{request}: the signature is valid', { request })}`);
  const facts = { request, reason: terminalSafe(reason ?? ''), cause: cause ?? '' };
  return paint('red', `${marks.failed} ${t('{request}: {reason} [{cause}]', facts)}`);
}

function renderDifference({ difference, server }: ApiVerification): string[] {
  const between = server?.difference;
  const lines: string[] = [];
  if (difference) {
    lines.push(
      t('First difference: {part}', { part: terminalSafe(partName(difference.part)) }),
      `  ${t('Correct: {text}', { text: terminalSafe(difference.expected) })}`,
      `  ${t('Client: {text}', { text: terminalSafe(difference.actual) })}`,
    );
  }
  if (between) {
    const part = terminalSafe(partName(between.part));
    lines.push(
      t('First difference between server and capture: {part}', { part }),
      `  ${t('Server: {text}', { text: terminalSafe(between.expected) })}`,
      `  ${t('Capture: {text}', { text: terminalSafe(between.actual) })}`,
    );
  }
  return lines;
}

function block(title: string, text: string): string[] {
  return [title, ...text.split('\n').map((line) => `  ${terminalSafe(line)}`.trimEnd())];
}
