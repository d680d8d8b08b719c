import { keyFor } from '../../account/cli/fallback-key.ts';
import { callbackKeys } from '../../account/cli/keys.ts';
import { inputLimits, readInput, readInputFile } from '../../cli/files/input-file.ts';
import { parseTime } from '../../cli/flags/value.ts';
import { paint } from '../../cli/output/colour.ts';
import { wrapForTerminal } from '../../cli/output/terminal-text.ts';
import { readCapture } from '../../http/capture/read.ts';
import { marks, terminalSafe } from '../../text/terminal-safe.ts';
import { type Localized, t } from '../../text/translate.ts';
import { inferProtocol } from '../infer-protocol.ts';
import type { ProofTime } from '../proof.ts';
import { protocolOf } from '../protocols/index.ts';
import { schemeOf } from '../starter/schemes.ts';
import { readSnippet, type Snippet, snippetLines } from '../starter/snippets.ts';
import { otherKeys, type Verification, verify } from '../verify.ts';
import type { VerifyOptions } from './flags.ts';
import { readSignedTextFile } from './signed-text.ts';

/** The document that `koo callback verify --json` prints. */
export interface VerifyResult extends Verification {
  /** The code that computes the signature; only with `--snippet`. */
  readonly snippet?: Snippet;
}

interface VerifyContext {
  /** The folder `templates` of the package. */
  readonly templates: string;
  /** Prints a message to stderr. */
  readonly notice: (text: Localized) => void;
}

/**
 * Verifies a captured request or response.
 *
 * @param path path of the capture; `-` or undefined for stdin
 * @throws KooError for invalid input
 */
export async function runVerify(
  path: string | undefined,
  options: VerifyOptions,
  { templates, notice }: VerifyContext,
): Promise<VerifyResult> {
  const input =
    path === undefined || path === '-'
      ? await readInput('-', { limit: inputLimits.capture, flags: options })
      : await readInputFile(path, { limit: inputLimits.capture });
  const captured = readCapture(input, {
    entry: options.entry,
    notice,
    ...(options.reply && { side: 'reply' }),
  });
  const protocol = options.protocol ? protocolOf(options.protocol) : inferProtocol(captured);
  const keys = await callbackKeys(options, notice);
  const key = keyFor(keys, protocol, notice);
  const found = verify(captured, {
    protocol,
    key,
    otherKeys: otherKeys(keys, key),
    now: new Date(),
    at: options.at === undefined ? undefined : parseTime(options.at),
    signedText: await readSignedTextFile(options['signed-text']),
  });
  const { snippet: language } = options;
  return language === undefined
    ? found
    : { ...found, snippet: readSnippet(templates, language, schemeOf(found.protocol, found.kind)) };
}

/**
 * Renders a verification: the result first, then the details.
 *
 * @param isWhole whether to show the text to sign of a valid message, too
 */
export function renderVerification(found: VerifyResult, isWhole = false): string {
  return [
    wrapForTerminal(renderResult(found)),
    ...(found.cause ? [wrapForTerminal(t('Cause: {cause}', { cause: terminalSafe(found.cause.text) }))] : []),
    ...(found.time ? [timestampLine(found.time, isWhole)] : []),
    ...(found.valid && !isWhole ? [] : renderDetails(found)),
    ...renderDifference(found),
    ...found.notes.map((note) => wrapForTerminal(t('Note: {note}', { note: terminalSafe(note) }))),
    ...(found.snippet ? ['', ...snippetLines(found.snippet, paint)] : []),
  ].join('\n');
}

/** The age of a recorded message is its age on arrival. */
function timestampLine({ at, age: seconds }: ProofTime, isRecorded: boolean): string {
  const facts = { time: at, age: age(seconds) };
  return isRecorded
    ? t('Timestamp: {time} ({age} when it arrived)', facts)
    : t('Timestamp: {time} ({age})', facts);
}

function renderResult(found: Verification): string {
  const { kind, protocol, valid } = found;
  const subject = terminalSafe(
    [kind === 'request' ? t('Request') : t('Response'), found.activity].filter(Boolean).join(' '),
  );
  if (valid)
    return paint('green', `${marks.passed} ${t('{subject} ({protocol}): valid', { subject, protocol })}`);
  const reason = found.reason ? terminalSafe(found.reason) : '';
  return paint(
    'red',
    `${marks.failed} ${t('{subject} ({protocol}): {reason}', { subject, protocol, reason })}`,
  );
}

function renderDetails({ given, expected, hmacKey, canonical, payload }: Verification): string[] {
  return [
    ...(given === null ? [] : [t('Received signature: {signature}', { signature: terminalSafe(given) })]),
    t('Expected signature: {signature}', { signature: expected }),
    t('HMAC key: {key}', { key: terminalSafe(hmacKey) }),
    t('Text to sign:'),
    terminalSafe(canonical),
    ...(payload === null || canonical.includes(payload)
      ? []
      : [t('Request body in canonical form:'), terminalSafe(payload)]),
  ];
}

function renderDifference({ difference, isSameText }: Verification): string[] {
  if (isSameText) {
    const advice = t(
      'If the signature still differs, compare the access keys, and how the HMAC is computed and encoded.',
    );
    return [paint('green', `${marks.passed} ${t('The signed text is right.')}`), wrapForTerminal(advice)];
  }
  if (!difference) return [];
  const { index, name, expected, other, isBodyHash } = difference;
  const bodyNote = t(
    'The hash of the body differs. Give --signed-text the body that your code hashes, to compare it with the canonical one.',
  );
  return [
    name === undefined
      ? t('First difference: at index {index}', { index })
      : t('First difference: at index {index}, in {name}', { index, name: terminalSafe(name) }),
    `  ${t('Expected: {text}', { text: terminalSafe(expected) })}`,
    `  ${t('Actual: {text}', { text: terminalSafe(other) })}`,
    ...(isBodyHash ? [wrapForTerminal(bodyNote)] : []),
  ];
}

/** `35 s ago`, `3 min in the future` */
function age(seconds: number): string {
  const distance = Math.abs(seconds);
  const units = [
    ['days', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const;
  const [unit, length] = units.find(([, size]) => distance >= 2 * size) ?? ['s', 1];
  const args = { number: Math.round(distance / length), unit };
  return seconds < 0
    ? t('{number} {unit, select, s {s} min {min} h {h} other {days}} in the future', args)
    : t('{number} {unit, select, s {s} min {min} h {h} other {days}} ago', args);
}
