import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { withSuggestion } from '../../errors/koo-error.ts';
import { type RuleId, shown } from '../../seller/rules/rules.ts';
import { nearest } from '../../text/nearest.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import type { DocumentRuleId } from './faults.ts';
import { keyOf, type Tree } from './tree.ts';

/** The members of a valibot schema that the reader uses. */
export interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly wrapped?: Shape;
  readonly item?: Shape;
  readonly value?: Shape;
  readonly options?: readonly (Shape | string)[];
  readonly literal?: unknown;
  readonly pipe?: readonly unknown[];
}

/** Returns the form that a value seems to have. */
export function matchingShape(shape: Shape, node: Node | undefined, tree: Tree): Shape | undefined {
  if (shape.wrapped) return matchingShape(shape.wrapped, node, tree);
  if (shape.type === 'variant') return isMap(node) ? variantOf(shape, node, tree) : undefined;
  if (shape.type === 'union') {
    return optionsOf(shape)
      .map((option) => matchingShape(option, node, tree))
      .find((option) => option !== undefined);
  }
  const wanted = shape.entries || shape.value ? isMap(node) : shape.item ? isSeq(node) : isScalar(node);
  return wanted ? shape : undefined;
}

/** The schemas that a value may be of. */
export function optionsOf({ options = [] }: Shape): readonly Shape[] {
  return options.filter((option) => typeof option === 'object');
}

/** The variant that `type` names. */
function variantOf(shape: Shape, node: YAMLMap, tree: Tree): Shape | undefined {
  const pair = node.items.find(({ key }) => keyOf(key) === 'type');
  const type = tree.resolve(pair?.value);
  return optionsOf(shape).find(({ entries }) => isScalar(type) && entries?.type?.literal === type.value);
}

/** Whether a scalar is one of a shape. */
export function matchesShape({ type, options, literal }: Shape, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string' && value !== '';
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'literal') return value === literal;
  if (type === 'picklist') return options?.some((option) => option === value) ?? false;
  return false;
}

/** The rule that a value of another form breaks: the schema's own, or that of the form. */
export function ruleOf(shape: Shape): DocumentRuleId {
  const inner = shape.wrapped ?? shape;
  const noted = inner.pipe?.find((step) => isRuleMetadata(step));
  if (noted) return noted.metadata.rule;
  const [option] = inner.type === 'union' ? optionsOf(inner) : [];
  return option ? ruleOf(option) : 'wrong-value';
}

function isRuleMetadata(step: unknown): step is { readonly metadata: { readonly rule: RuleId } } {
  return typeof step === 'object' && step !== null && 'type' in step && step.type === 'metadata';
}

export function wrongKind(shape: Shape, node: Node | undefined): Localized {
  if (node === undefined || (isScalar(node) && node.value === null)) return isEmpty;
  const found = isMap(node) ? mapping : isSeq(node) ? list : scalar;
  return both('expected {expected}, not {found}', { expected: kindOf(shape), found });
}

/** Reports a scalar of another value than is expected, with a suggestion. */
export function wrongScalar(shape: Shape, value: unknown, plain: boolean): Localized {
  if (value === null || value === '') return isEmpty;
  const message = both('expected {expected}, not "{found}"', {
    expected: kindOf(shape),
    found: shown(value),
  });
  const meant = meantOption(shape, value);
  if (meant) return withSuggestion(message, meant);
  const hint = hintFor(shape, value, plain);
  return hint ? both('{message}; {hint}', { message, hint }) : message;
}

const isEmpty: Localized = both('no value; add one, or remove the key');
const mapping: Localized = both('key: value pairs');
const list: Localized = both('a list');
const scalar: Localized = both('a single value');

function kindOf(shape: Shape): Localized {
  if (shape.wrapped) return kindOf(shape.wrapped);
  const options = shape.options ?? [];
  if (shape.type === 'string') return both('text');
  if (shape.type === 'number') return both('a number');
  if (shape.type === 'boolean') return both('true or false');
  if (shape.type === 'literal') return verbatim(String(shape.literal));
  if (shape.type === 'picklist') return both('{options, or}', { options: options.map(String) });
  if (shape.type === 'array') return list;
  if (shape.type === 'union') return both('{options, or}', { options: optionsOf(shape).map(kindOf) });
  return mapping;
}

/** The option that was probably meant. YAML 1.1 reads on, yes, off and no as booleans; YAML 1.2 reads them as strings. */
function meantOption(shape: Shape, value: unknown): string | undefined {
  const meaning = booleanMeaning(value);
  if (shape.type === 'boolean' && meaning !== undefined) return String(meaning);
  if (shape.type !== 'picklist') return undefined;
  const options = (shape.options ?? []).filter((option) => typeof option === 'string');
  return (
    options.find((option) => meaning !== undefined && booleanMeaning(option) === meaning) ??
    nearest(String(value), options)
  );
}

/** Returns the remedy for a value that is not a mistyped option. */
function hintFor(shape: Shape, value: unknown, plain: boolean): Localized | undefined {
  if (shape.type === 'literal' && booleanMeaning(value) === false) return both('remove the key');
  const unquoted =
    !plain && typeof value === 'string' && ['number', 'boolean', 'literal'].includes(shape.type);
  return unquoted ? both('remove the quotes') : undefined;
}

function booleanMeaning(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase();
  if (['true', 'on', 'yes', 'y'].includes(text)) return true;
  return ['false', 'off', 'no', 'n'].includes(text) ? false : undefined;
}
