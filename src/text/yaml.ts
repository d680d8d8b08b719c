import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { withoutStacks } from './stacks.ts';
import { both, type Localized } from './translate.ts';

/** A text as YAML: what it holds, or why it cannot be read. */
export type YamlText = { readonly lines: LineCounter } & (
  | { readonly document: Document; readonly content: unknown; readonly fault?: never }
  | { readonly fault: YamlFault }
);

interface YamlFault {
  /** Offset in the text. */
  readonly offset: number;
  readonly message: Localized;
}

/** The limit that a text exceeds. */
interface YamlExcess extends YamlFault {
  readonly kind: 'depth' | 'count';
}

/** Options for all documents, even one that begins with %YAML 1.1, where `on` is true and `<<` merges. */
export const yaml12 = {
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  // The library compares every key with every other one.
  uniqueKeys: false,
  // Pretty errors quote the text.
  prettyErrors: false,
} as const;

/** Deepest nesting of brackets. */
const maxDepth = 100;
/** Most tokens of a text: some 70 000 lines. The library needs half a kilobyte for each. */
const maxTokens = 1_000_000;
/** Values that aliases may repeat. */
const maxRepeated = 10_000;

/**
 * Reads a YAML or JSON document whose keys are plain. It quotes nothing of the text, which may hold secrets, and
 * refuses text and aliases that take the library's time or memory out of proportion.
 */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const excess = findExcess(text, lines);
  if (excess) return { lines, fault: excess };
  const document = parsed(text, lines);
  if (!document) return { lines, fault: { offset: 0, message: tooDeep } };
  const [broken] = document.errors;
  if (broken) return { lines, fault: { offset: broken.pos[0], message: invalidYaml(broken.code) } };
  const read = readContent(document);
  return 'fault' in read ? { lines, fault: read.fault } : { lines, document, content: read.content ?? {} };
}

/** The document of a text; `undefined` where nesting that no bracket shows ends the stack of the library. */
function parsed(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    return withoutStacks(() => parseDocument(text, { lineCounter, ...yaml12 }));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Finds nesting or a number of tokens that the library cannot read in reasonable time and memory. Only the tokens are
 * read, which is fast.
 *
 * @param lines is filled if there is a fault
 */
export function findExcess(text: string, lines: LineCounter): YamlExcess | undefined {
  let depth = 0;
  let count = 0;
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    count += 1;
    const kind = depth > maxDepth ? 'depth' : count > maxTokens ? 'count' : undefined;
    if (kind) {
      findLines(text, lines);
      return { kind, offset, message: kind === 'depth' ? tooDeep : tooMany };
    }
    if (!marks.has(token)) offset += token.length;
  }
  return undefined;
}

/** Tokens of the lexer that are no text. */
const marks: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

export const tooDeep: Localized = both('nested too deeply');
const tooMany: Localized = both('too many values');

function findLines(text: string, lines: LineCounter): void {
  lines.addNewLine(0);
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.addNewLine(at + 1);
}

function invalidYaml(code: string): Localized {
  return both('invalid YAML ({code})', { code });
}

/** A value, and how many values it stands for, with those that aliases repeat. */
interface Plain {
  readonly value: unknown;
  readonly size: number;
}

/**
 * The content of a document. The library would look at all nodes for each alias, and quote keys that are collections.
 */
function readContent(document: Document): { readonly content: unknown } | { readonly fault: YamlFault } {
  const anchors = new Map<string, Plain>();
  let repeated = 0;
  let fault: YamlFault | undefined;
  const fail = (node: unknown, message: Localized): Plain => {
    fault ??= { offset: (isNode(node) && node.range?.[0]) || 0, message };
    return { value: null, size: 1 };
  };
  const read = (node: unknown): Plain => {
    if (fault) return { value: null, size: 1 };
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (!target) return fail(node, both('an alias cannot be resolved'));
      repeated += target.size;
      return repeated > maxRepeated ? fail(node, both('too many aliases')) : target;
    }
    const anchor = isNode(node) && 'anchor' in node ? node.anchor : undefined;
    // An alias within a value does not stand for an earlier one with the same anchor.
    if (anchor) anchors.delete(anchor);
    const plain = isMap(node) ? readMap(node.items) : isSeq(node) ? readList(node.items) : readScalar(node);
    if (anchor) anchors.set(anchor, plain);
    return plain;
  };
  const readScalar = (node: unknown): Plain => ({ value: isScalar(node) ? node.value : null, size: 1 });
  const readList = (items: readonly unknown[]): Plain => {
    let size = 1;
    const value = items.map((item) => {
      const inner = read(item);
      size += inner.size;
      return inner.value;
    });
    return { value, size };
  };
  const readMap = (pairs: readonly { readonly key: unknown; readonly value: unknown }[]): Plain => {
    let size = 1;
    const members = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      if (key !== null && !isScalar(key)) return fail(key, both('a key must be a string'));
      const name = key === null ? '' : String(read(key).value ?? '');
      if (members.has(name)) return fail(key, invalidYaml('DUPLICATE_KEY'));
      const inner = read(value);
      size += inner.size;
      members.set(name, inner.value);
    }
    return { value: Object.fromEntries(members), size };
  };
  const { value } = read(document.contents);
  return fault ? { fault } : { content: value };
}

/** The offset of a key (or value) in a document; for one that is missing, that of what should contain it. */
export function offsetOf(
  document: Document,
  path: readonly (string | number)[],
  part: 'value' | 'key' = 'key',
): number | undefined {
  if (path.length > 0 && !document.hasIn(path)) return offsetOf(document, path.slice(0, -1), part);
  const parent = document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    : undefined;
  const node = pair && part === 'key' ? pair.key : document.getIn(path, true);
  return (node as Node | undefined)?.range?.[0];
}
