import type { Session } from '../../account/cli/session.ts';
import { openStores } from '../../account/cli/stores.ts';
import { stateFolder } from '../../account/folders.ts';
import type { KooError } from '../../errors/koo-error.ts';
import { callDetails, isCallError } from '../../openapi/errors.ts';
import { fetchAccount } from '../../openapi/identity.ts';
import type { OpenApi } from '../../openapi/model.ts';
import { own } from '../../text/json.ts';
import { both, type Localized } from '../../text/translate.ts';
import { isAccountKnown, type Journal, openJournal } from '../journal/journal.ts';
import type { JournalScope } from '../journal/scopes.ts';

type Notice = (text: Localized) => void;

/**
 * Opens the journal of what this account sent to this server. The new interface recognises repeated records, so the AK
 * identifies the account well enough; the old one does not, so the journal must survive a new AK/SK pair.
 *
 * @throws KooError (configuration) `JOURNAL_UNUSABLE`, `LOCK_UNUSABLE`, `PUSH_UNDER_WAY`; when the account cannot be determined
 */
export async function openPushJournal(
  api: OpenApi,
  session: Session,
  target: 'new' | 'legacy',
  notice: Notice,
): Promise<Journal> {
  const { site, credential } = session;
  // The address of a sandbox changes, and another sandbox may reuse it.
  const state = await session.sandboxState();
  const endpoint = state === undefined ? site.endpoint : `sandbox ${state}`;
  const scope: JournalScope = { endpoint, account: credential.ak, target };
  const folder = stateFolder(process.env);
  const account =
    target === 'legacy' ? await resolveAccountId(api, session, folder, scope, notice) : undefined;
  const known = account === undefined ? scope : { ...scope, account, ak: credential.ak };
  return openJournal(folder, known, Date.now, notice);
}

/** Id of the account; `undefined` when the journal already maps the AK to it, or when it cannot be determined. */
async function resolveAccountId(
  api: OpenApi,
  session: Session,
  folder: string,
  scope: JournalScope,
  notice: Notice,
): Promise<string | undefined> {
  const { site } = session;
  const stored = await findStoredAccount(session, notice);
  if (stored !== undefined || isAccountKnown(folder, scope)) return stored;
  try {
    return (await fetchAccount(api)).id;
  } catch (error) {
    if (!isCallError(error)) throw error;
    if (site.id !== 'custom' || !lacksIam(error)) {
      // Explains why a push calls IAM.
      const { hint } = error.facts;
      throw error.with({
        hint: both(
          '{hint} With --legacy, koo first queries the account behind the AK/SK, so that a new AK/SK pair does not send records twice. A profile stored by `koo login` already knows the account.',
          { hint },
        ),
      });
    }
    notice(
      both(
        'koo could not determine the account and uses the AK instead: records pushed with another AK/SK pair are not recognised and would be sent again.',
      ),
    );
    return undefined;
  }
}

/** Whether an error means that a custom endpoint has no IAM; Huawei's sites have one. */
function lacksIam(error: KooError): boolean {
  const { status } = callDetails(error);
  return error.facts.category !== 'permission' && status !== undefined && status !== 429 && status < 500;
}

/** The account stored at login for the AK/SK pair in use. */
async function findStoredAccount({ profile, source }: Session, notice: Notice): Promise<string | undefined> {
  if (source !== 'profile' || profile === undefined) return undefined;
  const { profiles } = await openStores(process.env, notice).settings.read();
  return own(profiles, profile)?.account?.id;
}
