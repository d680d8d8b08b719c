import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Localized } from './localized.ts';
import { both } from './translate.ts';

/** A text as YAML: what it holds, or why it cannot be read. */
export type YamlText = { readonly lines: LineCounter } & (
  | { readonly document: Document; readonly content: unknown; readonly fault?: never }
  | { readonly fault: YamlFault }
);

interface YamlFault {
  /** Where in the text. */
  readonly offset: number;
  readonly message: Localized;
}

/**
 * Reads a YAML or JSON document whose keys are plain. It quotes nothing of the text, which may hold secrets, and
 * refuses aliases that multiply the text.
 */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken) {
    const message = both('invalid YAML ({code})', { code: broken.code });
    return { lines, fault: { offset: broken.pos[0], message } };
  }
  // The library would quote such a key in a warning.
  const key = findNonScalarKey(document);
  if (key) return { lines, fault: { offset: key.range?.[0] ?? 0, message: both('a key must be a string') } };
  try {
    const content: unknown = document.toJS() ?? {};
    // Throws a TypeError for an alias that stands for a part of itself.
    JSON.stringify(content);
    return { lines, document, content };
  } catch (error) {
    if (!(error instanceof ReferenceError || error instanceof TypeError)) throw error;
    const isTooMuch = error.message.startsWith('Excessive');
    const message = isTooMuch ? both('too many aliases') : both('an alias cannot be resolved');
    return { lines, fault: { offset: findBrokenAlias(document)?.range?.[0] ?? 0, message } };
  }
}

/** Finds the first alias of nothing, or of a part that it stands in; else the first one. */
function findBrokenAlias(document: Document): Node | undefined {
  const complete = new Set<string>();
  let first: Node | undefined;
  let broken: Node | undefined;
  const open: { readonly anchor: string; readonly end: number }[] = [];
  visit(document, {
    Node(_, node) {
      const start = node.range?.[0] ?? 0;
      while ((open.at(-1)?.end ?? Number.POSITIVE_INFINITY) <= start) complete.add(open.pop()?.anchor ?? '');
      if (!isAlias(node)) {
        if (node.anchor !== undefined) open.push({ anchor: node.anchor, end: node.range?.[1] ?? start });
        return undefined;
      }
      first ??= node;
      if (complete.has(node.source) && !open.some(({ anchor }) => anchor === node.source)) return undefined;
      broken = node;
      return visit.BREAK;
    },
  });
  return broken ?? first;
}

/** Finds the first key that is a collection or an alias. */
function findNonScalarKey(document: Document): Node | undefined {
  let found: Node | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (key === null || isScalar(key)) return undefined;
      found = key as Node;
      return visit.BREAK;
    },
  });
  return found;
}
