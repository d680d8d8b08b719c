import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { RuleId } from '../../seller/rules/rules.ts';
import type { DocumentRuleId } from './faults.ts';
import { keyOf, type Tree } from './tree.ts';

/** What the reader uses of a valibot schema. */
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

/** Of the forms that a value may have, the one that it seems to have. */
export function fittingShape(shape: Shape, node: Node | undefined, tree: Tree): Shape | undefined {
  if (shape.wrapped) return fittingShape(shape.wrapped, node, tree);
  if (shape.type === 'variant') return isMap(node) ? variantOf(shape, node, tree) : undefined;
  if (shape.type === 'union') {
    return optionsOf(shape)
      .map((option) => fittingShape(option, node, tree))
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
export function fits({ type, options, literal }: Shape, value: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string' && value !== '';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'literal':
      return value === literal;
    case 'picklist':
      return options?.some((option) => option === value) ?? false;
    default:
      return false;
  }
}

/** The rule that a value of another form breaks: the schema's own, or that of the form. */
export function ruleOf(shape: Shape): DocumentRuleId {
  const inner = shape.wrapped ?? shape;
  const noted = inner.pipe?.find((step) => isNote(step));
  if (noted) return noted.metadata.rule;
  const [option] = inner.type === 'union' ? optionsOf(inner) : [];
  return option ? ruleOf(option) : 'wrong-value';
}

function isNote(step: unknown): step is { readonly metadata: { readonly rule: RuleId } } {
  return typeof step === 'object' && step !== null && 'type' in step && step.type === 'metadata';
}
