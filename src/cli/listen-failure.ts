import { KooError } from '../errors/koo-error.ts';
import { systemCode } from '../errors/system-code.ts';
import type { Localized } from '../text/localized.ts';

const reasons: Readonly<Record<string, { readonly code: string; readonly text: Localized }>> = {
  EADDRINUSE: { code: 'PORT_IN_USE', text: { en: 'the port is in use', zh: '端口已被占用' } },
  EACCES: {
    code: 'PORT_NOT_ALLOWED',
    text: { en: 'this user may not use the port', zh: '当前用户无权使用该端口' },
  },
  EADDRNOTAVAIL: {
    code: 'NO_SUCH_ADDRESS',
    text: { en: 'this machine does not have the address', zh: '本机没有该地址' },
  },
  ENOTFOUND: { code: 'NO_SUCH_ADDRESS', text: { en: 'the host name is not known', zh: '主机名无法解析' } },
};

/**
 * Why a server cannot listen, as a failure of the network (exit 6): the command may be right, the machine is busy.
 *
 * @param flags of the command that choose where it listens
 */
export function listenFailure(
  error: unknown,
  host: string,
  port: number,
  flags: readonly ('port' | 'host')[] = ['port', 'host'],
): KooError {
  const reason = systemCode(error) ?? 'UNKNOWN';
  const { code, text } = reasons[reason] ?? {
    code: 'CANNOT_LISTEN',
    text: { en: reason, zh: reason },
  };
  const named = flags.map((flag) => `--${flag}`);
  return new KooError(
    {
      category: 'network',
      code,
      message: {
        en: `Cannot listen on ${host}:${port}: ${text.en}`,
        zh: `无法监听 ${host}:${port}：${text.zh}`,
      },
      hint: {
        en: `Choose another one with ${named.join(' or ')}; --port 0 takes any free port.`,
        zh: `请用 ${named.join(' 或 ')} 另选；--port 0 表示任选一个空闲端口。`,
      },
    },
    { cause: error },
  );
}
