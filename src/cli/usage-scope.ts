import { ApiError } from '../openapi/errors.ts';
import { accountOf } from '../openapi/identity.ts';
import type { OpenApi } from '../openapi/model.ts';
import { stateFolder } from '../profiles/folders.ts';
import { sandboxState } from '../sandbox/running.ts';
import type { Localized } from '../text/localized.ts';
import { type Journal, knowsAccount, openJournal } from '../usage/journal.ts';
import type { JournalScope } from '../usage/journal-scopes.ts';
import type { Session } from './session.ts';
import { openStores } from './stores.ts';
import { usageFailure } from './usage-failure.ts';

type Notice = (text: Localized) => void;

/**
 * Opens the journal of what this account sent to this server. The new interface recognises a record, so the AK will do
 * for the account; the old one does not, and new keys of an account must not make koo forget.
 *
 * @throws Failure (configuration) `JOURNAL_UNUSABLE`, `PUSH_UNDER_WAY`; ApiError when the account cannot be learnt
 */
export async function openScope(
  api: OpenApi,
  session: Session,
  target: 'new' | 'legacy',
  notice: Notice,
): Promise<Journal> {
  const { site, credential } = session;
  // A sandbox listens somewhere else each time, and another one may listen where it did.
  const state = site.id === 'sandbox' ? await sandboxState(site.endpoint) : undefined;
  const endpoint = state === undefined ? site.endpoint : `sandbox ${state}`;
  const scope: JournalScope = { endpoint, account: credential.ak, target };
  const folder = stateFolder(process.env);
  try {
    const account =
      target === 'legacy' ? await accountId(api, session, { folder, scope, notice }) : undefined;
    const known = account === undefined ? scope : { ...scope, account, ak: credential.ak };
    return openJournal(folder, known, Date.now);
  } catch (error) {
    throw usageFailure(error);
  }
}

interface Asking {
  readonly folder: string;
  readonly scope: JournalScope;
  readonly notice: Notice;
}

/** Id of the account; nothing when the journal knows it by the AK, or nobody does. */
async function accountId(api: OpenApi, session: Session, asking: Asking): Promise<string | undefined> {
  const { folder, scope, notice } = asking;
  const stored = await storedAccount(session, notice);
  if (stored !== undefined || knowsAccount(folder, scope)) return stored;
  try {
    return (await accountOf(api)).id;
  } catch (error) {
    // Huawei's own sites tell; whoever serves another address may have no IAM.
    const isRefused = error instanceof ApiError && error.fault.category === 'permission';
    if (session.site.id !== 'custom' || isRefused) throw error;
    notice(unknownAccount);
    return undefined;
  }
}

/** What the login found out about the keys in use. */
async function storedAccount({ profile, source }: Session, notice: Notice): Promise<string | undefined> {
  if (source !== 'profile' || profile === undefined) return undefined;
  const { profiles } = await openStores(process.env, notice).settings.read();
  return Object.hasOwn(profiles, profile) ? profiles[profile]?.account?.id : undefined;
}

const unknownAccount: Localized = {
  en: 'koo could not learn which account this is, and goes by the AK: what was pushed with other keys is not known, and would be sent again.',
  zh: '无法获知账号，因此以 AK 区分推送记录：用其他密钥推送过的话单无法识别，可能会重复推送。',
};
