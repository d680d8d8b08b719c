import { protocols } from '../protocols/index.ts';
import type { Field, ProtocolId, Sale } from '../protocols/model.ts';
import { isMandatory } from '../protocols/validate.ts';

/** The rules of a parameter, as the starters read them from `activities.json`. */
export interface ParameterRules {
  readonly type: Field['type'];
  /** Whether every call has it. */
  readonly required?: true;
  /** Maximum length in UTF-16 code units. */
  readonly maxLength?: number;
  readonly values?: readonly string[];
  /** Maximum number of elements of a list, or of a comma-separated text. */
  readonly maxItems?: number;
  /** Whether a list is JSON text, or may be. */
  readonly json?: true;
  /** Fields of an object, or of each object of a list. */
  readonly fields?: Readonly<Record<string, ParameterRules>>;
}

/** Parameters by name, by activity, by protocol. */
export type ActivityRules = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, ParameterRules>>>>>
>;

/** Returns the rules of the activities that these protocols have for a product of this sale mode. */
export function activityRules(ids: readonly ProtocolId[], sale: Sale): ActivityRules {
  const chosen = protocols.filter(({ id }) => ids.includes(id));
  return Object.fromEntries(
    chosen.map(({ id, activities }) => {
      const needed = activities.filter(({ need }) => need[sale] !== 'none');
      return [id, Object.fromEntries(needed.map(({ name, request }) => [name, parameterRules(request)]))];
    }),
  );
}

function parameterRules(fields: readonly Field[]): Readonly<Record<string, ParameterRules>> {
  return Object.fromEntries(fields.map((field) => [field.name, rulesOf(field)]));
}

function rulesOf(field: Field): ParameterRules {
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
    ...(fields && { fields: parameterRules(fields) }),
  };
}
