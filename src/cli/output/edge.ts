import { isObject } from '../../text/json.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import { terminalSafe, withUnseen } from '../../text/terminal-safe.ts';
import { withoutCommands, withoutCommandsInJson } from '../../text/workflow-commands.ts';
import { colourCode, showsColours } from './colour.ts';
import { wrapForTerminal } from './terminal-text.ts';

/**
 * The edge of koo: everything that it prints passes through here. Texts for people lose all control sequences but koo's
 * own colours, and no text contains a secret that this process has read.
 *
 * Not passed through, and why:
 * - what ora and inquirer draw: cursor movements; the texts they are given pass through {@link safeText}
 * - files that the user names: they are written as they are, without secrets where a server's text is in them
 */

export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string | Uint8Array): boolean;
}

const secrets = new Set<string>();
let hide: ((text: string) => string) | undefined;

/** Registers secrets that koo has read, so that none of them is printed. An access key ID (AK) is not a secret. */
export function concealSecrets(values: Iterable<string | undefined>): void {
  for (const value of values) {
    if (!value || secrets.has(value)) continue;
    secrets.add(value);
    hide = undefined;
  }
}

/** All secrets that koo has read so far, for texts that are cut before they are printed. */
export function knownSecrets(): readonly string[] {
  return [...secrets];
}

/** The secrets that an environment holds; of several lines, such as a PEM, also each long one: a log may print it alone. */
export function exportedSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    value && /^(KOO|HUAWEICLOUD)_.*(KEY|SK|TOKEN|SECRET)$/.test(name) ? [value, ...longLines(value)] : [],
  );
}

function longLines(text: string): string[] {
  return /\s/.test(text) ? text.split(/\s+/).filter(({ length }) => length >= 16) : [];
}

/** Each run conceals what it reads itself. */
export function forgetSecrets(): void {
  secrets.clear();
  hide = undefined;
}

function redacted(text: string): string {
  if (secrets.size === 0) return text;
  hide ??= createRedactor(maskable([...secrets]));
  return hide(text);
}

/**
 * A result without secrets in its texts and in the names of its members: decoded values, which no layout has cut or wrapped
 * yet and no format has escaped.
 */
export function concealed<T>(value: T): T {
  return secrets.size === 0 ? value : (concealedValue(value) as T);
}

function concealedValue(value: unknown): unknown {
  if (typeof value === 'string') return redacted(value);
  if (typeof value === 'number') {
    const text = redacted(String(value));
    return text === String(value) ? value : text;
  }
  if (Array.isArray(value)) return value.map(concealedValue);
  if (!isObject(value) || !isPlain(value)) return value;
  const result = {};
  for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const read = () => concealedValue(value[name]);
    // A getter is not read before it has to: that of a Chinese text loads the catalogue.
    const content = get ? { get: read } : { value: read(), writable: true };
    Object.defineProperty(result, redacted(name), { ...content, enumerable: true, configurable: true });
  }
  return result;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * A text as it may be printed: no control sequence but the colours that {@link paint} uses, no secret, and no workflow
 * command but those of koo.
 */
export function safeText(text: string, stream: OutputStream = process.stderr): string {
  // Fast path: nearly all text is plain ASCII.
  if (/^[\t\n -~]*$/.test(text)) return withoutCommands(redacted(text));
  const parts = showsColours(stream) ? text.split(colourCode) : [text];
  return withoutCommands(
    redacted(parts.map((part, index) => (index % 2 === 0 ? terminalSafe(part) : part)).join('')),
  );
}

/** A text of koo with foreign ones in it, as a question shows it: nothing of it may be out of sight. */
export function wholeText(text: string): string {
  return withUnseen(redacted(text));
}

/** Prints text for people. @returns whether the stream can take more at once */
export function printText(text: string, stream: OutputStream = process.stdout): boolean {
  return stream.write(safeText(text, stream));
}

/** Prints a text on stderr, wrapped for a terminal. */
export function printNotice(text: string): void {
  printText(`${wrapForTerminal(safeText(text), process.stderr)}\n`, process.stderr);
}

/**
 * Prints a document for programs. Its format has escaped what a terminal must not get; on one, what it cannot escape is
 * removed.
 *
 * @returns whether the stream can take more at once
 */
export function printDocument(text: string, stream: OutputStream = process.stdout): boolean {
  if (stream.isTTY) return printText(text, stream);
  const isJson = /^[{["]/.test(text);
  return stream.write(isJson ? withoutCommandsInJson(redacted(text)) : redacted(text));
}

/**
 * Creates a function that passes the bytes of a file of the user on to stdout, as they are; a terminal gets safe text.
 */
export function createPassThrough(stream: OutputStream = process.stdout): (bytes: Uint8Array) => boolean {
  if (!stream.isTTY) return (bytes) => stream.write(bytes);
  const decoder = new TextDecoder();
  return (bytes) => printText(decoder.decode(bytes, { stream: true }), stream);
}

const clearLine = '\r\x1b[2K';

/** Replaces the current line of a terminal; an empty text clears it. */
export function printOver(text: string, stream: OutputStream): void {
  stream.write(clearLine + safeText(text, stream).slice(0, (stream.columns ?? 80) - 1));
}
