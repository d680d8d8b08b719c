import { encryptField } from '../../signing/sensitive-field.ts';
import { skipped } from '../../suite/check.ts';
import type { Localized } from '../../text/localized.ts';
import { both } from '../../text/translate.ts';
import { readPart } from '../delivery/tamper.ts';
import type { Check, Overrides, Probe } from '../probe/model.ts';
import { testActivity, testCallValues } from '../probe/test-call.ts';
import { judgeSuccess } from '../probe/verdicts.ts';
import type { Protocol } from '../protocols/model.ts';
import {
  judgeAgainstPlainCall,
  judgeVerified,
  otherFormChecks,
  sendTestCall,
  verificationCheck,
} from './verification-forms.ts';

/** Checks that unusual but correctly signed requests are accepted. */
export function verificationChecks(protocol: Protocol): Check[] {
  const text = textField(protocol);
  const withText = (value: string): Overrides => ({ [text]: value });
  // A protocol without a free-text parameter sends the text in an unknown parameter.
  const needsExtra = text === extra ? ['VERIFY-EXTRA'] : [];
  const isQuery = protocol.method === 'GET';
  return [
    verificationCheck(protocol, 'EXTRA', {
      title: both('An unknown parameter is signed and otherwise ignored'),
      hint: both(
        'Compute the signature over the parameters as received, not over the fields of your own class, and ignore unknown parameters. KooGallery adds parameters from time to time.',
      ),
      run: async (probe) => judgeAgainstPlainCall(probe, await sendTestCall(probe, { [extra]: 'koo' })),
    }),
    verificationCheck(protocol, 'CHINESE', {
      needs: needsExtra,
      title: both('Chinese text passes verification'),
      hint: encodingHint,
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText('华为云商店用户'))),
    }),
    verificationCheck(protocol, 'EMOJI', {
      needs: ['VERIFY-CHINESE'],
      title: both('Text outside the basic multilingual plane (emoji) passes verification'),
      hint: encodingHint,
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText('koo 🛒𠮷'))),
    }),
    ...(isQuery ? [plusCheck(protocol)] : []),
    verificationCheck(protocol, 'RESERVED', {
      needs: isQuery ? ['VERIFY-PLUS'] : needsExtra,
      title: both('A value with + / = & % # ? and quotes passes verification'),
      hint: both(
        'Decode each value only once. A second decoding turns + into a space and fails on %. In JSON, do not escape / or HTML characters before signing.',
      ),
      run: async (probe) =>
        judgeVerified(await sendTestCall(probe, withText('a+b/c=d&e%20f#g?h"i\'j<k>l\\m'))),
    }),
    verificationCheck(protocol, 'BLANKS', {
      needs: needsExtra,
      title: both('Leading and trailing spaces of a value are signed'),
      hint: both('Do not trim values before signing.'),
      severity: 'warning',
      run: async (probe) => judgeVerified(await sendTestCall(probe, withText(' koo  gallery '))),
    }),
    // The console's kit call already contains empty values.
    ...(protocol.keyClass === 'kit' ? [] : [emptyValueCheck(protocol)]),
    verificationCheck(protocol, 'CONTROL', {
      needs: needsExtra,
      title: both('A value with a line break and a tab passes verification'),
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
  'Read the request as UTF-8 and compute the signature over its UTF-8 bytes, without \\u escapes.',
);

function emptyValueCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'EMPTY', {
    needs: ['VERIFY-EXTRA'],
    title: both('An empty value passes verification'),
    hint: both('Include empty values in the signed text.'),
    severity: 'warning',
    run: async (probe) => judgeVerified(await sendTestCall(probe, { [extra]: '' })),
  });
}

/** A parameter of the test call that accepts free text. */
function textField(protocol: Protocol): string {
  if (protocol.id === 'v1') return 'customerName';
  return protocol.keyClass === 'kit' ? 'name' : extra;
}

/**
 * Base64 in a query contains a `+` at random. All other requests avoid it, so that exactly this check reports a
 * server that reads it as a space.
 */
function plusCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'PLUS', {
    title: both('A + in authToken and in encrypted values is preserved'),
    hint: both(
      'Decode each value only once. The + arrives as %2B, and a second decoding turns it into a space. As a last resort, restore the + in authToken, mobilePhone and email before verifying.',
    ),
    run: async (probe) => {
      const usual = testCallValues(probe);
      const contacts = { mobilePhone: '15905222222', email: 'test@example.com' };
      // A server that refuses one of them is reported elsewhere.
      const sent = Object.entries(contacts).filter(([name]) => usual[name] !== undefined);
      const values = {
        ...usual,
        ...Object.fromEntries(sent.map(([name, plain]) => [name, encryptedWithPlus(probe, plain)])),
      };
      const activity = testActivity(probe);
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
  const bits = probe.memory.creation?.encrypt ?? probe.options.encrypt;
  for (;;) {
    const text = encryptField(probe.key, plain, { bits, iv: probe.id(16) });
    if (text.includes('+')) return text;
  }
}

function manyIdsCheck(protocol: Protocol): Check {
  return verificationCheck(protocol, 'MANY-IDS', {
    activity: 'queryInstance',
    needs: ['LIFE-QUERY'],
    severity: 'warning',
    title: both('queryInstance with 100 IDs returns the known instance'),
    hint: both('Accept up to 100 comma-separated IDs in instanceId and return the known instances.'),
    run: async (probe) => {
      const own = probe.memory.created?.instanceId;
      if (own === undefined) return skipped(both('no instance was created'));
      const ids = [own, ...Array.from({ length: 99 }, () => probe.id())].join(',');
      return judgeSuccess(
        await probe.send('queryInstance', probe.values('queryInstance', { instanceId: ids })),
      );
    },
  });
}
