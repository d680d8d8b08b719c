/** Paths of a login domain; `signIn` is koo's own. */
export const domainPaths = {
  signIn: '/login',
  authorize: '/api/v1/oauth2/authorize',
  token: '/api/v1/oauth2/token',
  userinfo: '/api/v1/oauth2/userinfo',
  logout: '/api/v1/logout',
  casLogin: '/api/v1/cas/login',
  casValidate: '/api/v1/cas/p3/serviceValidate',
  casLogout: '/api/v1/cas/logout',
} as const;

/** Pages of unified login: one that reads the fragment of its address, and those of the server. */
export const unifiedPaths = {
  page: '/unified-login/',
  list: '/unified-login/portal-login',
  signOut: '/unified-login/sign-out',
} as const;

/**
 * The unified login page of an application, below the origin of the page.
 *
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649141.html
 */
export function unifiedPageOf(appId: string): string {
  return `${unifiedPaths.page}#/portal-login?${new URLSearchParams({ ind: 'UNOP', appId })}`;
}

/** Fills the placeholders `{tenantId}` and `{tenantCode}` of a registered address. */
export function addressFor(
  template: string,
  { id, code }: { readonly id: string; readonly code: string },
): string {
  return template.replaceAll('{tenantId}', id).replaceAll('{tenantCode}', code);
}
