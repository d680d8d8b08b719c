import type { Localized } from '../../text/localized.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, verbatim } from '../../text/translate.ts';
import type { Protocol } from '../protocols/model.ts';
import { describeFailure } from './judge.ts';
import { type Check, checkOf, failed, type Probe, passed, skipped, type Verdict } from './model.ts';
import { debuggerPage, encodingFault, headerValue, isOk, replyCheck, traceFault } from './reply-check.ts';

const kibibyte = 1024;
const maxReasonableSize = 64 * kibibyte;
const slowResponseMs = 5000;

/** Checks of the HTTP answer, whatever it says. */
export function replyFormChecks(protocol: Protocol): Check[] {
  return [
    checkOf(protocol, 'reply', 'REPLY-ANSWER', {
      after: ['life', 'end'],
      source: debuggerPage,
      title: both('every delivery is answered, whole'),
      hint: both(
        'Answer within 20 s; do not close the connection before the whole body is sent, and state its length rightly.',
      ),
      debuggerMessage: both('The production address is unreachable.'),
      needs: ['NET-HTTP'],
      run: checkEveryResponse,
    }),
    replyCheck(
      protocol,
      {
        id: 'STATUS',
        title: both('the status is HTTP 200'),
        hint: both('Only HTTP 200 counts as an answer; say what went wrong by resultCode.'),
        debuggerMessage: both('Debugging failed. httpCode={httpCode}. Check the server log.'),
      },
      ({ status }) =>
        status === 200 || isRedirect(status)
          ? undefined
          : {
              expected: verbatim('HTTP 200'),
              actual: verbatim(`HTTP ${status}`),
              fill: { httpCode: String(status) },
              ...(status === 415 && { hint: charsetHint }),
              ...(status === 404 && { hint: pathHint }),
            },
    ),
    replyCheck(
      protocol,
      {
        id: 'REDIRECT',
        title: both('there is no redirect'),
        hint: both('Register the final address: a callback is not followed to another place.'),
      },
      (answer) =>
        isRedirect(answer.status)
          ? {
              expected: verbatim('HTTP 200'),
              actual: verbatim(
                `HTTP ${answer.status} → ${terminalSafe(headerValue(answer, 'location') ?? '?').slice(0, 200)}`,
              ),
            }
          : undefined,
    ),
    replyCheck(
      protocol,
      {
        id: 'CONTENT-TYPE',
        of: isOk,
        title: both('the content type is application/json'),
        hint: both(
          'Set Content-Type: application/json;charset=UTF-8 on every answer, whatever the request accepts.',
        ),
        debuggerMessage: both(
          'The content type of the response is {contentType}; it must be "application/json".',
        ),
      },
      (answer) => {
        const type = headerValue(answer, 'content-type');
        if (type?.split(';')[0]?.trim().toLowerCase() === 'application/json') return undefined;
        const shown = terminalSafe(type ?? '').slice(0, 100);
        return {
          expected: verbatim('application/json'),
          actual: type === undefined ? both('no Content-Type') : verbatim(shown),
          fill: { contentType: shown },
        };
      },
    ),
    replyCheck(
      protocol,
      {
        id: 'ENCODING',
        title: both('the body is UTF-8 without a byte order mark'),
        hint: both('Write the body as UTF-8 and say so in the content type.'),
      },
      encodingFault,
    ),
    replyCheck(
      protocol,
      {
        id: 'SIZE',
        severity: 'warning',
        title: both('the body is of a sane size'),
        hint: both('Answer with the documented fields alone.'),
      },
      ({ body, truncated }) =>
        body.length <= maxReasonableSize
          ? undefined
          : {
              expected: both('at most 64 KiB'),
              actual: verbatim(`${truncated ? '> ' : ''}${Math.round(body.length / kibibyte)} KiB`),
            },
    ),
    replyCheck(
      protocol,
      {
        id: 'TIME',
        severity: 'warning',
        title: both('answers come within 5 s'),
        hint: both(
          "Provision in the background (000004) where it takes long; one of Huawei's pages allows 5 s, another 20 s.",
        ),
        source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649475.html',
      },
      ({ durationMs }) =>
        durationMs <= slowResponseMs
          ? undefined
          : { expected: verbatim('≤ 5 s'), actual: verbatim(`${(durationMs / 1000).toFixed(1)} s`) },
    ),
    replyCheck(
      protocol,
      {
        id: 'TRACE',
        severity: 'warning',
        title: both('no stack trace is shown'),
        hint: both('Log the error, answer 000005.'),
      },
      (_answer, { reply }) => traceFault(reply?.text ?? ''),
    ),
  ];
}

const pathHint: Localized = both(
  'There is nothing at this path of your server: check the path of the URL (kit interfaces: KooGallery appends /produceAPI/… to the address).',
);

const charsetHint: Localized = both(
  'KooGallery sends Content-Type: application/json;charset=utf8, which some frameworks (express.json among them) answer with 415, since they know utf-8 alone: read the body as text and parse it yourself.',
);

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

async function checkEveryResponse(probe: Probe): Promise<Verdict> {
  const limitMs = 20_000;
  for (const exchange of probe.memory.steps.values()) {
    const { outcome, activity } = exchange;
    const expected = both('a whole answer within 20 s');
    if (!outcome.answered) {
      const text = describeFailure(outcome.failure.kind, outcome.failure.code);
      const seconds = (outcome.failure.durationMs / 1000).toFixed(1);
      return failed(
        expected,
        both('{name}: {text} after {seconds} s', { name: activity.name, text, seconds }),
        exchange,
        outcome.failure.kind === 'timeout' ? timeoutHint : undefined,
      );
    }
    if (outcome.answer.durationMs > limitMs) {
      const seconds = (outcome.answer.durationMs / 1000).toFixed(1);
      return failed(
        expected,
        both('{name}: after {seconds} s', { name: activity.name, seconds }),
        exchange,
        timeoutHint,
      );
    }
  }
  return probe.memory.steps.size > 0 ? passed : skipped(both('nothing was delivered'));
}

const timeoutHint: Localized = both(
  'KooGallery gives up after 20 s ("调测失败,调用接口超时20s"). Answer at once and provision in the background (000004).',
);
