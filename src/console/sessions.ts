import { equalsConstantTime } from '../signing/bytes.ts';
import { minute } from '../text/duration.ts';
import type { Done, FormCall, Message, View } from './model.ts';
import { consolePath } from './paths.ts';

/** Strict, so that a page of another site cannot make the browser send a cookie. */
export const cookieRules = { path: consolePath, httpOnly: true, sameSite: 'Strict' } as const;

export interface Session {
  /** The value of its cookie. */
  readonly id: string;
  /** Proves that a form is one of the console's own pages. */
  readonly formToken: string;
  /** The latest of its forms, by a hash of their fields. */
  readonly sent: Map<string, SentForm | 'over'>;
  /** The result of the last form, until it was shown. */
  done?: Message | undefined;
}

export interface SentForm {
  readonly call: FormCall;
  readonly outcome: Promise<Done | View>;
}

export type Sessions = ReturnType<typeof createSessions>;

const codeMs = 5 * minute;
/** Most browsers, codes, and forms of a browser; the oldest is forgotten. */
const most = 100;

/**
 * The browsers that may see the console: those that were opened with a code of the terminal.
 *
 * @param now in milliseconds
 * @param secret 64 hex digits of a cryptographic generator
 */
export function createSessions(now: () => number, secret: () => string) {
  const codes = new Map<string, { readonly until: number; readonly isReusable: boolean }>();
  const sessions = new Map<string, Session>();
  return {
    /**
     * Returns a code for one browser, valid for five minutes; or for several, as long as the process runs. Where the address
     * is an argument of a program, other users can see it: it must be of the first kind.
     */
    issueCode(isReusable = false): string {
      const code = secret();
      keep(codes, code, { until: isReusable ? Infinity : now() + codeMs, isReusable });
      return code;
    },
    /**
     * Opens a session; `undefined` if the code is not valid, or no longer. A link is often clicked twice: a code that comes
     * again neither opens a session nor ends one.
     */
    redeem(given: string): Session | undefined {
      const code = [...codes.keys()].find((one) => equalsConstantTime(one, given));
      const facts = codes.get(code ?? '');
      if (code === undefined || !facts) return undefined;
      if (!facts.isReusable) codes.delete(code);
      if (facts.until < now()) return undefined;
      const session: Session = { id: secret(), formToken: secret(), sent: new Map() };
      keep(sessions, session.id, session);
      return session;
    },
    isOpen: ({ id }: Session): boolean => sessions.has(id),
    find(given = ''): Session | undefined {
      const id = [...sessions.keys()].find((one) => equalsConstantTime(one, given));
      return sessions.get(id ?? '');
    },
  };
}

/** Adds a value, and forgets the oldest one of a full map. */
export function keep<T>(map: Map<string, T>, key: string, value: T, limit = most): void {
  const [oldest] = map.keys();
  if (map.size >= limit && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}
