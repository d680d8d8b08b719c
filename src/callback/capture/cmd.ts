/** Whether a command line is written for Windows' cmd.exe: continued by `^`, or with `^"` for quotes. */
export function looksLikeCmd(text: string): boolean {
  return /\^[ \t]*\r?\n|\s\^"/.test(text);
}

/**
 * Splits a cmd.exe command line into words: first as cmd reads `^`, then as the C run-time of Windows reads quotes
 * and backslashes (https://learn.microsoft.com/en-us/cpp/c-language/parsing-c-command-line-arguments).
 */
export function splitCmd(source: string): string[] {
  return splitArguments(readCarets(source.replaceAll('\r\n', '\n')));
}

/** What cmd hands to the program: up to the end of the line, carets resolved. */
function readCarets(text: string): string {
  let quoted = false;
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '^' && !quoted) {
      // A caret at a line's end continues the line and takes the next character as it is.
      at += text.charAt(at + 1) === '\n' ? 2 : 1;
      result += text.charAt(at);
    } else if (character === '\n' || (!quoted && /[|&>]/.test(character))) {
      break;
    } else {
      if (character === '"') quoted = !quoted;
      result += character;
    }
  }
  return result;
}

function splitArguments(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const slashes = /^\\*(?=")/.exec(line.slice(at))?.[0].length ?? 0;
    if (slashes > 0) {
      // Before a quote two backslashes mean one; an odd one makes the quote a plain character.
      word = (word ?? '') + '\\'.repeat(slashes >> 1) + (slashes % 2 === 1 ? '"' : '');
      at += slashes % 2 === 1 ? slashes : slashes - 1;
    } else if (line[at] === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (/\s/.test(line.charAt(at)) && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + line.charAt(at);
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}
