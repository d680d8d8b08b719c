import { isIP } from 'node:net';
import { isLoopback } from '../../http/loopback.ts';
import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { FailureKind, Outcome } from '../delivery/exchange.ts';
import { failureText } from './judge.ts';
import { type Check, failed, passed, same, skipped, type Verdict } from './model.ts';

const requirements = 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649475.html';

/** Failures that show somebody to be there. */
const began: ReadonlySet<FailureKind> = new Set(['protocol', 'cut-off']);

const plainHttp: Localized = {
  en: 'This port speaks plain HTTP: give another port, or put TLS in front of it.',
  zh: '该端口使用的是明文 HTTP：请更换端口，或在前面配置 TLS。',
};

/** What to do where more is known than that nobody answered. */
const reachHints: Readonly<Partial<Record<FailureKind, Localized>>> = {
  dns: {
    en: 'Check the spelling of the host name, and that the public DNS knows it.',
    zh: '请检查域名拼写，并确认公网 DNS 能够解析。',
  },
  timeout: {
    en: 'Nothing came back in time: either the port is filtered by a firewall, or the handler never ends its response.',
    zh: '规定时间内没有任何应答：可能是端口被防火墙过滤，或处理程序没有结束应答。',
  },
  reset: {
    en: 'The server took the connection and closed it: look at its log, and at proxies in between.',
    zh: '服务器接受连接后又将其关闭：请查看服务器日志以及中间的代理。',
  },
};

/** Checks of the address and of the way to it; one request that means nothing is made. */
export function transportChecks(target: URL, reach: () => Promise<Outcome>): Check[] {
  const base = {
    protocol: 'transport',
    group: 'transport',
    severity: 'error',
    source: requirements,
  } as const;
  const local = isLoopback(target.hostname);
  let first: Promise<Outcome> | undefined;
  const outcome = () => {
    first ??= reach();
    return first;
  };
  return [
    {
      ...base,
      id: 'NET-HTTPS',
      title: { en: 'the address is https (loopback excepted)', zh: '地址为 https（本机回环地址除外）' },
      hint: { en: 'KooGallery calls https addresses only.', zh: '云商店只调用 https 地址。' },
      run: async () => {
        if (target.protocol === 'https:') return passed;
        if (local) return skipped({ en: 'http on the loopback address', zh: '本机回环地址上的 http' });
        return failed(same('https://…'), same(target.protocol));
      },
    },
    {
      ...base,
      id: 'NET-DOMAIN',
      title: {
        en: 'the address has a domain name, not an IP (loopback excepted)',
        zh: '地址使用域名而非 IP（本机回环地址除外）',
      },
      hint: {
        en: 'Register a domain name; IP addresses are not accepted.',
        zh: '请使用域名登记生产地址，不支持 IP 地址。',
      },
      run: async () => {
        const ip = isIP(target.hostname.replace(/^\[|\]$/g, '')) !== 0;
        return !ip || local ? passed : failed({ en: 'a domain name', zh: '域名' }, same(target.hostname));
      },
    },
    {
      ...base,
      id: 'NET-TLS',
      title: {
        en: 'TLS 1.2 or newer, with a certificate that a public authority has signed',
        zh: 'TLS 1.2 及以上，证书由受信任的 CA 签发',
      },
      hint: {
        en: 'Send the whole certificate chain, renew it in time, and allow TLS 1.2 or 1.3.',
        zh: '请发送完整证书链、及时续期，并启用 TLS 1.2 或 1.3。',
      },
      run: async (): Promise<Verdict> => {
        if (target.protocol !== 'https:')
          return skipped({ en: 'the address is not https', zh: '地址不是 https' });
        const result = await outcome();
        if (!result.answered && result.failure.kind === 'tls') {
          return failed(
            { en: 'a TLS connection with a valid certificate', zh: '使用有效证书的 TLS 连接' },
            failureText('tls', terminalSafe(result.failure.code)),
            undefined,
            result.failure.code === 'ERR_SSL_WRONG_VERSION_NUMBER' ? plainHttp : undefined,
          );
        }
        const agreed = result.answered ? result.answer.tls?.protocol : undefined;
        return agreed !== undefined && /^TLSv1(\.1)?$/.test(agreed)
          ? failed({ en: 'TLS 1.2 or newer', zh: 'TLS 1.2 及以上' }, same(agreed))
          : passed;
      },
    },
    {
      ...base,
      id: 'NET-REACHABLE',
      title: { en: 'the server answers', zh: '服务器有应答' },
      hint: {
        en: "Start the server, check the address and port, and open the firewall: KooGallery's own addresses are not fixed and not published.",
        zh: '请启动服务、检查地址和端口并放通防火墙：云商店的出口 IP 不固定，也未公布。',
      },
      debuggerMessage: { en: 'The production address is unreachable.', zh: '调测失败,生产地址不可达.' },
      run: async (): Promise<Verdict> => {
        const result = await outcome();
        if (result.answered || began.has(result.failure.kind)) return passed;
        return failed(
          { en: 'an HTTP answer', zh: 'HTTP 应答' },
          failureText(result.failure.kind, result.failure.code),
          undefined,
          reachHints[result.failure.kind],
        );
      },
    },
    {
      ...base,
      id: 'NET-HTTP',
      title: { en: 'the server speaks HTTP', zh: '服务器使用 HTTP 协议' },
      hint: {
        en: 'Something else listens on this port, or it is http where https is meant (or the other way round).',
        zh: '该端口上运行的可能是其他服务，或混淆了 http 与 https。',
      },
      needs: ['NET-REACHABLE'],
      run: async (): Promise<Verdict> => {
        const result = await outcome();
        if (result.answered || result.failure.kind !== 'protocol') return passed;
        return failed(
          { en: 'an HTTP answer', zh: 'HTTP 应答' },
          failureText(result.failure.kind, terminalSafe(result.failure.code)),
        );
      },
    },
  ];
}
