import type { Attribute, ListRef, SpecifiedUser } from '../../seller/model.ts';
import type { LiveState } from '../../seller/plan.ts';
import { presetAttributes } from '../../seller/values.ts';
import { listKey } from '../plan/plan.ts';

export interface ContentOptions {
  /** Files that hold lists, by the list's key, as the document is to name them. A list without one is inline. */
  readonly files?: ReadonlyMap<string, string>;
}

/** Members of a mapping; `undefined` leaves one out. */
type Members = Readonly<Record<string, unknown>>;

/** What the document of a product says, as plain values; see {@link ContentOptions} for where its lists go. */
export function contentOf(state: LiveState, options: ContentOptions): Members {
  const { product_id, configuration } = state;
  const { version, credit, stock, purchase_limits, trial, attributes } = configuration;
  const own = attributes.filter(({ code }) => !(presetAttributes as readonly string[]).includes(code));
  return without({
    product: product_id,
    version,
    audience: audienceOf(state, options),
    credit: {
      ...credit,
      credit_line: choiceOf(credit.credit_line, { list: 'credit_line' }, state, options),
    },
    stock: filled(stock),
    purchase_limits,
    trial: filled(
      mapped(trial, ({ days, open_to }, sku_code) => ({
        days,
        open_to: choiceOf(open_to, { list: 'trial', sku_code }, state, options),
      })),
    ),
    attributes: own.length > 0 ? own.map(attributeOf) : undefined,
  });
}

function audienceOf(state: LiveState, options: ContentOptions): Members {
  const { type, associated, skus } = state.configuration.audience;
  return without({
    type,
    associated,
    users: usersOf({ list: 'audience' }, type === 'specified', state, options),
    skus: filled(
      mapped(skus, (own, sku_code) =>
        without({
          ...own,
          users: usersOf({ list: 'audience', sku_code }, own.type === 'specified', state, options),
        }),
      ),
    ),
  });
}

/** `specified` with its list, where that is known. */
function choiceOf(
  choice: string | undefined,
  ref: ListRef,
  state: LiveState,
  options: ContentOptions,
): unknown {
  if (choice !== 'specified') return choice;
  const users = usersOf(ref, true, state, options);
  return users === undefined ? choice : { users };
}

/** @param inForce a list that is empty is told then */
function usersOf(
  ref: ListRef,
  inForce: boolean,
  { configuration, lists }: LiveState,
  { files }: ContentOptions,
): unknown {
  const key = listKey(ref);
  const file = files?.get(key);
  if (file !== undefined) return { file };
  const users = lists?.get(key);
  if (users && users.size > 0) return [...users.values()].map(userOf);
  // Every list that has users is counted.
  const isEmpty = users !== undefined || !isCounted(ref, configuration.user_counts);
  return inForce && isEmpty ? [] : undefined;
}

function isCounted(ref: ListRef, counts: readonly (ListRef & { readonly count: number })[]): boolean {
  return counts.some((other) => listKey(other) === listKey(ref) && other.count > 0);
}

function userOf({ account_name, account_id }: SpecifiedUser): Members {
  return { name: account_name, id: account_id };
}

function attributeOf(attribute: Attribute): Members {
  const { code, type, name, description } = attribute;
  const own =
    attribute.type === 'enumeration'
      ? { values: attribute.values }
      : { min: attribute.min, max: attribute.max, step: attribute.step };
  return without({ code, type, name, description, ...own });
}

function without(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function filled<Record extends object>(record: Record): Record | undefined {
  return Object.keys(record).length > 0 ? record : undefined;
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  to: (value: Value, key: string) => unknown,
): Members {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
