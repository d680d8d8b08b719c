import { type Masking, maskRequest, maskResponse } from '../../exchanges/masking.ts';
import type { ExchangeRequest, RecordedAnswer, RecordedRequest } from '../../exchanges/model.ts';
import type { Parameter } from '../../http/capture/model.ts';
import type { Localized } from '../../text/localized.ts';
import { createRedactor, maskable } from '../../text/redact.ts';
import type { ProtocolId } from '../protocols/model.ts';
import { redactFields, redactQuery, secretFieldsOf } from './secret-fields.ts';

/** Longest body of a request that is kept, in bytes: all that a kit interface sends can be sent again. */
const maxRequestBody = 4 * 1024 * 1024;
/** Longest body of an answer that is kept, in bytes. */
const maxAnswerBody = 64 * 1024;

/** Headers with credentials. They do not include authToken, x-sign and signature, which sign one request only. */
const credentialHeaders =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-(auth|security|csrf|access)-token|x-api-key|api-key)$/i;

/** Masks a header with credentials, and secrets in others. */
export function maskHeader([name, value]: Parameter, hide: (text: string) => string): Parameter {
  return [hide(name), credentialHeaders.test(name) && value !== '' ? '***' : hide(value)];
}

/**
 * Creates the functions that replace the parts of a call that must not be stored: known secrets, credentials, and the
 * clear text of encrypted fields. Secrets of fewer than 8 characters are not masked, since they would hit other words.
 *
 * @param secrets access keys, and whatever else is known to be secret
 */
export function createCallRedactor(secrets: readonly string[]) {
  const hide = createRedactor(maskable(secrets));
  const hideBoth = ({ en, zh }: Localized): Localized => ({ en: hide(en), zh: hide(zh) });
  const maskingOf = (protocol: ProtocolId | undefined, side: 'request' | 'reply'): Masking => {
    const fields = secretFieldsOf(protocol, side);
    return {
      url: (url) => hide(redactQuery(url, fields)),
      header: (header) => maskHeader(header, hide),
      body: (body) => hide(redactFields(body, fields)),
    };
  };
  return {
    request: (request: ExchangeRequest, protocol: ProtocolId | undefined): RecordedRequest =>
      maskRequest(request, maskingOf(protocol, 'request'), maxRequestBody),
    answer: (answer: RecordedAnswer, protocol: ProtocolId | undefined): RecordedAnswer =>
      'failure' in answer
        ? { ...answer, failure: hideBoth(answer.failure) }
        : maskResponse(answer, maskingOf(protocol, 'reply'), maxAnswerBody),
    text: hideBoth,
    value: hide,
    /** Redacts a sentence about an answer, which may quote its fields. */
    quote: (said: string, protocol: ProtocolId | undefined) => maskingOf(protocol, 'reply').body(said),
  };
}
