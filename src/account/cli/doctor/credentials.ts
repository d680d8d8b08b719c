import { KooError } from '../../../errors/koo-error.ts';
import type { Environment } from '../../folders.ts';
import { identify } from '../identity.ts';
import type { Session } from '../session.ts';
import { type Finding, fail, pass, warn } from './model.ts';

/** Whether the server knows the keys, and as a seller's. */
export async function checkCredentials(
  session: Session | KooError,
  env: Environment,
  debug: boolean,
): Promise<Finding> {
  const id = 'credentials';
  if (session instanceof KooError) {
    const { code, message, hint } = session.facts;
    return code === 'NO_CREDENTIAL' ? warn(id, message, hint) : fail(id, message, hint);
  }
  try {
    const { account, seller } = await identify(session.site, session.credential, env, debug);
    const detail = {
      en: `${account.name} (${account.id}) on ${session.site.id}`,
      zh: `${account.name}（${account.id}），站点 ${session.site.id}`,
    };
    return seller
      ? pass(id, detail)
      : warn(id, detail, {
          en: 'Not a seller on this site: use the keys of the account that sells the product.',
          zh: '不是该站点的商家：请使用发布商品的账号的密钥。',
        });
  } catch (error) {
    if (!(error instanceof KooError)) throw error;
    return fail(id, error.facts.message, error.facts.hint);
  }
}
