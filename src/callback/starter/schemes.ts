import type { CheckInfo, CheckResult } from '../../suite/report.ts';
import { both, type Localized, t } from '../../text/translate.ts';

/** The signature and encryption schemes, by the names of their pages in `docs/signing` and of their snippets. */
export const schemeTitles = {
  'v1-auth-token': both('V1 authToken'),
  'v1-body-sign': both('V1 Body-Sign'),
  'v2-base': both('V2 signature, base interfaces'),
  'v2-kit': both('V2 signature, kit interfaces'),
  'ak-sk': both('AK/SK, SDK-HMAC-SHA256'),
  'usage-push': both('Usage push signature'),
  'sensitive-fields': both('Sensitive field encryption'),
  'client-secret': both('Client secret encryption'),
} as const satisfies Readonly<Record<string, Localized>>;

export type Scheme = keyof typeof schemeTitles;

/** Returns the scheme that signs a message of a protocol. */
export function schemeOf(protocol: string, kind: 'request' | 'reply'): Scheme {
  if (kind === 'reply') return 'v1-body-sign';
  if (protocol === 'v2-kit') return 'v2-kit';
  return protocol === 'v1' || protocol === 'v1-kit' ? 'v1-auth-token' : 'v2-base';
}

/** Checks of the authentication that are not about the signature: time, nonce, method, long lists. */
const notOfSignature =
  /^(?:AUTH-(?:STALE|FUTURE|SECONDS|NO-TIMESTAMP|BAD-TIMESTAMP|NO-NONCE|REPLAY|METHOD)|VERIFY-(?:CLOCK|MANY-IDS))$/;

/** Returns the scheme whose code helps with the failure of a check; `undefined` if it is about something else. */
export function schemeOfCheck(check: Pick<CheckInfo, 'id' | 'protocol' | 'group'>): Scheme | undefined {
  const { id, protocol, group } = check;
  if (protocol === 'transport') return undefined;
  const name = id.slice(id.indexOf('-') + 1);
  if (name === 'AUTH-RIGHT' || group === 'authentication' || group === 'verification')
    return notOfSignature.test(name) ? undefined : schemeOf(protocol, 'request');
  if (name.startsWith('REPLY-SIGN')) return schemeOf(protocol, 'reply');
  if (/^REPLY-(?:PLAIN-SECRET|DECRYPT|CONSTANT-IV)$/.test(name)) return 'sensitive-fields';
  if (/^(?:APP-ADD|SEM-BAD-SECRET)$/.test(name)) return 'client-secret';
  return name.startsWith('ORDER-') ? 'ak-sk' : undefined;
}

/** Returns a function that lists the code of each scheme with failures or warnings; a note if they are about none. */
export function schemeSnippets(snippetOf: (scheme: Scheme) => readonly string[]) {
  return (found: readonly CheckResult[]): readonly (readonly string[])[] => {
    const schemes = new Set(found.flatMap((check) => schemeOfCheck(check) ?? []));
    if (found.length === 0 || schemes.size > 0) return [...schemes].map(snippetOf);
    return [
      [t('No failure or warning is about a signature or an encryption: --snippet has no code for them.')],
    ];
  };
}
