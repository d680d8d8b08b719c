import type { Session } from '../../account/cli/session.ts';
import { openStores } from '../../account/cli/stores.ts';
import { stateFolder } from '../../account/folders.ts';
import type { KooError } from '../../errors/koo-error.ts';
import { callDetails, isOfCall } from '../../openapi/errors.ts';
import { accountOf } from '../../openapi/identity.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { own } from '../../text/json.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { type Journal, knowsAccount, openJournal } from '../journal/journal.ts';
import type { JournalScope } from '../journal/scopes.ts';

type Notice = (text: Localized) => void;

/**
 * Opens the journal of what this account sent to this server. The new interface recognises a record, so the AK will do
 * for the account; the old one does not, and new keys of an account must not make koo forget.
 *
 * @throws KooError (configuration) `JOURNAL_UNUSABLE`, `LOCK_UNUSABLE`, `PUSH_UNDER_WAY`; for an account that cannot be learnt
 */
export async function openScope(
  api: OpenApi,
  session: Session,
  target: 'new' | 'legacy',
  notice: Notice,
): Promise<Journal> {
  const { site, credential } = session;
  // A sandbox listens somewhere else each time, and another one may listen where it did.
  const state = await session.sandboxState();
  const endpoint = state === undefined ? site.endpoint : `sandbox ${state}`;
  const scope: JournalScope = { endpoint, account: credential.ak, target };
  const folder = stateFolder(process.env);
  const account = target === 'legacy' ? await accountId(api, session, { folder, scope, notice }) : undefined;
  const known = account === undefined ? scope : { ...scope, account, ak: credential.ak };
  return openJournal(folder, known, Date.now);
}

interface Asking {
  readonly folder: string;
  readonly scope: JournalScope;
  readonly notice: Notice;
}

/** Id of the account; nothing when the journal knows it by the AK, or nobody does. */
async function accountId(api: OpenApi, session: Session, asking: Asking): Promise<string | undefined> {
  const { folder, scope, notice } = asking;
  const { site } = session;
  const stored = await storedAccount(session, notice);
  if (stored !== undefined || knowsAccount(folder, scope)) return stored;
  try {
    return (await accountOf(api)).id;
  } catch (error) {
    if (!isOfCall(error)) throw error;
    if (site.id !== 'custom' || !lacksIam(error)) throw withReason(error);
    notice(unknownAccount);
    return undefined;
  }
}

/** Huawei's sites have an IAM; whoever serves another address may have none, and says so in some way. */
function lacksIam(error: KooError): boolean {
  const { status } = callDetails(error);
  return error.facts.category !== 'permission' && status !== undefined && status !== 429 && status < 500;
}

/** Whoever pushes does not expect IAM to be asked. */
function withReason(error: KooError): KooError {
  const { hint } = error.facts;
  return error.with({
    hint: both(
      '{hint} With --legacy, koo first queries the account behind the AK/SK, so that a new AK/SK pair does not send records twice. A profile stored by koo login already knows the account.',
      { hint },
    ),
  });
}

/** What the login found out about the keys in use. */
async function storedAccount({ profile, source }: Session, notice: Notice): Promise<string | undefined> {
  if (source !== 'profile' || profile === undefined) return undefined;
  const { profiles } = await openStores(process.env, notice).settings.read();
  return own(profiles, profile)?.account?.id;
}

const unknownAccount: Localized = both(
  'koo could not learn which account this is, and goes by the AK: what was pushed with other keys is not known, and would be sent again.',
);
