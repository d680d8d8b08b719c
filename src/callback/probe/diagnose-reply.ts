import { decryptField } from '../../signing/sensitive-field.ts';
import { both, type Localized } from '../../text/translate.ts';
import type { Exchange } from '../delivery/exchange.ts';
import type { Probe, Verdict } from './model.ts';
import { headerValue, isAccepted } from './response.ts';

/** Gives a failed verdict a more specific hint, if there is one. */
export function withHint(verdict: Verdict, hint: Localized | undefined): Verdict {
  return verdict.status === 'failed' && hint ? { ...verdict, hint } : verdict;
}

/** Explains a call that must succeed and failed; `undefined` if the cause is not known. */
export function explainFailure(probe: Probe, exchange: Exchange): Localized | undefined {
  if (isAccepted(exchange)) return undefined;
  const cause = explainLockedMap(exchange) ?? explainUndecryptedSecret(exchange);
  return cause ?? explainForgottenInstance(probe, exchange);
}

/** Recognises the code and the messages with which Huawei's sample reports a secret that it cannot decrypt. */
function explainUndecryptedSecret({ activity, reply }: Exchange): Localized | undefined {
  const isNamed = reply?.resultCode === '000101' || /decrypt|oaep|padding|解密/i.test(reply?.resultMsg ?? '');
  if (activity.name !== 'applicationSync' || !isNamed) return undefined;
  return both(
    'Decrypt clientSecret with your private key: RSA with OAEP, SHA-256 and MGF1 with SHA-1, as Java does by default with RSA/ECB/OAEPWithSHA-256AndMGF1Padding. One hash for both is wrong: oaepHash of Node, rsa.DecryptOAEP of Go and MGF1(SHA256()) of Python use SHA-256 twice, openssl_private_decrypt of PHP uses SHA-1 twice. `--snippet LANGUAGE` prints the code. The key of --rsa-public-key must be its public key.',
  );
}

const lockedMap = /locked ParameterMap|锁定的参数|UnsupportedOperationException/;

/**
 * Recognises a parameter map that the servlet container does not let a server change.
 * @see https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649156.html
 */
export function explainLockedMap({ protocol, reply }: Exchange): Localized | undefined {
  if (protocol.method !== 'GET' || !lockedMap.test(reply?.text ?? '')) return undefined;
  return both(
    'Copy the parameter map before you remove authToken from it: `new TreeMap<>(request.getParameterMap())`. Tomcat and Jetty do not allow changes to the map of the request.',
  );
}

/** Recognises an instance that the server itself returned and does not know any more. */
function explainForgottenInstance(
  { memory }: Probe,
  { activity, values, reply }: Exchange,
): Localized | undefined {
  const id = memory.created?.instanceId;
  if (id === undefined || (values.instanceId !== id && activity.name !== 'newInstance')) return undefined;
  const accepted = [...memory.steps.values()].filter(isAccepted);
  if (accepted.some((step) => step.activity.name === 'releaseInstance')) return keepReleased;
  const isKnown = accepted.some((step) => step.values.instanceId === id);
  return reply?.resultCode === '000003' && !isKnown ? forgottenInstance : undefined;
}

const keepReleased: Localized = both(
  'Keep the released instances of debugging calls (testFlag 1) and let all their calls succeed: KooGallery replays the saved test cases unchanged twice a day, whatever the state of the instance.',
);

/** The hint for a server that returns an instance and does not know it. */
export const forgottenInstance: Localized = both(
  'Your server returned this instance ID for the order, but does not know the instance. Most likely an earlier run released it. {keep}',
  { keep: keepReleased },
);

/** Explains two instance IDs for one order. */
export function explainOtherInstanceId(key: string, first: string, second: string): Localized | undefined {
  const plain = ([256, 128] as const)
    .map((bits) => [first, second].map((id) => decryptField(key, id, bits)))
    .find(([a, b]) => a?.ok && b?.ok && a.text === b.text)?.[0];
  if (plain?.ok) {
    return both(
      'Both IDs decrypt to {text}: your server encrypts instanceId, each time with another IV. instanceId is not an encrypted field. Return it in plain text.',
      { text: plain.text },
    );
  }
  if (!isCiphertext(first) || !isCiphertext(second)) return undefined;
  return both(
    'Both IDs look like ciphertext with an IV: your server probably encrypts instanceId, each time with another IV. instanceId is not an encrypted field. Return it in plain text.',
  );
}

/** Whether a text looks like an IV of 16 letters and digits with the base64 of AES blocks, or base64 of both. */
function isCiphertext(text: string): boolean {
  const hasBlocks = (base64: string) => {
    const bytes = Buffer.from(base64, 'base64');
    return bytes.length > 0 && bytes.length % 16 === 0 && bytes.toString('base64') === base64;
  };
  if (/^[\da-f-]*$/i.test(text)) return false;
  return (
    (/^[A-Za-z0-9]{16}/.test(text) && hasBlocks(text.slice(16))) || (text.length > 24 && hasBlocks(text))
  );
}

/** Recognises a server of the other generation: only V1 signs its responses, and each has a method of its own. */
export function explainOtherProtocol(exchange: Exchange): Localized | undefined {
  const { protocol, outcome } = exchange;
  const other = protocol.id === 'v2' ? 'v1' : protocol.id === 'v1' && 'v2';
  if (!outcome.answered || !other || isAccepted(exchange)) return undefined;
  const isSigned = headerValue(outcome.response, 'body-sign') !== undefined;
  if (outcome.response.status !== 405 && (protocol.replySigned || !isSigned)) return undefined;
  return both(
    'Your server seems to speak {other}, and is called with {protocol}: V1 calls it by GET and demands Body-Sign in its response, V2 calls it by POST. If so, choose --protocol {other}.',
    { other, protocol: protocol.id },
  );
}

/** Explains the response to an unknown activity: a server that fails needs another advice than one that accepts it. */
export function explainUnknownActivity(exchange: Exchange): Localized | undefined {
  if (isAccepted(exchange)) return undefined;
  return both(
    'Handle an unknown activity, for example in the `default` branch: return 000002 with HTTP 200. Your server fails on it instead of answering.',
  );
}
