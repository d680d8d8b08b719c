import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  visit,
  type YAMLMap,
} from 'yaml';
import type { KooError } from '../../errors/koo-error.ts';
import { withoutStacks } from '../../text/stacks.ts';
import { both, type Localized } from '../../text/translate.ts';
import { findExcess, tooDeep, yaml12 } from '../../text/yaml.ts';
import { type Locator, type Position, unreadableDocument } from './faults.ts';

/** Characters of a document at the most: some 50 000 users inline. */
const maxDocumentLength = 4 * 1024 * 1024;

/** How a document is read. Duplicate keys are found with the rest of the form. */
export const documentOptions = { ...yaml12, stringKeys: true } as const;

/** A parsed text that knows where everything stands. */
export interface Tree extends Locator {
  readonly root: Node;
  /** Resolves an alias; any other node is itself. */
  resolve(node: unknown): Node | undefined;
  positionOf(node: Node): Position;
  /** Text of a line, from 1. */
  line(number: number): string;
}

/**
 * Reads YAML 1.2 or JSON, one document: keys are texts, `on` and `yes` are words, nothing is merged or made up by tags.
 *
 * @throws KooError (usage)
 */
export function readTree(text: string): Tree {
  const source = text.replace(/^\uFEFF/, '');
  if (source.length > maxDocumentLength) {
    const megabytes = maxDocumentLength / 1024 / 1024;
    throw tooLarge(both('larger than {megabytes} MB', { megabytes }), { line: 1, column: 1 });
  }
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const excess = findExcess(source, lines);
  if (excess?.kind === 'count') throw tooLarge(excess.message, at(excess.offset));
  if (excess) throw notYaml('RangeError', '', at(excess.offset));
  const root = parse(source, lines, at);
  const targets = resolveAliases(root);
  const pairOf = pairFinder();
  const resolve = (node: unknown) => (isAlias(node) ? targets.get(node) : isNode(node) ? node : undefined);
  const texts = source.split(/\r\n|\n/);
  const positionOf = (node: Node) => at(node.range?.[0] ?? 0);
  return {
    root,
    resolve,
    positionOf,
    locate: (path, part = 'value') => positionOf(findNode(root, path, part, resolve, pairOf)),
    line: (number) => texts[number - 1] ?? '',
  };
}

function parse(source: string, lineCounter: LineCounter, at: (offset: number) => Position): Node {
  const documents = parseDocuments(source, lineCounter);
  for (const document of documents) {
    const [broken] = [...document.errors, ...document.warnings];
    if (broken) throw notYaml(broken.code, broken.message, at(broken.pos[0]));
  }
  const [document, second] = documents;
  if (second) {
    const message = both('a second document starts here');
    throw unreadableDocument('NOT_A_DOCUMENT', message, oneDocument, at(second.range[0]));
  }
  const root = document?.contents;
  if (!root || (isScalar(root) && root.value === null)) {
    const start = { line: 1, column: 1 };
    throw unreadableDocument('NOT_A_DOCUMENT', both('the document is empty'), writeOne, start);
  }
  return root;
}

function parseDocuments(source: string, lineCounter: LineCounter): Document.Parsed[] {
  try {
    return withoutStacks(() => {
      const tokens = new Parser(lineCounter.addNewLine).parse(source);
      const documents: Document.Parsed[] = [];
      for (const document of new Composer(documentOptions).compose(tokens)) {
        documents.push(document);
        // A second one is refused, whatever follows.
        if (documents.length === 2) break;
      }
      return documents;
    });
  } catch (error) {
    // Nesting ends the stack; everything else that the library cannot take it throws as an Error, too.
    if (error instanceof Error) throw notYaml(error.name, error.message, { line: 1, column: 1 });
    throw error;
  }
}

/** The library looks at all nodes for each alias; this looks at them once. */
function resolveAliases(root: Node): ReadonlyMap<Node, Node> {
  const targets = new Map<Node, Node>();
  const anchors = new Map<string, Node>();
  visit(root, {
    Node(_, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target) targets.set(node, target);
      } else if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/** A value of one word is pointed at itself, anything longer at its key. */
function findNode(
  root: Node,
  path: readonly (string | number)[],
  part: 'key' | 'value',
  resolve: Tree['resolve'],
  pairOf: ReturnType<typeof pairFinder>,
): Node {
  let spot = root;
  let parent = resolve(root);
  for (const [depth, name] of path.entries()) {
    const pair = isMap(parent) ? pairOf(parent, String(name)) : undefined;
    const key = isNode(pair?.key) ? pair.key : undefined;
    const value = isSeq(parent) ? parent.items[Number(name)] : pair?.value;
    if (!key && !isNode(value)) return spot;
    const isLast = depth === path.length - 1;
    parent = resolve(value);
    const short =
      (isAlias(value) || (isScalar(parent) && parent.value !== null)) && !(part === 'key' && isLast);
    spot = (key && !short ? key : isNode(value) ? value : key) ?? spot;
  }
  return spot;
}

/** Finds the first pair of a key; a long mapping is looked through once. */
function pairFinder(): (map: YAMLMap, key: string) => Pair | undefined {
  const known = new WeakMap<YAMLMap, Map<string, Pair>>();
  return (map, key) => {
    const pairs =
      known.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair.key), pair] as const).reverse());
    known.set(map, pairs);
    return pairs.get(key);
  };
}

export function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value ?? '') : '';
}

const oneDocument: Localized = both(
  'A file holds the configuration of one product; see schema/product.schema.json in the package.',
);

const writeOne: Localized = both('Write one with `koo product get ID -o yaml`.');

function notYaml(code: string, message: string, place: Position): KooError {
  // The library's sentence, without what it quotes of the text.
  const [words = code] = message.split(/[:\n"]/);
  const plain = plainReasons[code];
  const reason = plain ?? words.trim();
  const text = both('invalid YAML: {reason}', { reason });
  return unreadableDocument(
    'NOT_YAML',
    // The library has only English reasons.
    plain ? text : { en: text.en, zh: both('invalid YAML').zh },
    both('Fix the line; indent with spaces.'),
    place,
  );
}

/** Plain wording for the terse reasons of the library. */
const plainReasons: Readonly<Record<string, Localized>> = {
  NON_STRING_KEY: both('the key before a colon must be text; check for an extra colon or quote'),
  RESOURCE_EXHAUSTION: tooDeep,
  RangeError: tooDeep,
};

export const moveLists = both('Move long lists of users to a separate file: users: { file: buyers.csv }.');

function tooLarge(message: Localized, place: Position): KooError {
  return unreadableDocument('DOCUMENT_TOO_LARGE', message, moveLists, place);
}
