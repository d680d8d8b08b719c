import type { Language, Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';

type Value = string | boolean | null | readonly string[] | Readonly<Record<string, string>>;

const titles: Readonly<Record<string, Localized>> = {
  name: { en: 'Profile', zh: '配置' },
  profile: { en: 'Profile', zh: '配置' },
  current: { en: 'Current', zh: '当前配置' },
  site: { en: 'Site', zh: '站点' },
  endpoint: { en: 'Endpoint', zh: '接口地址' },
  ak: { en: 'AK', zh: 'AK' },
  source: { en: 'Keys from', zh: '密钥来源' },
  account: { en: 'Account', zh: '账号' },
  seller: { en: 'Seller', zh: '商家' },
  verified: { en: 'Verified now', zh: '本次已确认' },
  verifiedAt: { en: 'Verified', zh: '确认时间' },
  secrets: { en: 'Secrets in', zh: '密钥位置' },
  accessKeys: { en: 'Access keys', zh: '访问密钥' },
  description: { en: 'Description', zh: '说明' },
};

/** Facts about a profile in words, a line each; what is unknown is left out. */
export function factsText(facts: Readonly<Record<string, Value>>, language: Language): string {
  const lines = Object.entries(facts).flatMap(([name, value]) => {
    const text = inWords(value, language);
    const title = titles[name]?.[language] ?? name;
    return text === '' ? [] : [`${title}${language === 'zh' ? '：' : ': '}${text}`];
  });
  return terminalSafe(lines.join('\n'));
}

function inWords(value: Value, language: Language): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return { en: value ? 'yes' : 'no', zh: value ? '是' : '否' }[language];
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(language === 'zh' ? '、' : ', ');
  const { name, id, store, place } = value as Readonly<Record<string, string>>;
  return language === 'zh' ? `${name ?? store}（${id ?? place}）` : `${name ?? store} (${id ?? place})`;
}
