import { encryptField } from '../../signing/sensitive-field.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { readPart } from '../delivery/tamper.ts';
import type { Protocol } from '../protocols/model.ts';
import { judgeSuccess } from './judge.ts';
import type { Overrides, Probe } from './model.ts';
import { type Check, skipped } from './model.ts';
import { testCallOf, testCallValues } from './test-call.ts';
import {
  judgeAgainstPlainCall,
  judgeVerified,
  otherFormChecks,
  sendTestCall,
  verificationCheck,
} from './verification-forms.ts';

/** Checks that unusual but rightly signed requests are not refused. */
export function verificationChecks(protocol: Protocol): Check[] {
  const text = textField(protocol);
  const withText = (value: string): Overrides => ({ [text]: value });
  // Where a protocol has no free text of its own, the text travels in a parameter the merchant does not know.
  const needsExtra = text === extra ? ['VERIFY-EXTRA'] : [];
  const isQuery = protocol.method === 'GET';
  return [
    verificationCheck(protocol, 'EXTRA', {
      title: both('a parameter you do not know is signed over and ignored'),
      hint: both(
        'Sign over the parameters as they were received, not over the fields of your own class, and ignore what you do not know: KooGallery adds parameters from time to time.',
      ),
      run: async (probe) => judgeAgainstPlainCall(probe, await sendTestCall(probe, { [extra]: 'koo' })),
    }),
    verificationCheck(protocol, 'CHINESE', {
      needs: needsExtra,
      title: both('Chinese text verifies'),
      hint: encodingHint,
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText('华为云商店用户'))),
    }),
    verificationCheck(protocol, 'EMOJI', {
      needs: ['VERIFY-CHINESE'],
      title: both('text outside the basic plane (emoji) verifies'),
      hint: encodingHint,
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText('koo 🛒𠮷'))),
    }),
    ...(isQuery ? [plusCheck(protocol)] : []),
    verificationCheck(protocol, 'RESERVED', {
      needs: isQuery ? ['VERIFY-PLUS'] : needsExtra,
      title: both('+ / = & % # ? and quotes in a value verify'),
      hint: both(
        'Decode each value once, no more: a second decoding turns + into a blank and breaks on %. In JSON do not escape / or HTML characters before signing.',
      ),
      run: async (probe) =>
        judgeVerified(await sendTestCall(probe, withText('a+b/c=d&e%20f#g?h"i\'j<k>l\\m'))),
    }),
    verificationCheck(protocol, 'BLANKS', {
      needs: needsExtra,
      title: both('blanks around a value are part of it'),
      hint: both('Do not trim values before signing.'),
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText(' koo  gallery '))),
    }),
    // The console's own call of the kit has empty values already.
    ...(protocol.keyClass === 'kit' ? [] : [emptyValueCheck(protocol)]),
    verificationCheck(protocol, 'CONTROL', {
      needs: needsExtra,
      title: both('a line break and a tab in a value verify'),
      hint: encodingHint,
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText('koo\n\tgallery'))),
    }),
    ...otherFormChecks(protocol, text),
    ...(protocol.activities.some(({ name }) => name === 'queryInstance') ? [manyIdsCheck(protocol)] : []),
  ];
}

const extra = 'kooExtra';

const encodingHint: Localized = both(
  'Read the request as UTF-8 and sign over its UTF-8 bytes, characters as they are (no \\u escapes).',
);

function emptyValueCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'EMPTY', {
    needs: ['VERIFY-EXTRA'],
    title: both('an empty value verifies'),
    hint: both('An empty value is signed over like any other.'),
    severity: 'warning',
    run: async (probe) => judgeVerified(await sendTestCall(probe, { [extra]: '' })),
  });
}

/** A parameter of the subject's call that takes free text. */
function textField(protocol: Protocol): string {
  if (protocol.id === 'v1') return 'customerName';
  return protocol.keyClass === 'kit' ? 'name' : extra;
}

/**
 * Base64 in a query holds a `+` by chance. All other requests are made without one, so that a server which reads it
 * as a blank is told so by this check alone, and every time.
 */
function plusCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'PLUS', {
    title: both('a + in authToken and in encrypted values is kept'),
    hint: both(
      'The + arrives as %2B: decode once and it stays. A second decoding turns it into a blank; as a last resort put the + back in authToken, mobilePhone and email before you verify.',
    ),
    run: async (probe) => {
      const values = testCallValues(probe, {
        mobilePhone: encryptedWithPlus(probe, '15905222222'),
        email: encryptedWithPlus(probe, 'test@example.com'),
      });
      const { activity } = testCallOf(protocol);
      for (let age = 0; ; age += 1) {
        const timestamp = protocol.timestamp(new Date(probe.now().getTime() - age));
        const sealed = protocol.seal({
          activity: probe.activity(activity),
          target: probe.options.target,
          values,
          key: probe.key,
          timestamp,
          nonce: '',
        });
        if (readPart(sealed, protocol.proof.signature)?.includes('+'))
          return judgeAgainstPlainCall(probe, await probe.send(activity, values, { timestamp }));
      }
    },
  });
}

function encryptedWithPlus(probe: Probe, plain: string): string {
  for (;;) {
    const text = encryptField(probe.key, plain, { bits: probe.options.encrypt, iv: probe.id(16) });
    if (text.includes('+')) return text;
  }
}

function manyIdsCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'MANY-IDS', {
    activity: 'queryInstance',
    needs: ['LIFE-QUERY'],
    severity: 'warning',
    title: both('queryInstance with 100 ids finds the known one'),
    hint: both('instanceId is a list of up to 100 ids, separated by commas: answer those you know.'),
    run: async (probe) => {
      const own = probe.memory.created?.instanceId;
      if (own === undefined) return skipped(both('there is no instance'));
      const ids = [own, ...Array.from({ length: 99 }, () => probe.id())].join(',');
      return judgeSuccess(
        await probe.send('queryInstance', probe.values('queryInstance', { instanceId: ids })),
      );
    },
  });
}
