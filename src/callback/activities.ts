import type { Activity, Field, Need, Protocol, Sale } from './protocols/model.ts';

/** A field as `koo callback activities` tells it: the declaration without its sample. */
export interface FieldInfo extends Omit<Field, 'sample' | 'fields'> {
  readonly fields?: readonly FieldInfo[];
}

/** An activity as `koo callback activities` tells it. */
export interface ActivityInfo extends Omit<Activity, 'request' | 'reply'> {
  readonly method: Protocol['method'];
  readonly need: Readonly<Record<Sale, Need>>;
  readonly request: readonly FieldInfo[];
  readonly reply: readonly FieldInfo[];
}

/** The activities of the given protocols, in the protocols' order; only those of a name, if one is given. */
export function describeActivities(protocols: readonly Protocol[], name?: string): readonly ActivityInfo[] {
  return protocols.flatMap(({ method, activities }) =>
    activities
      .filter((activity) => name === undefined || activity.name === name)
      .map((activity) => ({
        ...activity,
        method,
        request: activity.request.map(describeField),
        reply: activity.reply.map(describeField),
      })),
  );
}

function describeField({ sample, fields, ...field }: Field): FieldInfo {
  return { ...field, ...(fields && { fields: fields.map(describeField) }) };
}
