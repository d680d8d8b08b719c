import * as Args from '@oclif/core/args';
import { ApiCommand } from '../app/api-command.ts';
import type { Effects } from '../cli/command.ts';
import { ExitCode } from '../errors/exit-codes.ts';
import { rawFlags } from '../openapi/cli/flags.ts';
import type { JsonObject } from '../text/json.ts';
import { terminalSafe } from '../text/terminal-safe.ts';
import { both } from '../text/translate.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export default class Api extends ApiCommand<JsonObject | string> {
  static override summary = 'Send a signed request to the open API.';
  static override description =
    'Prints the response body, also for an error response. The exit code then depends on the result code in the body: 4 ' +
    'or 5, or 6 when there is none.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> GET "/api/mkp-openapi-public/global/v1/order/query?orderId=MOCKPERIODYEARNEW"',
    '<%= config.bin %> <%= command.id %> POST /api/mkp-openapi-public/global/v1/license/heartbeat --data \'{"license":"PLXXXXXX"}\'',
    '<%= config.bin %> <%= command.id %> GET /v3/auth/domains --iam --query "domains[0].id"',
  ];
  static override args = {
    method: Args.string({ required: true, options: [...methods], description: 'HTTP method.' }),
    path: Args.string({ required: true, description: 'Path, optionally with a query.' }),
  };
  static override flags = rawFlags;
  // Method and path are given explicitly, so there is nothing to confirm.
  static readonly effects: Effects = { readOnly: false, destructive: false, idempotent: false };

  #exitCode: ExitCode = ExitCode.success;

  override async run(): Promise<JsonObject | string> {
    const { args, flags } = await this.parse(Api);
    const { runApi } = await import('../openapi/cli/raw.ts');
    const method = methods.find((one) => one === args.method) ?? 'GET';
    const { response, shown, error } = await runApi(method, args.path, flags, this.host);
    if (error) {
      const { message, hint } = error.facts;
      this.#exitCode = error.exitCode;
      this.notice(both('{message}\n{hint}', { message, hint }));
    }
    return shown ?? response.text;
  }

  protected override render(body: JsonObject | string): string {
    return terminalSafe(typeof body === 'string' ? body : JSON.stringify(body, null, 2));
  }

  protected override exitCode(): ExitCode {
    return this.#exitCode;
  }
}
