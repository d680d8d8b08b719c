import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { callbackKeyFlags } from '../../../account/cli/keys.ts';
import { addressFlags, integer } from '../../../cli/flags/value.ts';

/** Flags of `koo callback listen`. */
export const listenFlags = {
  'forward-to': Flags.string({
    char: 'f',
    helpValue: 'URL',
    summary:
      'Forward calls to this server, and return its response (default: answer as the reference merchant). A URL without a path keeps that of the call.',
  }),
  ...addressFlags(8790),
  timeout: integer({
    helpValue: 'SECONDS',
    min: 1,
    max: 600,
    // A little less than KooGallery, which then learns why.
    default: 19,
    summary: 'Time to wait for the response of the server, in seconds. KooGallery waits for 20 s.',
  }),
  print: Flags.boolean({ summary: 'Print the bodies of calls and responses, without secrets.' }),
  'console-port': integer({
    helpValue: 'N',
    min: 0,
    max: 65535,
    summary:
      'Port of the console, which shows the calls in a browser of this machine; 0 for any free port (default: 0 on a terminal, else no console).',
  }),
  console: Flags.boolean({ allowNo: true, default: true, summary: 'Open the console.' }),
  'on-failure': Flags.string({
    helpValue: 'COMMAND',
    summary:
      'Run this shell command for each call that fails, one after another. It gets the call as JSON on stdin, and KOO_CALL_ID, KOO_CALL_ACTIVITY and others in its environment.',
  }),
  ...callbackKeyFlags,
};

export type ListenFlags = InferredFlags<typeof listenFlags>;
