import type { StepContext } from '../../../src/sso/steps/exchange.ts';
import { takeUserinfoStep, takeValidationStep } from '../../../src/sso/steps/sign-in.ts';
import { takeTokenStep } from '../../../src/sso/steps/token.ts';
import { createRedactor } from '../../../src/text/redact.ts';
import { assertThat, type Target } from '../target.ts';

const domain = 'https://example.tenantaccount.com';
const sent = {
  clientSecret: 'a-client+secret/of=a-client',
  refreshToken: 'other+token/of=a-login',
  accessToken: 'access+token/of=a-login',
  ticket: 'ST-ticket-of-a-login',
};
const hide = createRedactor(Object.values(sent));
const statuses = [200, 200, 200, 400, 401, 302, 403, 404, 502] as const;
const service = `${domain}/cas?tenant=7f3a`;

/** What a login domain answers to each of koo's requests. */
const steps = [
  (context: StepContext) =>
    takeTokenStep(
      {
        domain,
        clientId: 'client',
        clientSecret: sent.clientSecret,
        grant: { type: 'refresh_token', refreshToken: sent.refreshToken },
      },
      context,
    ).then(({ report }) => report),
  (context: StepContext) => takeUserinfoStep(domain, sent.accessToken, context),
  (context: StepContext) =>
    takeValidationStep({ domain, service, ticket: sent.ticket, format: 'XML' }, context),
];

const cas = (inner: string) =>
  `<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">${inner}</cas:serviceResponse>`;

/** The response to a step of a login; none of its explanations repeats a secret. */
export const loginResponse: Target = {
  seeds: () => [
    '{"access_token":"at-demo-0001","token_type":"Bearer","expires_in":7200,"refresh_token":"rt-demo-0001"}',
    '{"error":"invalid_grant","error_description":"Invalid authorization code"}',
    '{"error_code":"OrgID.OAUTH.4000","error_msg":"invalid"}',
    '{"userName":"lihua","name":"李华","role":"user","tenant":"7f3a","organizationCode":"10010"}',
    cas(
      '<cas:authenticationSuccess><cas:user>lihua</cas:user><cas:attributes><cas:role>user</cas:role></cas:attributes></cas:authenticationSuccess>',
    ),
    cas('<cas:authenticationFailure code="INVALID_TICKET">Ticket ST-1</cas:authenticationFailure>'),
    '{"serviceResponse":{"authenticationSuccess":{"user":"lihua","attributes":{"role":["user"]}}}}',
    '<!doctype html><title>502</title>',
    `client_secret=${sent.clientSecret}&access_token=${sent.accessToken}`,
  ],
  tokens: [
    ...Object.values(sent),
    ...['"error":', '"access_token":', '"error_description":', '"serviceResponse":', '"userName":'],
    ...[
      '<cas:authenticationFailure code="',
      '<cas:attributes>',
      '<![CDATA[',
      '&#x',
      '<!DOCTYPE',
      '"__proto__":',
    ],
  ],
  async run(input) {
    const status = statuses[input.length % statuses.length] ?? 200;
    const context: StepContext = {
      secrets: Object.values(sent),
      deliver: async () => ({
        answered: true,
        response: { status, headers: [], body: input, truncated: false, durationMs: 0 },
      }),
    };
    for (const take of steps) {
      const report = await take(context);
      const shown = JSON.stringify({ ...report, request: null });
      assertThat(hide(shown) === shown, 'a report has no secret');
      assertThat(report.ok === (report.problem === null), 'a failure is explained');
      assertThat((report.problem?.cures.length ?? 1) > 0, 'a failure has a cure');
    }
  },
};
