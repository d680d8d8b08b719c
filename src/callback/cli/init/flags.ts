import * as Flags from '@oclif/core/flags';
import type { InferredFlags } from '@oclif/core/interfaces';
import { keyLengths, sales } from '../../../signing/callback-options.ts';
import { starterLanguages } from '../../starter/languages.ts';

/** Flags of `koo init`. */
export const initFlags = {
  template: Flags.string({
    helpValue: [...starterLanguages, 'list'].join('|'),
    summary: 'Write a starter server in this language into FOLDER. list shows what each language needs.',
  }),
  name: Flags.string({
    helpValue: 'NAME',
    dependsOn: ['template'],
    summary: 'Name of the starter: lower-case letters, digits and hyphens (default: that of its folder).',
  }),
  file: Flags.string({ default: 'koo.yaml', helpValue: 'FILE', summary: 'File to write.' }),
  force: Flags.boolean({ summary: 'Overwrite an existing file.' }),
  url: Flags.string({
    helpValue: 'URL',
    summary:
      'Production address of your callback server (for a starter: its address on this machine; default http://127.0.0.1:8080/saasproduce).',
  }),
  protocol: Flags.string({
    char: 'p',
    helpValue: 'LIST',
    summary: 'Protocols of the server, comma-separated, such as v2,v2-kit.',
  }),
  sale: Flags.option({ options: sales })({ summary: 'How the product is charged.' }),
  joint: Flags.boolean({ allowNo: true, summary: 'Mark the product as a joint-operation product.' }),
  encrypt: Flags.option({ options: keyLengths })({ summary: 'Key length of sensitive fields (V1).' }),
  site: Flags.option({ options: ['cn', 'intl', 'eu', 'sandbox'] as const })({
    summary: 'Site of the open API.',
  }),
  profile: Flags.string({ helpValue: 'NAME', summary: 'Profile whose AK/SK is used.' }),
};

/** The arguments of `koo init`, with `list` after a `--template` that has no value. */
export function withBareTemplate(argv: readonly string[]): string[] {
  return argv.flatMap((argument, index) => {
    const next = argv[index + 1];
    const isBare = argument === '--template' && (next === undefined || next.startsWith('-'));
    return isBare ? [argument, 'list'] : [argument];
  });
}

type Given = InferredFlags<typeof initFlags>;
export type InitOptions = Pick<Given, 'file' | 'force'> & Partial<Given>;
