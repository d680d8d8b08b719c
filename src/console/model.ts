import type { Child } from 'hono/jsx';
import type { ErrorFacts } from '../errors/koo-error.ts';
import type { Localized } from '../text/localized.ts';

/** A request for a page. */
export interface Call {
  /** Below the console, such as `/instances/3`. */
  readonly path: string;
  /** Of the path of the page: `key` in `/instances/:key`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The fields of a form that was refused, whose page is shown again with them. */
  readonly form?: URLSearchParams;
  /** The section of the page that has the form. */
  readonly section?: string;
}

/** A form that was sent. */
export interface FormCall extends Call {
  readonly form: URLSearchParams;
}

/** What a page shows in its main part, in the language of the request. */
export interface View {
  readonly title: string;
  readonly body: Child;
  /** HTTP status; default 200. */
  readonly status?: 404;
}

/** What a form came to, in words. */
export interface Told {
  readonly said: Localized;
  /** Default `good`. */
  readonly tone?: Tone;
}

/** What a form came to; without words, its page tells it. */
export interface Done extends Partial<Told> {
  /** The page to show next, below the console; default the page of the form. */
  readonly to?: string;
}

export type Tone = 'good' | 'warn' | 'bad' | 'idle';

/** A page of the console. */
export interface Page {
  /** `/`, `/instances/:key` */
  readonly path: string;
  /** Its name in the navigation; without it, it is reached from other pages only. */
  readonly nav?: Localized;
  /** @throws KooError, which is shown instead */
  readonly show: (call: Call) => View | Promise<View>;
  /**
   * Does what a form of the page asks for.
   *
   * @returns what it came to, which the next page says; or what is shown at once and not kept
   * @throws KooError, which is shown on the page of the form, with the fields as they were sent
   */
  readonly act?: (call: FormCall) => Promise<Done | View>;
}

/** What the page that is rendered belongs to. */
export interface Frame {
  readonly call: Call;
  /** Another one whenever a page is rendered: a form that is sent again is known by it. */
  readonly id: string;
  /** Proves that a form is the console's own. */
  readonly formToken: string;
  /** Of the state, before the page was made. */
  readonly version: number;
  /** Why a form was refused. */
  readonly error?: ErrorFacts;
  /** What a form came to, once. */
  readonly done?: Told;
}
