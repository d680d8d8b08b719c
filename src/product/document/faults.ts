import { KooError } from '../../errors/koo-error.ts';
import { type RuleId, rules } from '../../seller/rules/rules.ts';
import { both, type Localized } from '../../text/translate.ts';

const schemaSource = 'schema/product.schema.json';
const contractSource = 'docs/api/seller-config.openapi.yaml';
const yamlSource = 'https://yaml.org/spec/1.2.2/';

/** Rules of a document's form, beside those of the seller configuration. */
const formSources = {
  'duplicate-key': yamlSource,
  'missing-key': schemaSource,
  'product-unknown': contractSource,
  'unknown-key': schemaSource,
  'users-file': schemaSource,
  'wrong-value': schemaSource,
} as const;

export type DocumentRuleId = RuleId | keyof typeof formSources;

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** A fault of a document, or of a users file that it names. */
export interface DocumentFault extends Position {
  /** The file of users, as the document names it; absent for the document itself. */
  readonly file?: string;
  /** Keys from the top of the document. */
  readonly path: readonly (string | number)[];
  readonly rule: DocumentRuleId;
  readonly severity: 'error' | 'warning';
  readonly message: Localized;
  /** URL of the page that states the rule, or a file of the package. */
  readonly source: string;
}

/** Orders faults as a reader meets them: those of the document first. */
export function comparePositions(a: DocumentFault, b: DocumentFault): number {
  const [one = '', other = ''] = [a.file, b.file];
  if (one !== other) return one < other ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** Finds positions in a document. */
export interface Locator {
  /** Returns the position of the value of a path, or of the nearest above it; with `key`, of its key. */
  locate(path: DocumentFault['path'], part?: 'key' | 'value'): Position;
}

export function faultAt(
  places: Locator,
  path: DocumentFault['path'],
  rule: DocumentRuleId,
  message: Localized,
  severity: DocumentFault['severity'] = 'error',
  part?: 'key',
): DocumentFault {
  return { ...places.locate(path, part), path, rule, severity, message, source: sourceOf(rule) };
}

/** Most faults of a document's form, each of which takes some kilobytes. */
export const maxFormFaults = 10_000;
/** The same of rules: a warning for each of the users that a document can have. */
export const maxRuleFaults = 50_000;

/**
 * Asserts that the faults are not too many.
 *
 * @throws KooError (usage, `NOT_A_DOCUMENT`) at the first one beyond the limit
 */
export function assertFewFaults(faults: readonly Position[], most: number): void {
  const beyond = faults[most];
  if (!beyond) return;
  throw unreadableDocument(
    'NOT_A_DOCUMENT',
    both('the document has more than {count} faults', { count: most }),
    both('Check that it is the right file.'),
    beyond,
  );
}

export function sourceOf(rule: DocumentRuleId): string {
  return rule in formSources ? formSources[rule as keyof typeof formSources] : rules[rule as RuleId].source;
}

/**
 * The error for a text that cannot be read as a document. The caller prefixes the name of the file.
 *
 * @param place where it stops being one
 */
export function unreadableDocument(
  code: 'NOT_YAML' | 'DOCUMENT_TOO_LARGE' | 'NOT_A_DOCUMENT',
  text: Localized,
  hint: Localized,
  { line, column }: Position,
): KooError {
  const at = `${line}:${column}`;
  const message = both('{at}: {text}', { at, text });
  return new KooError({ category: 'usage', code, message, hint, details: { line, column } });
}
