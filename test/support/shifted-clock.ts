/** A clock that is wrong by some milliseconds. Preloaded into a process, by as many as `TEST_CLOCK_SHIFT` says. */
export function shiftedDate(shift: number): DateConstructor {
  const Right = Date;
  return class extends Right {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [Right.now() + shift] : given) as []));
    }
    static override now = () => Right.now() + shift;
  } as DateConstructor;
}

const shift = Number(process.env.TEST_CLOCK_SHIFT ?? 0);
if (shift !== 0) globalThis.Date = shiftedDate(shift);
