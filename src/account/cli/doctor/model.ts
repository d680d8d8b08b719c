import type { Localized } from '../../../text/localized.ts';

type Status = 'pass' | 'warn' | 'fail' | 'skip';

/** The result of one check. */
export interface Finding {
  /** `node`, `terminal`, `config`, `secret-store`, `proxy`, `dns`, `tls`, `clock`, `credentials`. */
  readonly id: string;
  readonly status: Status;
  readonly detail: Localized;
  /** What to do about it. */
  readonly hint?: Localized;
}

export function pass(id: string, detail: Localized): Finding {
  return { id, status: 'pass', detail };
}

export function warn(id: string, detail: Localized, hint: Localized): Finding {
  return { id, status: 'warn', detail, hint };
}

export function fail(id: string, detail: Localized, hint: Localized): Finding {
  return { id, status: 'fail', detail, hint };
}

export function skip(id: string, detail: Localized): Finding {
  return { id, status: 'skip', detail };
}
