import { createRedactor } from '../../text/redact.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

const shownLines = 20;

/** A line of a stack trace in Node, Java or Go that is not in the merchant's own code, or two of them in Python. */
const foreignFrame =
  /^[ \t]+at .*(?:\/node_modules\/|\(?node:|\b(?:java|javax|jakarta|jdk|sun|org\.(?:apache|springframework|eclipse\.jetty))\.).*\n|^[ \t]+File ".*\/(?:site-packages|lib\/python[\d.]+)\/.*\n(?: {4,}.*\n)*|^\S*(?:net\/http|runtime)\.\S*\(.*\n\t.*\n/gm;

/** The length of the kept last lines, and of an unfinished line, in characters. */
const keptCharacters = 64 * 1024;
/** Longer than any encoded secret: the arrived text may end within one. */
const heldBack = 16 * 1024;

export interface ServerOutput {
  addStream(): OutputWriter;
  /** The last lines, safe for a terminal. Stack traces keep their error and the frames of the merchant's own code. */
  lastLines(): string;
}

interface OutputWriter {
  write(text: string): void;
  end(): void;
}

/**
 * Creates the output of a server. Whole lines are redacted: a secret may arrive in two pieces, but not in two lines.
 *
 * @param log receives all of it
 */
export function createServerOutput(log: (text: string) => void, secrets: readonly string[]): ServerOutput {
  const hide = createRedactor(secrets);
  const unfinished: (() => string)[] = [];
  let last = '';
  const keep = (text: string) => {
    log(text);
    last = (last + text).slice(-keptCharacters);
  };
  return {
    addStream: () => {
      let rest = '';
      unfinished.push(() => hide(rest));
      return {
        write: (text) => {
          rest += text;
          const end = rest.lastIndexOf('\n') + 1;
          if (end > 0) keep(hide(rest.slice(0, end)));
          rest = rest.slice(end);
          if (rest.length <= keptCharacters) return;
          const hidden = hide(rest);
          keep(hidden.slice(0, -heldBack));
          rest = hidden.slice(-heldBack);
        },
        end: () => {
          keep(hide(rest));
          rest = '';
        },
      };
    },
    lastLines: () => {
      const text = last + unfinished.map((rest) => rest()).join('');
      return terminalSafe(text).replace(foreignFrame, '').trimEnd().split('\n').slice(-shownLines).join('\n');
    },
  };
}
