import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { KeptSecret, Login } from './login.ts';

/** A login in words: who, and where each secret is. */
export function loginText(
  { profile, site, account, seller, verified, secrets }: Login,
  language: Language,
): string {
  const head = verified
    ? { en: `Logged in to ${site} (profile "${profile}")`, zh: `已登录 ${site}（配置“${profile}”）` }
    : {
        en: `Stored for ${site} without asking the server (profile "${profile}")`,
        zh: `已保存到 ${site} 的配置“${profile}”，未经服务器确认`,
      };
  const who = account && {
    en: `Account: ${account.name} (${account.id}), ${roleOf(seller).en}`,
    zh: `账号：${account.name}（${account.id}），${roleOf(seller).zh}`,
  };
  const lines = [head, ...(who ? [who] : []), ...secrets.map(keptText)];
  return terminalSafe(lines.map((line) => line[language]).join('\n'));
}

function roleOf(seller: boolean | null): Localized {
  return seller
    ? { en: 'a seller', zh: '商家' }
    : { en: 'not a seller on this site', zh: '不是该站点的商家' };
}

function keptText({ name, store, place }: KeptSecret): Localized {
  return store === 'keyring'
    ? { en: `${name}: in the keyring (${place})`, zh: `${name}：保存在系统密钥环（${place}）` }
    : { en: `${name}: in the file ${place} (0600)`, zh: `${name}：保存在文件 ${place}（权限 0600）` };
}
