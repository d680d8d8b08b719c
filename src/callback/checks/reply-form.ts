import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import type { Protocol } from '../protocols/model.ts';
import { failureText } from './judge.ts';
import { type Check, checkOf, failed, type Probe, passed, same, skipped, type Verdict } from './model.ts';
import { debuggerPage, encodingFault, header, isOk, replyCheck, traceFault } from './reply-check.ts';

const kibibyte = 1024;
const saneSize = 64 * kibibyte;
const slowMs = 5000;

/** Checks of the HTTP answer, whatever it says. */
export function replyFormChecks(protocol: Protocol): Check[] {
  return [
    checkOf(protocol, 'reply', 'REPLY-ANSWER', {
      after: ['life', 'end'],
      source: debuggerPage,
      title: { en: 'every delivery is answered, whole', zh: '每次请求都收到完整应答' },
      hint: {
        en: 'Answer within 20 s; do not close the connection before the whole body is sent, and state its length rightly.',
        zh: '请在 20 秒内应答；应答体发送完之前不要关闭连接，Content-Length 必须正确。',
      },
      debuggerMessage: { en: 'The production address is unreachable.', zh: '调测失败,生产地址不可达.' },
      needs: ['NET-HTTP'],
      run: everyAnswer,
    }),
    replyCheck(
      protocol,
      {
        id: 'STATUS',
        title: { en: 'the status is HTTP 200', zh: 'HTTP 状态码为 200' },
        hint: {
          en: 'Only HTTP 200 counts as an answer; say what went wrong by resultCode.',
          zh: '只有 HTTP 200 才算有效应答；错误请通过 resultCode 表达。',
        },
        debuggerMessage: {
          en: 'Debugging failed. httpCode={httpCode}. Check the server log.',
          zh: '调测失败,接口响应httpCode={httpCode},请检查服务器日志,定位失败原因.',
        },
      },
      ({ status }) =>
        status === 200 || isRedirect(status)
          ? undefined
          : {
              expected: same('HTTP 200'),
              actual: same(`HTTP ${status}`),
              fill: { httpCode: String(status) },
              ...(status === 415 && { hint: charsetHint }),
              ...(status === 404 && { hint: pathHint }),
            },
    ),
    replyCheck(
      protocol,
      {
        id: 'REDIRECT',
        title: { en: 'there is no redirect', zh: '没有重定向' },
        hint: {
          en: 'Register the final address: a callback is not followed to another place.',
          zh: '请登记最终地址：回调不会跟随重定向。',
        },
      },
      (answer) =>
        isRedirect(answer.status)
          ? {
              expected: same('HTTP 200'),
              actual: same(
                `HTTP ${answer.status} → ${terminalSafe(header(answer, 'location') ?? '?').slice(0, 200)}`,
              ),
            }
          : undefined,
    ),
    replyCheck(
      protocol,
      {
        id: 'CONTENT-TYPE',
        of: isOk,
        title: { en: 'the content type is application/json', zh: 'Content-Type 为 application/json' },
        hint: {
          en: 'Set Content-Type: application/json;charset=UTF-8 on every answer, whatever the request accepts.',
          zh: '每个应答都应设置 Content-Type: application/json;charset=UTF-8，与请求的 Accept 无关。',
        },
        debuggerMessage: {
          en: 'The content type of the response is {contentType}; it must be "application/json".',
          zh: '调测失败,响应content-type格式错误,返回的格式为{contentType},正确的格式为"application/json".',
        },
      },
      (answer) => {
        const type = header(answer, 'content-type');
        if (type?.split(';')[0]?.trim().toLowerCase() === 'application/json') return undefined;
        const shown = terminalSafe(type ?? '').slice(0, 100);
        return {
          expected: same('application/json'),
          actual: type === undefined ? { en: 'no Content-Type', zh: '没有 Content-Type' } : same(shown),
          fill: { contentType: shown },
        };
      },
    ),
    replyCheck(
      protocol,
      {
        id: 'ENCODING',
        title: { en: 'the body is UTF-8 without a byte order mark', zh: '应答体为无 BOM 的 UTF-8' },
        hint: {
          en: 'Write the body as UTF-8 and say so in the content type.',
          zh: '应答体请用 UTF-8 编码，并与 Content-Type 中的 charset 一致。',
        },
      },
      encodingFault,
    ),
    replyCheck(
      protocol,
      {
        id: 'SIZE',
        severity: 'warning',
        title: { en: 'the body is of a sane size', zh: '应答体大小合理' },
        hint: { en: 'Answer with the documented fields alone.', zh: '只返回文档规定的字段。' },
      },
      ({ body, truncated }) =>
        body.length <= saneSize
          ? undefined
          : {
              expected: { en: 'at most 64 KiB', zh: '不超过 64 KiB' },
              actual: same(`${truncated ? '> ' : ''}${Math.round(body.length / kibibyte)} KiB`),
            },
    ),
    replyCheck(
      protocol,
      {
        id: 'TIME',
        severity: 'warning',
        title: { en: 'answers come within 5 s', zh: '5 秒内应答' },
        hint: {
          en: "Provision in the background (000004) where it takes long; one of Huawei's pages allows 5 s, another 20 s.",
          zh: '耗时较长时请异步开通（000004）；官方文档一处要求 5 秒，另一处为 20 秒。',
        },
        source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649475.html',
      },
      ({ durationMs }) =>
        durationMs <= slowMs
          ? undefined
          : { expected: same('≤ 5 s'), actual: same(`${(durationMs / 1000).toFixed(1)} s`) },
    ),
    replyCheck(
      protocol,
      {
        id: 'TRACE',
        severity: 'warning',
        title: { en: 'no stack trace is shown', zh: '不暴露堆栈信息' },
        hint: { en: 'Log the error, answer 000005.', zh: '请把错误写入日志，应答返回 000005。' },
      },
      (_answer, { reply }) => traceFault(reply?.text ?? ''),
    ),
  ];
}

