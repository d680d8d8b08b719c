import { isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { withSuggestion } from '../../errors/koo-error.ts';
import { shown } from '../../seller/rules/rules.ts';
import { nearest } from '../../text/nearest.ts';
import { both, type Localized } from '../../text/translate.ts';
import {
  assertFewFaults,
  type DocumentFault,
  type DocumentRuleId,
  faultAt,
  maxFormFaults,
  unreadableDocument,
} from './faults.ts';
import {
  matchesShape,
  matchingShape,
  optionsOf,
  ruleOf,
  type Shape,
  wrongKind,
  wrongScalar,
} from './shape.ts';
import { keyOf, type Tree } from './tree.ts';

/** Nodes that are looked at, at the most; aliases can multiply them. */
const maxNodes = 1_000_000;

type Path = DocumentFault['path'];

const reservedKeys = ['__proto__', 'constructor', 'prototype'];

/** Marks what has a fault; it has no value. */
const invalid = Symbol('invalid');

interface Walk {
  readonly tree: Tree;
  readonly faults: DocumentFault[];
  remainingNodes: number;
}

/**
 * The values of a document by a schema, and all that is wrong with its form. A text may be written like a number: it
 * stays as it is written. Ranges and lengths of the schema are left to the rules. What has a fault is left out.
 *
 * @throws KooError (usage) when aliases expand to too many values, or the faults are too many
 */
export function readForm(
  tree: Tree,
  shape: Shape,
): { value: Readonly<Record<string, unknown>>; faults: DocumentFault[] } {
  const walk: Walk = { tree, faults: [], remainingNodes: maxNodes };
  const root = tree.resolve(tree.root);
  if (!isMap(root)) {
    throw unreadableDocument(
      'NOT_A_DOCUMENT',
      both('expected key: value pairs'),
      both('A document starts with product: and the product ID.'),
      tree.positionOf(tree.root),
    );
  }
  const members = readMembers(walk, shape.entries ?? {}, root, []);
  return { value: Object.fromEntries(members.filter(([, value]) => value !== invalid)), faults: walk.faults };
}

function report(
  { tree, faults }: Walk,
  path: Path,
  rule: DocumentRuleId,
  message: Localized,
  part?: 'key',
): typeof invalid {
  faults.push(faultAt(tree, path, rule, message, 'error', part));
  assertFewFaults(faults, maxFormFaults);
  return invalid;
}

function readNode(walk: Walk, shape: Shape, node: unknown, path: Path): unknown {
  walk.remainingNodes -= 1;
  if (walk.remainingNodes < 0) {
    const { root, positionOf } = walk.tree;
    const message = both('its aliases expand to too many values');
    throw unreadableDocument(
      'DOCUMENT_TOO_LARGE',
      message,
      both('Write it without aliases.'),
      positionOf(root),
    );
  }
  const value = walk.tree.resolve(node);
  const fitting = matchingShape(shape, value, walk.tree);
  const spaced = fitting?.entries && isMap(value) && spacedUser(fitting.entries, value, walk.tree);
  if (spaced) return report(walk, path, 'wrong-value', spaced);
  if (fitting?.entries && isMap(value)) return readObject(walk, fitting.entries, value, path);
  if (fitting?.value && isMap(value)) return readRecord(walk, fitting.value, value, path);
  if (fitting?.item && isSeq(value)) return readList(walk, fitting.item, value, path);
  if (fitting && isScalar(value)) return readScalar(walk, fitting, value, path);
  if (shape.type === 'variant' && isMap(value)) return readUntyped(walk, shape, value, path);
  if (isAlias(node) && !value)
    return report(walk, path, 'wrong-value', both('undefined alias *{name}', { name: shown(node.source) }));
  return report(walk, path, ruleOf(shape), wrongKind(shape, value));
}

/** `- name: id` with the words of a user is a mapping with one strange key. */
function spacedUser(entries: NonNullable<Shape['entries']>, map: YAMLMap, tree: Tree): Localized | undefined {
  const [pair, more] = map.items;
  const value = tree.resolve(pair?.value);
  if (!('name' in entries && 'id' in entries) || !pair || more || !isScalar(value)) return undefined;
  const key = keyOf(pair.key);
  if (nearest(key, Object.keys(entries))) return undefined;
  const user = shown(`${key}:${value.source ?? value.value}`);
  return both('write a user as {pair} without a space, or as { name: …, id: … }', { pair: user });
}

/** Nothing else can be said of what has no known `type`. */
function readUntyped(walk: Walk, shape: Shape, node: YAMLMap, path: Path): unknown {
  const types = optionsOf(shape).flatMap(({ entries }) => entries?.type ?? []);
  const rule = types[0] ? ruleOf(types[0]) : 'wrong-value';
  const options = types.map(({ literal }) => String(literal));
  const at = [...path, 'type'];
  const pair = node.items.find(({ key }) => keyOf(key) === 'type');
  if (!pair) return report(walk, at, rule, missingKey('type'));
  return readNode(walk, { type: 'picklist', options, pipe: types[0]?.pipe ?? [] }, pair.value, at);
}

function readObject(walk: Walk, entries: NonNullable<Shape['entries']>, map: YAMLMap, path: Path): unknown {
  const members = readMembers(walk, entries, map, path);
  const valid = members.filter(([, value]) => value !== invalid);
  // The rules check a section without its invalid members. A limit or a user without a member would mean something
  // else.
  return valid.length === members.length || path.length === 1 ? Object.fromEntries(valid) : invalid;
}

function readMembers(
  walk: Walk,
  entries: NonNullable<Shape['entries']>,
  map: YAMLMap,
  path: Path,
): (readonly [string, unknown])[] {
  const known = Object.keys(entries);
  const meant = new Set<string>();
  const members = readPairs(walk, map, path).map(([key, node]) => {
    const shape = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (shape) return [key, readNode(walk, shape, node, [...path, key])] as const;
    const near = nearest(key, known);
    if (near) meant.add(near);
    return [key, report(walk, [...path, key], 'unknown-key', unknownKey(key, near, known), 'key')] as const;
  });
  // A mistyped key is not missing, too.
  const present = new Set([...members.map(([key]) => key), ...meant]);
  const absent = Object.entries(entries).filter(
    ([key, { type }]) => type !== 'exact_optional' && !present.has(key),
  );
  return [
    ...members,
    ...absent.map(
      ([key, shape]) => [key, report(walk, [...path, key], missingRuleOf(shape), missingKey(key))] as const,
    ),
  ];
}

function unknownKey(name: string, meant: string | undefined, known: readonly string[]): Localized {
  const key = shown(name);
  return meant
    ? withSuggestion(both('unknown key "{key}"', { key }), meant)
    : both('unknown key "{key}"; allowed: {allowed}', { key, allowed: known });
}

function missingKey(key: string): Localized {
  return both('the key "{key}" is missing', { key });
}

function missingRuleOf(shape: Shape): DocumentRuleId {
  const rule = ruleOf(shape);
  return rule === 'wrong-value' ? 'missing-key' : rule;
}

function readRecord(walk: Walk, shape: Shape, map: YAMLMap, path: Path): unknown {
  const members = readPairs(walk, map, path).map(([key, node]) => {
    const inner = [...path, key];
    // Names of the language's own, which the schema library passes over.
    const value = reservedKeys.includes(key)
      ? report(walk, inner, 'unknown-key', both('"{key}" cannot be a key', { key: shown(key) }), 'key')
      : readNode(walk, shape, node, inner);
    return [key, value] as const;
  });
  return Object.fromEntries(members.filter(([, value]) => value !== invalid));
}

/** Each key once; a duplicate key is a fault. */
function readPairs(walk: Walk, map: YAMLMap, path: Path): (readonly [string, unknown])[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key, value }) => {
    const name = keyOf(key);
    if (!seen.has(name)) {
      seen.add(name);
      return [[name, value] as const];
    }
    const at = [...path, name];
    const place = walk.tree.positionOf(walk.tree.resolve(key) ?? map);
    const { line } = walk.tree.locate(at, 'key');
    const message = both('duplicate key "{name}", first on line {line}', { name, line });
    walk.faults.push({ ...faultAt(walk.tree, at, 'duplicate-key', message), ...place });
    return [];
  });
}

function readList(walk: Walk, shape: Shape, list: YAMLSeq, path: Path): unknown {
  const items = list.items.map((node, index) => readNode(walk, shape, node, [...path, index]));
  return items.includes(invalid) ? invalid : items;
}

function readScalar(walk: Walk, shape: Shape, scalar: Scalar, path: Path): unknown {
  const { value } = scalar;
  if (matchesShape(shape, value)) return value;
  // An id of digits alone, a version: as it is written, not as the number it would make.
  const written = scalar.type === 'PLAIN' && value !== null ? scalar.source : undefined;
  if (written !== undefined && written !== value && matchesShape(shape, written)) return written;
  return report(walk, path, ruleOf(shape), wrongScalar(shape, value, scalar.type === 'PLAIN'));
}
