import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { Fault } from '../probe/reply-check.ts';

/** Patterns for a line of a stack trace in the usual languages. All quantifiers are bounded. */
const traceLines: readonly RegExp[] = [
  // Java, Kotlin, Scala
  /\bat [\w$./<>]{1,200}\((?:[\w$]{1,100}\.(?:java|kt|scala|groovy):\d{1,6}|Native Method|Unknown Source)\)/,
  /\b(?:java|javax|jakarta|org|com|cn|net|io)\.[\w.]{1,200}Exception\b/,
  // JavaScript
  /(?:^|")\s{0,40}at [^()"]{0,200}\(?[^()"]{0,200}(?:\.[cm]?[jt]sx?|node:[\w/]{1,80}):\d{1,6}:\d{1,6}/,
  // Python
  /Traceback \(most recent call last\)/,
  /^[\s"'[,]{0,40}File \\?"[^"]{1,200}", line \d{1,6}/,
  // .NET
  /\bin (?:[A-Za-z]:[\\/]|\/)[^:"]{1,200}:line \d{1,6}/,
  /\bSystem\.(?:\w{1,50}\.){0,5}\w{1,100}Exception\b/,
  // PHP
  /#\d{1,3} (?:[A-Za-z]:[\\/]|\/)[^("]{1,200}\.php\(\d{1,6}\)/,
  /\bin (?:[A-Za-z]:[\\/]|\/)[^:"]{1,200}\.php(?::| on line )\d{1,6}/,
  // Ruby
  /[\w./-]{1,200}\.rb:\d{1,6}:in [`'"]/,
  // Go
  /\bgoroutine \d{1,9} \[/,
  /\.go:\d{1,6} \+0x[\da-f]{1,16}/,
];

/** Limits of the scan, so that a server cannot keep koo busy. */
const maxScannedLength = 64 * 1024;
const maxScannedLine = 500;

/** A stack trace or an exception's class name in a response, as plain text, in JSON or on an HTML page. */
export function traceFault(text: string): Fault | undefined {
  for (const line of plainLines(text.slice(0, maxScannedLength))) {
    const scanned = line.slice(0, maxScannedLine);
    const found = traceLines
      .map((pattern) => pattern.exec(scanned)?.[0])
      .find((match) => match !== undefined);
    if (found === undefined) continue;
    return {
      expected: both('no internal details in the response'),
      actual: verbatim(terminalSafe(found.trim()).slice(0, 100)),
    };
  }
  return undefined;
}

/** The lines of a text without tags, its entities decoded once. */
function plainLines(text: string): string[] {
  return text
    .replace(/<(?:br|\/p|\/div|\/li|\/pre|\/tr|\/h\d)\b[^<>]{0,100}>/gi, '\n')
    .replace(/<\/?[a-z][^<>]{0,300}>/gi, '')
    .replace(/&(nbsp|quot|apos|lt|gt|amp|#\d{1,6}|#x[\da-f]{1,5});/gi, (_, name: string) =>
      decodeEntity(name),
    )
    .split(/\r?\n|\\r|\\n/);
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
};

function decodeEntity(name: string): string {
  const known = entities[name.toLowerCase()];
  if (known !== undefined) return known;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
