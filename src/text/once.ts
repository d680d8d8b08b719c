/** Computes a value once for each input object, as long as the object lives. */
export function oncePerInput<Input extends object, Value>(
  compute: (input: Input) => Value,
): (input: Input) => Value {
  const known = new WeakMap<Input, { readonly value: Value }>();
  return (input) => {
    const found = known.get(input) ?? { value: compute(input) };
    known.set(input, found);
    return found.value;
  };
}
