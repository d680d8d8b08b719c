import type { DeliveryFailure } from '../../callback/delivery/exchange.ts';
import type { Parameter } from '../../callback/protocols/model.ts';
import type { Localized } from '../../text/localized.ts';

/** What made the browser send a request: an address that was entered, a link, a form, a `Location`, or a refresh. */
export type Via = 'visit' | 'link' | 'form' | 'redirect' | 'refresh';

/** One request of a visit, and its response. */
export interface Hop {
  readonly method: 'GET' | 'POST';
  /** With its fragment, which is not sent. */
  readonly url: string;
  /** The headers that were sent, cookies included. */
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
  /** Cookies of the response that a browser would not keep. */
  readonly refusedCookies: readonly RefusedCookie[];
}

export interface RefusedCookie {
  readonly name: string;
  readonly kind:
    | 'malformed'
    | 'too-large'
    | 'foreign-domain'
    | 'public-suffix'
    | 'not-secure'
    | 'same-site-none'
    | 'prefix'
    | 'too-many';
  readonly reason: Localized;
}

/** A cookie that would be sent. */
export interface KeptCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  /** Absent if the server did not set it; browsers then take `lax`. */
  readonly sameSite?: 'strict' | 'lax' | 'none';
  /** Whether it outlives the browser session. */
  readonly isPersistent: boolean;
}

/** What the browser shows at the end of a visit. Texts of the server may contain control characters. */
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
  /** What a reader sees without scripts: a line for each block, white space collapsed. */
  readonly text: string;
  readonly forms: readonly Form[];
  /** Links to http and https addresses. */
  readonly links: readonly Link[];
  /** The content of `<meta name=viewport>`, which a page for phones has. */
  readonly viewport?: string;
  readonly referrerPolicy: ReferrerPolicy;
  /** Whether it has scripts and next to no content without them: koo runs none. */
  readonly needsScripts: boolean;
  /** Whether koo read only its start, because it is too long or has too many elements. */
  readonly truncated: boolean;
}

export interface Form {
  readonly id: string;
  readonly name: string;
  /** Where it is sent, absolute; empty if the page names no valid address. */
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly isMultipart: boolean;
  /** The encoding of its values; koo sends other than ASCII in `utf-8` only. */
  readonly charset: string;
  readonly fields: readonly Field[];
  readonly buttons: readonly Button[];
}

/** An enabled field with a name. */
export interface Field {
  readonly name: string;
  /** The type of an `input` in lower case, `textarea` or `select`. */
  readonly type: string;
  /** The values that are sent if nothing is entered: none for a box that is not ticked. */
  readonly values: readonly string[];
  /** Of a `select`: all values, the first of which is the default. */
  readonly choices: readonly string[];
}

/** A button that submits a form. */
export interface Button {
  /** Empty if the button sends no value. */
  readonly name: string;
  readonly value: string;
  readonly label: string;
  /** What it sets instead of the form's own. */
  readonly action?: string;
  readonly method?: 'GET' | 'POST';
  readonly isMultipart?: boolean;
}

export interface Link {
  readonly url: string;
  readonly text: string;
  /** Its `rel` asks for no `Referer`. */
  readonly noReferrer: boolean;
}

/** @see https://www.w3.org/TR/referrer-policy/#referrer-policies */
export type ReferrerPolicy =
  | 'no-referrer'
  | 'no-referrer-when-downgrade'
  | 'origin'
  | 'origin-when-cross-origin'
  | 'same-origin'
  | 'strict-origin'
  | 'strict-origin-when-cross-origin'
  | 'unsafe-url';

/** Why a visit ended before its page. */
export type StopKind =
  /** No complete response; the last hop has the `failure`. */
  | 'failed'
  | 'redirect-loop'
  | 'too-many-redirects'
  /** The whole visit takes too long. */
  | 'too-slow'
  | 'invalid-address'
  | 'unsupported-scheme'
  /** `mayVisit` refuses the address. It was not requested. */
  | 'not-allowed'
  /** The response is compressed although koo accepts no compression. */
  | 'compressed'
  /** A form that koo does not send: multipart, without a valid address, or in an encoding other than UTF-8. */
  | 'unsupported-form'
  /** The signal of the caller. */
  | 'aborted';

export interface Stop {
  readonly kind: StopKind;
  readonly reason: Localized;
}

/** What one step of a user led to. */
export interface Visit {
  /** In the order they were sent; empty if nothing was. */
  readonly hops: readonly Hop[];
  /** The last page, also if the step that it asks for by itself was stopped or held. */
  readonly page?: Page;
  readonly stopped?: Stop;
  /** The address that `holdAt` chose, which was not requested. */
  readonly heldAt?: URL;
}

export interface StepOptions {
  /** Chooses an address to stop before; not asked for the first one. */
  readonly holdAt?: (url: URL) => boolean;
}

export interface VisitOptions extends StepOptions {
  /** The page that leads here: decides on `Referer`, and on the cookies of a cross-site visit. Default: none. */
  readonly referer?: string;
  /** The origin of another website, a script of which sends the request. A redirect is followed as by a user. */
  readonly origin?: string;
}

export interface SubmitOptions extends StepOptions {
  /** The button that is pressed; default the first one, `null` for none. */
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
   * @param keeps chooses those that it has; default all
   */
  copy(keeps?: (cookie: KeptCookie) => boolean): Browser;
  /** Closes the connections, which copies share. */
  close(): Promise<void>;
}

/** What the browser takes from a server at most. */
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
  /** Whether an address may be requested. */
  readonly mayVisit: (url: URL) => boolean;
  /** Whether an address belongs to another website than those of the same host: a stand-in at another port. */
  readonly isStandIn?: (url: URL) => boolean;
  /** Presents itself as a phone. */
  readonly phone?: boolean;
  /** The preferred language of its user; default `zh`. */
  readonly language?: 'en' | 'zh';
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
  /** For `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}
