import * as Args from '@oclif/core/args';
import { signFlags } from '../../callback/cli/flags.ts';
import type { Signed } from '../../callback/sign.ts';
import { type Effects, KooCommand } from '../../cli/command.ts';

export default class CallbackSign extends KooCommand<Signed> {
  static override summary = 'Sign a request or a response body.';
  static override description =
    'Input for V1: a URL, a query string, or one line NAME=VALUE for each parameter. Input for V2 and the kit ' +
    'interfaces: the JSON body. Prints the parts of the signature, or with --curl the complete command. With ' +
    '--reply, prints the Body-Sign header of a response body; every byte of the input is signed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> @body.json --protocol v2',
    `<%= config.bin %> <%= command.id %> '{"activity":"newInstance","orderId":"MOCKPERIODYEARNEW"}' --curl https://isv.example.com/saasproduce`,
    `<%= config.bin %> <%= command.id %> --reply '{"resultCode":"000000","resultMsg":"success."}'`,
  ];
  static override args = { input: Args.string({ description: 'Text to sign, or @FILE; - reads stdin.' }) };
  static override flags = signFlags;
  static readonly effects: Effects = { readOnly: true, destructive: false, idempotent: true };

  #curl = false;

  override async run(): Promise<Signed> {
    const { args, flags } = await this.parse(CallbackSign);
    this.#curl = flags.curl !== undefined;
    const { runSign } = await import('../../callback/cli/sign.ts');
    return runSign(args.input, flags, (text) => this.notice(text));
  }

  protected override readonly render = ({ parts, curl }: Signed): string => {
    if (this.#curl && curl !== null) return curl;
    return parts
      .map(({ in: place, name, value }) => (place === 'header' ? `${name}: ${value}` : `${name}=${value}`))
      .join('\n');
  };
}
