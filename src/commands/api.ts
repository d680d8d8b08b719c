import { ApiCommand, type Effects } from '../app/base/api-command.ts';
import { failureText } from '../app/failure-text.ts';
import { rawFlags, requestArgs } from '../calls/cli/flags.ts';
import type { SignedCall } from '../calls/cli/raw.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import type { ApiResponse } from '../openapi/model.ts';
import type { JsonObject } from '../text/json.ts';
import { indentJson } from '../text/json-layout.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { verbatim } from '../text/translate.ts';

/** A response with its status and headers: `--include`. */
interface FullResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | string;
}

export default class Api extends ApiCommand<JsonObject | string | FullResponse | SignedCall> {
  static override summary = 'Send a signed request to the open API.';
  static override description =
    'Prints the response body, also for an error response. The exit code then depends on the body: 4 or 5 by its result ' +
    'code, 5 for a JSON object that is not the documented success, 6 for anything else.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> "/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKPERIODYEARNEW"',
    '<%= config.bin %> <%= command.id %> POST /api/mkp-openapi-public/global/v1/license/heartbeat --data \'{"license":"PLXXXXXX"}\'',
    '<%= config.bin %> <%= command.id %> get /v3/auth/domains --iam --query "domains[0].id"',
    '<%= config.bin %> <%= command.id %> /v3/auth/domains --iam --include',
  ];
  static override args = requestArgs;
  static override flags = rawFlags;
  // Method and path are given explicitly, so there is nothing to confirm.
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  protected override exitCode = (): ExitCode => ExitCode.success;
  protected override render = () => '';

  override async run(): Promise<JsonObject | string | FullResponse | SignedCall> {
    const { args, flags } = await this.parse(Api);
    const { runApi, signWithoutSending } = await import('../calls/cli/raw.ts');
    if (flags['dry-run']) {
      const signed = await signWithoutSending(args, flags, this.host);
      this.render = () => terminalSafe(signed.curl);
      return signed;
    }
    const { response, error } = await runApi(args, flags, this.host);
    if (error) {
      this.exitCode = () => error.exitCode;
      this.notice(verbatim(failureText(error.facts)));
    }
    const { status, headers } = response;
    const body = response.json ?? response.text;
    const text = (flags.include ? headLines(response) : '') + indentJson(response.text).text;
    this.render = () => terminalSafe(text);
    return flags.include ? { status, headers, body } : body;
  }
}

/** Status and headers, as curl -i prints them. */
function headLines({ status, headers }: ApiResponse): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/\s/g, ' ')}\n`);
  return `HTTP ${status}\n${lines.join('')}\n`;
}
