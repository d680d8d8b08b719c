import { failed, passed, skipped } from '../../suite/check.ts';
import { terminalSafe } from '../../text/terminal-safe.ts';
import { both, type Localized, verbatim } from '../../text/translate.ts';
import { responseTimeoutMs } from '../delivery/limits.ts';
import { explainLockedMap } from '../probe/diagnose-reply.ts';
import { type Check, checkOf, type Probe, type Verdict } from '../probe/model.ts';
import {
  acceptFault,
  acceptHint,
  debuggerPage,
  encodingFault,
  isJsonType,
  isOk,
  replyCheck,
} from '../probe/reply-check.ts';
import { describeFailure, headerValue, isReadable } from '../probe/response.ts';
import type { Protocol } from '../protocols/model.ts';
import { traceFault } from './stack-trace.ts';

const maxReasonableBytes = 64 * 1024;
const slowResponseMs = 5000;

export function replyFormChecks(protocol: Protocol): Check[] {
  return [
    checkOf(protocol, 'reply', 'REPLY-ANSWER', {
      after: ['life', 'end'],
      source: debuggerPage,
      title: both('Every request receives a complete response'),
      hint: both(
        'Respond within 20 s. Send a correct Content-Length, and do not close the connection before the whole body is sent.',
      ),
      debuggerMessage: both('The production address is unreachable.'),
      needs: ['NET-HTTP'],
      run: checkEveryResponse,
    }),
    replyCheck(protocol, 'STATUS', {
      appliesTo: ({ outcome }) => !(outcome.answered && isRedirect(outcome.response.status)),
      title: both('The HTTP status is 200'),
      hint: both(
        'Return HTTP 200 and report errors in resultCode. Other statuses do not count as a response.',
      ),
      debuggerMessage: both('Debugging failed. httpCode={httpCode}. Check the server log.'),
      findFault: ({ status }, exchange) => {
        if (status === 200) return undefined;
        const hint = statusHints.get(status) ?? explainLockedMap(exchange);
        return {
          expected: verbatim('HTTP 200'),
          actual: verbatim(`HTTP ${status}`),
          fill: { httpCode: String(status) },
          ...(hint && { hint }),
        };
      },
    }),
    replyCheck(protocol, 'REDIRECT', {
      title: both('The response is not a redirect'),
      hint: both('Register the final address. KooGallery does not follow redirects.'),
      findFault: (response) => {
        if (!isRedirect(response.status)) return undefined;
        const target = terminalSafe(headerValue(response, 'location') ?? '?').slice(0, 200);
        return { expected: verbatim('HTTP 200'), actual: verbatim(`HTTP ${response.status} → ${target}`) };
      },
    }),
    replyCheck(protocol, 'CONTENT-TYPE', {
      appliesTo: isOk,
      title: both('The Content-Type is application/json'),
      hint: both(
        'Set Content-Type: application/json;charset=UTF-8 in every response, regardless of the Accept header of the request.',
      ),
      debuggerMessage: both(
        'The content type of the response is {contentType}; it must be "application/json".',
      ),
      findFault: (response) => {
        if (isJsonType(response)) return undefined;
        const type = headerValue(response, 'content-type');
        const shown = terminalSafe(type ?? '').slice(0, 100);
        return {
          expected: verbatim('application/json'),
          actual: type === undefined ? both('no Content-Type') : verbatim(shown),
          fill: { contentType: shown },
        };
      },
    }),
    ...(protocol.replySigned ? [acceptCheck(protocol)] : []),
    replyCheck(protocol, 'ENCODING', {
      appliesTo: ({ outcome }) => outcome.answered && outcome.response.body.length > 0,
      title: both('The body is UTF-8 without a byte order mark'),
      hint: both('Write the body in UTF-8 and declare it in Content-Type.'),
      findFault: encodingFault,
    }),
    replyCheck(protocol, 'SIZE', {
      severity: 'warning',
      title: both('The body is not larger than 64 KiB'),
      hint: both('Return only the documented fields.'),
      findFault: ({ body, truncated }) => {
        if (body.length <= maxReasonableBytes) return undefined;
        const size = `${truncated ? '> ' : ''}${Math.round(body.length / 1024)} KiB`;
        return { expected: both('at most 64 KiB'), actual: verbatim(size) };
      },
    }),
    replyCheck(protocol, 'TIME', {
      severity: 'warning',
      title: both('Responses arrive within 5 s'),
      hint: both(
        "If provisioning takes long, do it in the background (000004). One of Huawei's pages allows 5 s, another 20 s.",
      ),
      source: 'https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649475.html',
      findFault: ({ durationMs }) =>
        durationMs <= slowResponseMs
          ? undefined
          : { expected: verbatim('≤ 5 s'), actual: verbatim(`${(durationMs / 1000).toFixed(1)} s`) },
    }),
    replyCheck(protocol, 'TRACE', {
      severity: 'warning',
      title: both('Responses contain no stack trace'),
      hint: both('Write the error to the log and return 000005.'),
      findFault: (_response, { reply }) => traceFault(reply?.text ?? ''),
    }),
  ];
}