const pathHint: Localized = {
  en: 'There is nothing at this path of your server: check the path of the URL (kit interfaces: KooGallery appends /produceAPI/… to the address).',
  zh: '服务器的该路径下没有内容：请检查 URL 的路径（Kit 接口会在地址后追加 /produceAPI/…）。',
};

const charsetHint: Localized = {
  en: 'KooGallery sends Content-Type: application/json;charset=utf8, which some frameworks (express.json among them) answer with 415, since they know utf-8 alone: read the body as text and parse it yourself.',
  zh: '云商店发送 Content-Type: application/json;charset=utf8，部分框架（如 express.json）只识别 utf-8 而返回 415：请按文本读取请求体并自行解析。',
};

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

async function everyAnswer(probe: Probe): Promise<Verdict> {
  const limitMs = 20_000;
  for (const exchange of probe.memory.steps.values()) {
    const { outcome, activity } = exchange;
    const expected = { en: 'a whole answer within 20 s', zh: '20 秒内的完整应答' };
    if (!outcome.answered) {
      const text = failureText(outcome.failure.kind, outcome.failure.code);
      const seconds = (outcome.failure.durationMs / 1000).toFixed(1);
      return failed(
        expected,
        {
          en: `${activity.name}: ${text.en} after ${seconds} s`,
          zh: `${activity.name}：${seconds} 秒后${text.zh}`,
        },
        exchange,
        outcome.failure.kind === 'timeout' ? timeoutHint : undefined,
      );
    }
    if (outcome.answer.durationMs > limitMs) {
      const seconds = (outcome.answer.durationMs / 1000).toFixed(1);
      return failed(
        expected,
        { en: `${activity.name}: after ${seconds} s`, zh: `${activity.name}：耗时 ${seconds} 秒` },
        exchange,
        timeoutHint,
      );
    }
  }
  return probe.memory.steps.size > 0
    ? passed
    : skipped({ en: 'nothing was delivered', zh: '没有发送过请求' });
}

const timeoutHint: Localized = {
  en: 'KooGallery gives up after 20 s ("调测失败,调用接口超时20s"). Answer at once and provision in the background (000004).',
  zh: '云商店 20 秒后放弃（“调测失败,调用接口超时20s”）。请立即应答，并异步开通（000004）。',
};
