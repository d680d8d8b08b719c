// koo:if kit
// The pages of the login, as short as they can be. YOUR CODE: put your own in their place.

/** HTTP status and text of the messages for users. Texts of a login centre are never shown. */
export const problems = {
  'unknown-tenant': [404, '没有您企业的信息。请联系企业管理员重新绑定本应用。'],
  'wrong-state': [400, '本次登录不是在此浏览器中发起的，或已超时。请重新登录。'],
  'no-code': [400, '登录未完成。请重新登录。'],
  'not-confirmed': [401, '认证中心未确认本次登录。请重新登录。'],
  busy: [503, '现在登录的人较多。请稍后重试。'],
  unreachable: [503, '认证中心没有响应。请稍后重试。'],
  'other-tenant': [403, '认证中心确认的是其他企业的用户。请重新登录。'],
  // authSync may arrive later than the user.
  'not-authorised': [403, '您没有使用本应用的权限。如果管理员刚刚为您授权，请一分钟后重试。'],
  'other-account': [409, '您已登录另一个账号。要切换账号，请先退出登录。'],
  internal: [500, '登录失败。请稍后重试。'],
};

/** @typedef {import('./login.js').Reply} Reply */

/**
 * @param {readonly (readonly [appId: string, url: string])[]} links the unified login page for each application
 * @param {object} [told]
 * @param {string | null} [told.problem]
 * @param {import('./accounts.js').Account} [told.account] who is logged in
 * @param {number} [told.status] unless the problem has one
 * @returns {Reply}
 */
export function renderLogin(links, { problem = null, account, status = 200 } = {}) {
  const [problemStatus = status, text] = Object.hasOwn(problems, problem) ? problems[problem] : [];
  return page(problemStatus, '登录', [
    text && `<p role="alert">${text}</p>`,
    links.length === 0 && !text && '<p>还没有企业绑定本应用。</p>',
    ...links.map(([appId, url]) => {
      const label = links.length > 1 ? `使用联营账号登录（${appId}）` : '使用联营账号登录';
      return `<p><a href="${escaped(url)}">${escaped(label)}</a></p>`;
    }),
    account && `<p>您已登录为 ${escaped(account.name)}。<a href="/sso/account">您的账号</a></p>`,
  ]);
}

/**
 * @param {import('./accounts.js').Account} account
 * @returns {Reply}
 */
export function renderAccount({ name, userName, tenantName, role }) {
  const facts = Object.entries({
    姓名: name,
    用户名: userName,
    企业: tenantName,
    角色: role === 'admin' ? '管理员' : '普通用户',
  });
  return page(200, '您的账号', [
    '<dl>',
    ...facts.map(([term, value]) => `<dt>${term}</dt><dd>${escaped(value)}</dd>`),
    '</dl>',
    '<form method="post" action="/sso/logout"><button>退出登录</button></form>',
  ]);
}

/** Renders a page that is not cached, runs no scripts and cannot be framed. */
function page(status, title, lines) {
  const body = [
    '<!doctype html>',
    '<html lang="zh-CN">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title>`,
    `<h1>${title}</h1>`,
    ...lines.filter(Boolean),
    '</html>',
  ].join('\n');
  const headers = {
    'Content-Type': 'text/html;charset=UTF-8',
    'Content-Security-Policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  };
  return { status, headers, body };
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
// koo:end