/** KooGallery's V1 requests are documented without an Accept header. */
function acceptCheck(protocol: Protocol): Check {
  return checkOf(protocol, 'reply', 'REPLY-ACCEPT', {
    after: ['life', 'end'],
    source: debuggerPage,
    severity: 'warning',
    title: both('Responses are JSON even if the request has no Accept header'),
    hint: acceptHint,
    needs: ['NET-HTTP'],
    run: async ({ memory: { withoutAccept, steps } }) => {
      if (withoutAccept) {
        const { expected, actual } = acceptFault(withoutAccept);
        return failed(expected, actual, withoutAccept);
      }
      return [...steps.values()].some(isReadable)
        ? passed
        : skipped(both('no response contains what this check examines'));
    },
  });
}

const statusHints: ReadonlyMap<number, Localized> = new Map([
  [
    404,
    both(
      'Check the path of the URL. Your server has nothing at this path. For the kit interfaces, KooGallery appends /produceAPI/… to the address.',
    ),
  ],
  [
    413,
    both(
      'Accept larger bodies: authSync carries up to 500 users. The limit is that of the body parser or of a proxy in front: express.json({ limit }) in Express (100 kB), client_max_body_size in nginx (1 MB), post_max_size in PHP, maxPostSize in Tomcat, spring.codec.max-in-memory-size in Spring WebFlux.',
    ),
  ],
  [
    415,
    both(
      'Read the body as text and parse it yourself. KooGallery sends Content-Type: application/json;charset=utf8, which some frameworks (such as express.json) reject with 415, because they accept only utf-8.',
    ),
  ],
]);

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

async function checkEveryResponse(probe: Probe): Promise<Verdict> {
  if (probe.memory.stopped) return skipped(both('the server had stopped'));
  const expected = both('a complete response within 20 s');
  for (const exchange of probe.memory.steps.values()) {
    const { outcome, activity } = exchange;
    const { durationMs } = outcome.answered ? outcome.response : outcome.failure;
    const facts = { activity: activity.name, seconds: (durationMs / 1000).toFixed(1) };
    if (!outcome.answered) {
      const { kind, code } = outcome.failure;
      const failure = describeFailure(kind, code);
      const actual = both('{activity}: {failure} after {seconds} s', { ...facts, failure });
      return failed(expected, actual, exchange, kind === 'no-response' ? timeoutHint : undefined);
    }
    if (durationMs > responseTimeoutMs)
      return failed(expected, both('{activity}: response after {seconds} s', facts), exchange, timeoutHint);
  }
  return probe.memory.steps.size > 0 ? passed : skipped(both('no request was sent'));
}

const timeoutHint: Localized = both(
  'Respond at once and provision in the background (000004). KooGallery stops waiting after 20 s.',
);
