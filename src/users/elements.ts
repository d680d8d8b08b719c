/** A piece of a JSON text. */
export interface Element {
  /** Where it begins; the first is 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * The elements of a JSON array as texts with their lines, so that one that is broken costs only itself.
 *
 * @returns `undefined` when the text is not one whole array
 */
export function elementsOf(text: string): readonly Element[] | undefined {
  const elements: Element[] = [];
  const open = text.search(/\S/);
  if (text[open] !== '[') return undefined;
  let start = open + 1;
  let depth = 1;
  let line = lineAt(text, 0, open, 1);
  let startLine = line;
  for (let at = open + 1; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === '\n') line += 1;
    else if (unit === '"') at = endOfString(text, at);
    else if (unit === '[' || unit === '{') depth += 1;
    else if (unit === ']' || unit === '}') {
      depth -= 1;
      if (depth > 0) continue;
      if (unit === '}' || text.slice(at + 1).trim() !== '') return undefined;
      return pushElement(elements, text.slice(start, at), startLine, elements.length === 0)
        ? elements
        : undefined;
    } else if (unit === ',' && depth === 1) {
      if (!pushElement(elements, text.slice(start, at), startLine, false)) return undefined;
      start = at + 1;
      startLine = line;
    }
  }
  return undefined;
}

/** The closing quote of a string; the end of the text when there is none. A string holds no line feed. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"' && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
  return text[at] === '\n' ? at - 1 : at;
}

function pushElement(elements: Element[], text: string, line: number, mayBeEmpty: boolean): boolean {
  const lead = text.search(/\S/);
  if (lead === -1) return mayBeEmpty;
  elements.push({ line: lineAt(text, 0, lead, line), text: text.trim() });
  return true;
}

function lineAt(text: string, from: number, to: number, line: number): number {
  let count = line;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
