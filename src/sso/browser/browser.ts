import { createDeliverer, type Deliverer } from '../../callback/delivery/deliver.ts';
import { createCookies } from './cookies.ts';
import { submissionOf } from './forms.ts';
import type { Browser, BrowserOptions, Limits, Page, StepOptions, Visit } from './model.ts';
import { invalidAddress, navigate, type Session } from './navigation.ts';
import type { Step } from './request.ts';
import { defaultPolicy } from './sites.ts';

const defaultLimits: Limits = {
  responseMs: 10_000,
  visitMs: 60_000,
  redirects: 20,
  bytes: 2 * 1024 * 1024,
  cookies: 180,
};

/**
 * Creates a browser session without cookies. It sends what a browser would send, but runs no scripts, and loads no
 * pictures and styles. Servers are not trusted: every visit ends, with a page or with a reason.
 *
 * @throws KooError (usage, `INVALID_PROXY`)
 */
export function createBrowser(options: BrowserOptions): Browser {
  const limits = { ...defaultLimits, ...options.limits };
  const deliverer = createDeliverer({
    timeoutMs: limits.responseMs,
    maxBytes: limits.bytes,
    ...(options.signal && { signal: options.signal }),
    ...(options.env && { env: options.env }),
  });
  return openSession({ options, limits, deliverer, cookies: createCookies(limits.cookies) });
}

interface Parts extends Omit<Session, 'deliver'> {
  readonly deliverer: Deliverer;
}

function openSession(parts: Parts): Browser {
  const { cookies, deliverer } = parts;
  const session: Session = { ...parts, deliver: deliverer.deliver };
  const start = (
    step: Pick<Step, 'method' | 'url' | 'body' | 'via' | 'from' | 'origin' | 'headers'>,
    { holdAt }: StepOptions,
  ): Promise<Visit> => navigate({ ...step, redirectedBy: [], byUser: true }, session, holdAt);
  return {
    visit: async (address, { referer, origin, headers, ...options } = {}) => {
      const url = URL.parse(String(address));
      if (!url) return { hops: [], stopped: invalidAddress(String(address)) };
      const from = referer === undefined ? null : URL.parse(referer);
      const initiator = {
        ...(from && { from: { url: from, policy: defaultPolicy } }),
        ...(origin !== undefined && { origin }),
        ...(headers && { headers }),
      };
      return start({ method: 'GET', url, via: 'visit', ...initiator }, options);
    },
    follow: async (page, link, options = {}) => {
      const url = URL.parse(link.url);
      if (!url) return { hops: [], stopped: invalidAddress(link.url) };
      const { from } = initiatedBy(page);
      const policy = link.noReferrer ? 'no-referrer' : from.policy;
      return start({ method: 'GET', url, via: 'link', from: { ...from, policy } }, options);
    },
    submit: async (page, form, values, { button, ...options } = {}) => {
      const pressed = button === undefined ? form.buttons[0] : (button ?? undefined);
      const submission = submissionOf(form, values, pressed);
      if ('kind' in submission) return { hops: [], page, stopped: submission };
      return start({ ...submission, via: 'form', ...initiatedBy(page) }, options);
    },
    cookies: (address) => {
      const url = URL.parse(String(address));
      return url ? cookies.list(url) : [];
    },
    copy: (keeps) => openSession({ ...parts, cookies: cookies.copy(keeps) }),
    close: deliverer.close,
  };
}

function initiatedBy({ url, referrerPolicy }: Page) {
  return { from: { url: new URL(url), policy: referrerPolicy } };
}
