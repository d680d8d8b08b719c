import { protocols } from '../protocols/index.ts';
import type { Field, ProtocolId, Sale } from '../protocols/model.ts';
import { isMandatory } from '../protocols/validate.ts';

/** The rules of a parameter, as the starters read them from `activities.json`. */
export interface ParameterRules {
  readonly type: Field['type'];
  /** Every call has it. */
  readonly required?: true;
  /** In UTF-16 code units. */
  readonly maxLength?: number;
  readonly values?: readonly string[];
  /** Of a list, or of a comma-separated text. */
  readonly maxItems?: number;
  /** A list may be, or is, JSON text. */
  readonly json?: true;
  /** Of an object, or of each object of a list. */
  readonly fields?: Readonly<Record<string, ParameterRules>>;
}

/** Parameters by name, by activity, by protocol. */
export type ActivityRules = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, ParameterRules>>>>>
>;

/** The activities of these protocols that a product of this sale mode can get, and the rules of their parameters. */
export function activityRules(ids: readonly ProtocolId[], sale: Sale): ActivityRules {
  const chosen = protocols.filter(({ id }) => ids.includes(id));
  return Object.fromEntries(
    chosen.map(({ id, activities }) => [
      id,
      Object.fromEntries(
        activities
          .filter(({ need }) => need[sale] !== 'none')
          .map(({ name, request }) => [name, rulesOf(request)]),
      ),
    ]),
  );
}

function rulesOf(fields: readonly Field[]): Readonly<Record<string, ParameterRules>> {
  return Object.fromEntries(fields.map((field) => [field.name, ruleOf(field)]));
}

function ruleOf(field: Field): ParameterRules {
  const { type, maxLength, values, maxItems, format, forms, fields } = field;
  const isJson = format === 'json-text' || forms?.includes('json-text') === true;
  return {
    type: format === 'json-text' ? 'list' : type,
    ...(isMandatory(field) && { required: true }),
    // The format of an ID list limits the length of each ID.
    ...(maxLength !== undefined && format !== 'id-list' && { maxLength }),
    ...(values && { values }),
    ...(maxItems !== undefined && { maxItems }),
    ...(isJson && { json: true }),
    ...(fields && { fields: rulesOf(fields) }),
  };
}
