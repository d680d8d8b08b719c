import type { Exchange } from '../delivery/exchange.ts';
import type { Protocol } from '../protocols/model.ts';
import { codeText, got } from './judge.ts';
import {
  type Check,
  type CheckParts,
  checkOf,
  failed,
  type Probe,
  passed,
  skipped,
  type Verdict,
} from './model.ts';
import { jsonFault, refusals, traceFault } from './reply-check.ts';
import { resultMsgFault } from './reply-content.ts';

/** Checks of the way in which forged requests are refused. */
export function refusalChecks(protocol: Protocol): Check[] {
  const check = (id: string, parts: CheckParts) =>
    checkOf(protocol, 'reply', `REFUSAL-${id}`, { needs: ['NET-HTTP'], after: ['authentication'], ...parts });
  return [
    check('FORM', {
      title: { en: 'refusals are HTTP 200 with a JSON result', zh: '拒绝时返回 HTTP 200 和 JSON 结果' },
      hint: {
        en: 'Say by resultCode what is wrong, over HTTP 200, also when a parameter of the proof is missing; never let an exception decide the answer.',
        zh: '用 HTTP 200 和 resultCode 说明错误，签名相关参数缺失时也一样；不要让异常决定应答。',
      },
      run: (probe) =>
        judge(
          probe,
          ({ outcome, reply }) => {
            if (!outcome.answered || outcome.answer.status !== 200) return false;
            return (
              reply?.resultCode !== undefined && jsonFault(reply.text, outcome.answer.truncated) === undefined
            );
          },
          {
            en: 'HTTP 200 with {"resultCode":…,"resultMsg":…}',
            zh: 'HTTP 200 和 {"resultCode"：…，"resultMsg"：…}',
          },
        ),
    }),
    check('MSG', {
      needs: ['NET-HTTP', 'REPLY-RESULT-MSG'],
      title: { en: 'refusals carry a resultMsg', zh: '拒绝时带有 resultMsg' },
      hint: {
        en: 'Answer resultCode and resultMsg always.',
        zh: '任何应答都应包含 resultCode 和 resultMsg。',
      },
      run: (probe) =>
        judge(
          probe,
          ({ reply }) =>
            reply?.resultCode === undefined || resultMsgFault(reply.json?.resultMsg) === undefined,
          { en: 'a resultMsg (string)', zh: 'resultMsg（字符串）' },
          { en: ', without a resultMsg', zh: '，没有 resultMsg' },
        ),
    }),
    check('CODE', {
      severity: 'warning',
      title: { en: 'refusals say 000001 or 000002', zh: '拒绝时结果码为 000001 或 000002' },
      hint: {
        en: 'A wrong or missing signature is 000001; a missing or unreadable time or nonce is 000002.',
        zh: '签名错误或缺失返回 000001；时间戳或 nonce 缺失、无法解析返回 000002。',
      },
      run: (probe) =>
        judge(
          probe,
          ({ reply }) =>
            reply?.resultCode === undefined || reply.resultCode === '000001' || reply.resultCode === '000002',
          { en: codeText('000001').en, zh: codeText('000001').zh },
        ),
    }),
    check('TRACE', {
      severity: 'warning',
      title: { en: 'refusals show no stack trace', zh: '拒绝时不暴露堆栈信息' },
      hint: { en: 'Log the error, answer its result code.', zh: '请把错误写入日志，只返回结果码。' },
      run: (probe) =>
        judge(
          probe,
          ({ reply }) => traceFault(reply?.text ?? '') === undefined,
          { en: 'no internals in an answer', zh: '应答中不含内部信息' },
          { en: ', with a stack trace', zh: '，含堆栈信息' },
        ),
    }),
  ];
}

async function judge(
  probe: Probe,
  right: (exchange: Exchange) => boolean,
  expected: { en: string; zh: string },
  suffix = { en: '', zh: '' },
): Promise<Verdict> {
  const all = refusals(probe);
  if (all.length === 0) return skipped({ en: 'nothing was refused', zh: '没有被拒绝的请求' });
  const wrong = all.filter(({ exchange }) => !right(exchange));
  const first = wrong[0];
  if (!first) return passed;
  const where = [...new Set(wrong.map(({ check }) => check))].join(', ');
  const { en, zh } = got(first.exchange);
  return failed(
    expected,
    { en: `${en}${suffix.en} (${where})`, zh: `${zh}${suffix.zh}（${where}）` },
    first.exchange,
  );
}
