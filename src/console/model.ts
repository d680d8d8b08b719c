import type { Child } from 'hono/jsx';
import type { ErrorFacts } from '../errors/koo-error.ts';
import type { Localized } from '../text/localized.ts';

export interface Call {
  /** Below the console, such as `/instances/3`. */
  readonly path: string;
  /** Parameters of the path of the page: `key` in `/instances/:key`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The fields of a form that was refused, whose page is shown again with them. */
  readonly form?: URLSearchParams;
  /** The section of the page that has the form. */
  readonly section?: string;
}

export interface FormCall extends Call {
  readonly form: URLSearchParams;
}

/** The main part of a page, in the language of the request. */
export interface View {
  readonly title: string;
  readonly body: Child;
  /** HTTP status; default 200. */
  readonly status?: 404;
}

/** A sentence about the result of a form. */
export interface Message {
  readonly said: Localized;
  /** Default `good`. */
  readonly tone?: Tone;
}

/** The result of a form; without a message, its page shows it. */
export interface Done extends Partial<Message> {
  /** The page to show next, below the console; default the page of the form. */
  readonly to?: string;
}

export type Tone = 'good' | 'warn' | 'bad' | 'idle';

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
   * @returns the result, which the next page says; or a view to show at once, without a redirect
   * @throws KooError, which is shown on the page of the form, with the fields as they were sent
   */
  readonly act?: (call: FormCall) => Promise<Done | View>;
}

/** The request that a page is rendered for, with its session. */
export interface Frame {
  readonly call: Call;
  /** A new one for each rendering, by which a form that is sent again is recognised. */
  readonly id: string;
  /** Proves that a form is the console's own. */
  readonly formToken: string;
  /** Version of the state before the page was made. */
  readonly version: number;
  /** Why a form was refused. */
  readonly error?: ErrorFacts;
  /** The result of a form, shown once. */
  readonly done?: Message;
}
