import {
  isCollection,
  isMap,
  isScalar,
  type Node,
  parseDocument,
  Scalar,
  stringify,
  type YAMLMap,
} from 'yaml';
import { keyOf } from './tree.ts';

/** A new value for a place in a document; without one, what is there is taken away. */
export interface DocumentEdit {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

const parsing = {
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  stringKeys: true,
  uniqueKeys: false,
} as const;

/**
 * Writes values into a document and leaves the rest of the text as it is: comments, order, quotes, line ends. Where a
 * value is a single word before and after, nothing else is touched; where lists or mappings come or go, the YAML around
 * them may be laid out anew, with its comments.
 *
 * @param text of a document that can be read
 */
export function mergeIntoDocument(text: string, edits: readonly DocumentEdit[]): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return mark + edits.reduce(mergeOne, text.slice(mark.length));
}

function mergeOne(text: string, edit: DocumentEdit): string {
  return (
    spliceScalar(text, edit) ??
    mergeIntoJson(text, edit) ??
    insertMember(text, edit) ??
    layOutAnew(text, edit)
  );
}

/** Puts one word in the place of another. */
function spliceScalar(text: string, { path, value }: DocumentEdit): string | undefined {
  if (typeof value === 'object' || value === undefined) return undefined;
  const node = parseDocument(text, parsing).getIn(path, true);
  if (!isScalar(node) || !node.range || !isWord(node.type)) return undefined;
  const [start, end] = node.range;
  // An empty value has no place of its own, and a text over several lines has marks of its own.
  if (start === end || /[\r\n]/.test(text.slice(start, end))) return undefined;
  return text.slice(0, start) + written(value, node.type) + text.slice(end);
}

function isWord(type: Scalar['type']): boolean {
  return type === Scalar.PLAIN || type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
}

/** A value in YAML, in quotes where the old one had them; as it may stand in braces, too. */
function written(value: unknown, type: Scalar['type']): string {
  const scalar = new Scalar(value);
  scalar.type = typeof value === 'string' ? (type ?? Scalar.PLAIN) : Scalar.PLAIN;
  const list = stringify([scalar], {
    ...parsing,
    collectionStyle: 'flow',
    lineWidth: 0,
    flowCollectionPadding: false,
  });
  return list.trim().slice(1, -1);
}

/** Adds a member of one word at the top: the version behind the product, anything else at the end. */
function insertMember(text: string, { path, value }: DocumentEdit): string | undefined {
  const [key, deeper] = path;
  if (typeof value === 'object' || value === undefined || key === undefined || deeper !== undefined)
    return undefined;
  const root = parseDocument(text, parsing).contents;
  if (!isMap(root) || root.flow || root.items.some((pair) => keyOf(pair.key) === String(key)))
    return undefined;
  const before = root.items.find((pair) => keyOf(pair.key) === 'product');
  const end = key === 'version' ? endOfMember(before?.value) : undefined;
  if (end === undefined) return undefined;
  const [line = ''] = /^[^\n]*\n?/.exec(text.slice(end)) ?? [];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const at = end + line.length;
  const indent = indentOf(text, root);
  const member = `${indent}${written(key, Scalar.PLAIN)}: ${written(value, Scalar.QUOTE_DOUBLE)}${newline}`;
  return text.slice(0, at) + (line.endsWith('\n') ? '' : newline) + member + text.slice(at);
}

function endOfMember(value: unknown): number | undefined {
  return isScalar(value) && isWord(value.type) ? value.range?.[1] : undefined;
}

function indentOf(text: string, map: YAMLMap): string {
  const start = (map.items[0]?.key as Node | undefined)?.range?.[0] ?? 0;
  return /[ ]*$/.exec(text.slice(0, start))?.[0] ?? '';
}

function layOutAnew(text: string, { path, value }: DocumentEdit): string {
  const document = parseDocument(text, parsing);
  if (value === undefined) document.deleteIn(path);
  else {
    const old = document.getIn(path, true);
    const node = document.createNode(value, { aliasDuplicateObjects: false });
    if (isCollection(node) && isCollection(old)) node.flow = old.flow ?? false;
    if (isCollection(old) || isScalar(old)) Object.assign(node, commentsOf(old));
    document.setIn(path, node);
  }
  return withLineEnds(document.toString({ lineWidth: 0 }), text);
}

function commentsOf({ comment, commentBefore, spaceBefore }: Node): Partial<Node> {
  return {
    ...(comment && { comment }),
    ...(commentBefore && { commentBefore }),
    ...(spaceBefore && { spaceBefore }),
  };
}

/** JSON stays JSON; `undefined` for what is none. */
function mergeIntoJson(text: string, { path, value }: DocumentEdit): string | undefined {
  if (!text.trimStart().startsWith('{') || !isJson(text)) return undefined;
  const document = parseDocument(text, parsing);
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  const [, indent] = /\n([ \t]+)"/.exec(text) ?? [];
  const end = /\s*$/.exec(text)?.[0] ?? '';
  return withLineEnds(JSON.stringify(document.toJS(), null, indent), text) + end;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function withLineEnds(laidOut: string, text: string): string {
  return text.includes('\r\n') ? laidOut.replaceAll('\n', '\r\n') : laidOut;
}
