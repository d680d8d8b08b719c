import type { LoginGroup } from '../../suite/report.ts';
import type { LoginCheck } from '../probe/model.ts';

const guide = 'https://support.huaweicloud.com/accessg-marketplace';

/** Documentation pages of the rules. */
export const sources = {
  kit: `${guide}/zh-cn_topic_0070649432.html`,
  credential: `${guide}/zh-cn_topic_0070649438.html`,
  webLogin: `${guide}/zh-cn_topic_0070649442.html`,
  unifiedLogin: `${guide}/zh-cn_topic_0070649141.html`,
  renewal: `${guide}/zh-cn_topic_0070649443.html`,
  token: `${guide}/zh-cn_topic_0070649448.html`,
  userinfo: `${guide}/zh-cn_topic_0070649450.html`,
  logout: `${guide}/zh-cn_topic_0070649145.html`,
  logoutScene: `${guide}/zh-cn_topic_0070649134.html`,
  cas: `${guide}/zh-cn_topic_0070649473.html`,
  authorize: 'https://support.huaweicloud.com/api-oneaccess/IssueOAuthAuthCode.html',
  casLogin: 'https://support.huaweicloud.com/api-oneaccess/AuthorizeCASLogin.html',
  casValidate: 'https://support.huaweicloud.com/api-oneaccess/ValidateServiceCAS30.html',
  casLogout: 'https://support.huaweicloud.com/api-oneaccess/CancelCASLogin.html',
  userRules: 'https://support.huaweicloud.com/usermanual-saascenter/saascenter_usermanual_0169.html',
  xxe: 'https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html',
  hostHeader: 'https://portswigger.net/web-security/host-header',
  sessions: 'https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html',
  crossSite: 'https://owasp.org/www-community/attacks/csrf',
  oauthSecurity: 'https://www.rfc-editor.org/rfc/rfc9700.html',
  oauth: 'https://www.rfc-editor.org/rfc/rfc6749.html',
} as const;

/** `login` is shared by both protocols. */
type LoginProtocol = 'login' | 'oauth' | 'cas';

const codes: Readonly<Record<LoginProtocol, string>> = { login: 'LOGIN', oauth: 'OAUTH', cas: 'CAS' };

/**
 * A check of the login. By default, its failure is an error, and it needs a login to have succeeded, unless it runs after
 * a group.
 *
 * @param id without the code of the protocol, which ids in `needs` have: `OAUTH-LOGIN`
 */
export function checkOf(
  protocol: LoginProtocol,
  group: LoginGroup,
  id: string,
  parts: Pick<LoginCheck, 'title' | 'hint' | 'source' | 'run'> &
    Partial<Pick<LoginCheck, 'severity' | 'needs' | 'after'>>,
): LoginCheck {
  // Where one user is that of all browsers, no refusal can be seen.
  const together = group === 'session' || group === 'account' ? ['OAUTH-ACCOUNT-TOGETHER'] : [];
  const needs = parts.after ? [] : [protocol === 'cas' ? 'CAS-LOGIN' : 'OAUTH-LOGIN', ...together];
  return { severity: 'error', needs, ...parts, id: `${codes[protocol]}-${id}`, protocol, group };
}
