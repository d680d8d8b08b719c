import type { DeliveryFailure } from '../../callback/delivery/exchange.ts';
import type { Parameter } from '../../callback/protocols/model.ts';
import type { Localized } from '../../text/localized.ts';
import type { KeptCookie, RefusedCookie } from './cookies.ts';
import type { ReferrerPolicy } from './sites.ts';

/** The cause of a request: an entered address, a link, a form, a `Location`, or a refresh. */
export type Via = 'visit' | 'link' | 'form' | 'redirect' | 'refresh';

export interface Hop {
  readonly method: 'GET' | 'POST';
  /** With its fragment, which is not sent. */
  readonly url: string;
  readonly headers: readonly Parameter[];
  /** A form, URL-encoded. */
  readonly body?: string;
  readonly via: Via;
  /** Absent if there was no complete response. */
  readonly status?: number;
  readonly responseHeaders: readonly Parameter[];
  /** The start of the response body: at most 4,000 characters, with control characters. */
  readonly text: string;
  readonly failure?: DeliveryFailure;
  /** Cookies of the response that a browser would refuse. */
  readonly refusedCookies: readonly RefusedCookie[];
}

/** The page at the end of a visit. Its texts come from the server and may contain control characters. */
export interface Page {
  readonly url: string;
  readonly status: number;
  /** `text/html`, in lower case and without parameters; empty if the server names none. */
  readonly contentType: string;
  /** The encoding in which the page was read, by its name in WHATWG's standard: `utf-8`. */
  readonly charset: string;
  /** The body as text, HTML or not; empty for pictures and other binary data. */
  readonly html: string;
  readonly title: string;
  /** The text that is visible without scripts: a line for each block, white space collapsed. */
  readonly text: string;
  readonly forms: readonly Form[];
  readonly links: readonly Link[];
  /** The content of `<meta name=viewport>`. */
  readonly viewport?: string;
  readonly referrerPolicy: ReferrerPolicy;
  /** Whether the page has scripts and next to no content without them. */
  readonly needsScripts: boolean;
  /** Whether koo read only the start, because the page is too long or has too many elements. */
  readonly truncated: boolean;
}

export interface Form {
  readonly id: string;
  readonly name: string;
  /** Where it is sent, absolute; empty if the page names no valid address. */
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly isMultipart: boolean;
  /** The encoding of its values. koo sends non-ASCII values in `utf-8` only. */
  readonly charset: string;
  readonly fields: readonly Field[];
  readonly buttons: readonly Button[];
}

export interface Field {
  readonly name: string;
  /** The type of an `input` in lower case, `textarea` or `select`. */
  readonly type: string;
  /** The values sent if nothing is entered; none for a box that is not ticked. */
  readonly values: readonly string[];
  /** All values of a `select`, the first of which is the default. */
  readonly choices: readonly string[];
}

/** A button that submits a form. */
export interface Button {
  /** Empty if the button sends no value. */
  readonly name: string;
  readonly value: string;
  readonly label: string;
  /** Overrides of the form's own attributes. */
  readonly action?: string;
  readonly method?: 'GET' | 'POST';
  readonly isMultipart?: boolean;
}

export interface Link {
  readonly url: string;
  readonly text: string;
  /** Whether its `rel` suppresses `Referer`. */
  readonly noReferrer: boolean;
}

/** Why a visit ended before its page. */
export type StopKind =
  /** No complete response; the last hop has the `failure`. */
  | 'failed'
  | 'redirect-loop'
  | 'too-many-redirects'
  | 'too-slow'
  | 'invalid-address'
  | 'unsupported-scheme'
  /** `mayVisit` refuses the address. It was not requested. */
  | 'not-allowed'
  /** The response is compressed although koo accepts no compression. */
  | 'compressed'
  /** A form that koo does not send: multipart, without a valid address, or in an encoding other than UTF-8. */
  | 'unsupported-form'
  /** The caller aborted the visit. */
  | 'aborted';

export interface Stop {
  readonly kind: StopKind;
  readonly reason: Localized;
}

/** The result of one step of a user. */
export interface Visit {
  /** In the order they were sent; empty if nothing was. */
  readonly hops: readonly Hop[];
  /** The last page, even if the navigation that it requests was stopped or held. */
  readonly page?: Page;
  readonly stopped?: Stop;
  /** The address that `holdAt` chose, which was not requested. */
  readonly heldAt?: URL;
}

export interface StepOptions {
  /** Chooses an address to stop before; not called for the first one. */
  readonly holdAt?: (url: URL) => boolean;
}

export interface VisitOptions extends StepOptions {
  /** The page that leads here, for `Referer` and the cookies of a cross-site visit. Default: none. */
  readonly referer?: string | undefined;
  /** The origin of a script on another website that sends the request. Redirects are followed as for a user. */
  readonly origin?: string;
  /** Headers of a client that is no browser, for the first address and what it leads to at its origin. */
  readonly headers?: readonly Parameter[] | undefined;
}

export interface SubmitOptions extends StepOptions {
  /** The button to press; default the first one, `null` for none. */
  readonly button?: Button | null;
}

/** A browser session, with cookies but without scripts. It makes one step at a time. */
export interface Browser {
  /** Opens an address as if it was entered, or followed from `referer`. Never throws. */
  visit(url: string | URL, options?: VisitOptions): Promise<Visit>;
  /** Follows a link of a page. Never throws. */
  follow(page: Page, link: Link, options?: StepOptions): Promise<Visit>;
  /**
   * Submits a form of a page. Never throws.
   *
   * @param values replace those of the fields with these names, hidden ones too; other names are added
   */
  submit(
    page: Page,
    form: Form,
    values: Readonly<Record<string, string>>,
    options?: SubmitOptions,
  ): Promise<Visit>;
  /** The cookies that a request to an address would carry. */
  cookies(url: string | URL): readonly KeptCookie[];
  /**
   * A browser with the same cookies, which from now on are its own.
   *
   * @param keeps chooses those that it has, or gives one another value; default all
   */
  copy(keeps?: (cookie: KeptCookie) => boolean | string): Browser;
  /** Closes the connections, which copies share. */
  close(): Promise<void>;
}

/** The limits of what the browser accepts from a server. */
export interface Limits {
  /** Milliseconds for one response, from the connection to the end of the body; default 10,000. */
  readonly responseMs: number;
  /** Milliseconds after which a visit sends no further request; default 60,000. */
  readonly visitMs: number;
  /** Redirects, refreshes and forms that submit themselves, in one visit; default 20. */
  readonly redirects: number;
  /** Bytes of a body; default 2 MiB. */
  readonly bytes: number;
  /** Cookies in all; default 180. */
  readonly cookies: number;
}

export interface BrowserOptions {
  readonly mayVisit: (url: URL) => boolean;
  /** Whether an address stands in for another website although it is on the same host. */
  readonly isStandIn?: (url: URL) => boolean;
  readonly phone?: boolean;
  /** The user's preferred language; default `zh`. */
  readonly language?: 'en' | 'zh';
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}
