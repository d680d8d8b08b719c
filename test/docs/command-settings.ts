/** What an example of a command's help needs, and how it ends. */
export interface Setting {
  /** Default: 0. */
  readonly exitCode?: number;
  /** Commands that are run first, in the same home folder. */
  readonly before?: readonly string[];
  /** A server, which is ended as soon as it listens. */
  readonly server?: true;
  readonly env?: Readonly<Record<string, string>>;
  /** Why it ends as it does, or needs what it needs, where that is not plain. */
  readonly why?: string;
}

const login = 'koo login --site sandbox';
const acme = 'koo login --site sandbox --profile acme';
const config = `printf 'callback:\\n  url: https://isv.example.com/saasproduce\\n  protocols: [v2]\\n' > koo.yaml`;
/** The key of the worked examples of the sensitive fields. */
const exampleKey = '00000000-1111-2222-3333-444444444444';
const activate = 'koo license activate PLXXXXXX';
const noTerminal = 'there is no terminal to ask on';

const connect =
  'koo sandbox connect https://isv.example.com/saasproduce --product OFFI758576253042421760 --protocol v2';
/** The billing service, which the sandbox does not simulate. */
const ofBilling = [
  'cost',
  'cost --from 2026-01 --to 2026-06 --group-by service,region -o csv',
  'cost --from 2026-10-01 --to 2026-10-31 --cost-type amortized --filter region=cn-north-4',
  `cost --group-by tag:env --query 'groups[].[values."tag:env", amount]' -o tsv`,
  'partner consumption --month 2026-10',
  'partner consumption --month 2026-10 --charge-mode on-demand -o csv',
  'partner consumption --month 2026-10 --query total',
  'partner customers --month 2026-10',
  "partner customers --month 2026-10 --query 'rows[].customer_id' -o tsv",
  'partner details --customer 500d0b0c900000000000000000000001 --month 2026-10',
  'partner details --customer 500d0b0c900000000000000000000001 --from 2026-10-01 --to 2026-10-07 -o csv',
];
const noBilling = {
  exitCode: 6,
  why: 'no one answers',
  env: { KOO_SITE: 'cn', KOO_AK: 'AKEXAMPLE', KOO_SK: 'secret-example', HTTPS_PROXY: 'http://127.0.0.1:9' },
};

const emptySandbox = { exitCode: 2, why: 'the sandbox is empty' };
/** Examples that name an instance or a delivery. */
const ofInstances = [
  'accept CS2603021000ABCDE',
  'authorize i-0001 --add 501',
  'authorize i-0001 zhangsan --update --role admin',
  'authorize i-0001 zhangsan --remove',
  'bills i-0001 -o csv',
  'bind i-0001 --users 3 --departments 2',
  'change i-0001 --quantity 10',
  'close i-0001',
  'deliveries --instance i-0001',
  'deliveries 12',
  'expire i-0001',
  'expire i-0001 --until frozen',
  'freeze i-0001',
  'instances i-0001',
  'license i-0001',
  'license PL0123456789ABCD --claim',
  'organization i-0001 --add sales=Sales',
  'organization i-0001 --change sales=Sales@headquarters',
  'organization i-0001 --name Example --domain example.com',
  'renew i-0001',
  'renew i-0001 --period 3m --pay credit-line',
  'resend 12',
  'unbind i-0001',
  'unfreeze i-0001',
  'unsubscribe i-0001',
  'unsubscribe i-0001 --renewal',
  'upgrade i-0001 --quantity 20',
  'view i-0001',
];

/** Examples that call the login domain of a tenant. */
const ofLoginDomain = [
  'token --domain https://example.tenantaccount.com --client-id Q2xpZW50RGVtb0lk --client-secret-file secret.txt --code aB3dE6fG9h --save tokens.json',
  'token --domain https://example.tenantaccount.com --client-id Q2xpZW50RGVtb0lk --refresh-token-file tokens.json --save tokens.json',
  'userinfo --domain https://example.tenantaccount.com --token-file tokens.json',
  'userinfo --domain https://example.tenantaccount.com --token-file tokens.json --query identity.userName',
  "cas validate --domain https://example.tenantaccount.com --service 'https://saas.example.net/cas?tenant=7f3a0c5e' --ticket ST-demo-42",
];
const noLoginDomain = {
  exitCode: 6,
  why: 'no one answers',
  env: { HTTPS_PROXY: 'http://127.0.0.1:9', KOO_CLIENT_SECRET: 'secret-example' },
};

/** Only examples that need something, by the command as one types it; the others run as they are, and succeed. */
export const settings: Readonly<Record<string, Setting>> = {
  'koo usage history --push 1 --outcome rejected -o csv': { before: ['koo usage push usage.csv'] },
  'koo callback decrypt A1b2C3d4E5f6G7h8AyynNKQBCDMRdB1o9bCfDA==': {
    env: { KOO_ACCESS_KEY: exampleKey },
  },
  'koo callback test --demo=broken --protocol v2': { exitCode: 7, why: 'the server has mistakes' },
  "koo callback test http://127.0.0.1:8080/saasproduce --start 'npm start'": {
    exitCode: 6,
    why: 'there is no package.json',
  },
  'koo sso test --demo=broken': { exitCode: 7, why: 'the login has mistakes' },
  'koo sso test http://127.0.0.1:8080/sso/callback --callback-url http://127.0.0.1:8080/saasproduce --rsa-public-key public.pem --account-page http://127.0.0.1:8080/account':
    { exitCode: 6, why: 'no one answers' },
  "koo sso test http://127.0.0.1:8080/sso/callback --callback-url http://127.0.0.1:8080/saasproduce --rsa-public-key public.pem --start 'npm start'":
    { exitCode: 6, why: 'there is no package.json' },
  'koo callback history 12 --signed-text mine.txt': { exitCode: 2, why: 'nothing was received' },
  'koo callback history 12 14 --export scenario > scenario.yaml': {
    exitCode: 2,
    why: 'nothing was received',
  },
  'koo callback replay 12': { exitCode: 2, why: 'nothing was received' },
  'koo callback replay 12 13 14 --to http://127.0.0.1:8080/saasproduce': {
    exitCode: 2,
    why: 'nothing was received',
  },
  'koo callback replay 12 --set orderId=CS2211181819B4LVS': { exitCode: 2, why: 'nothing was received' },
  'koo callback replay 12 --as-is': { exitCode: 2, why: 'nothing was received' },
  'koo callback send updateInstanceStatus --set instanceId=abc --set status=FREEZE': {
    before: [config],
    exitCode: 7,
    why: 'the reference merchant has no such instance',
  },
  'koo callback send newInstance --protocol v1 --tamper signature': { before: [config] },
  'koo callback listen --forward-to http://127.0.0.1:3000/saasproduce': { server: true },
  'koo callback listen -f http://127.0.0.1:3000 --allow-host my-tunnel.example.com --print': { server: true },
  'koo callback listen -f http://127.0.0.1:3000 --on-failure \'notify-send "call $KOO_CALL_ID failed"\'': {
    server: true,
  },
  'koo callback serve --access-key-file key.txt': { server: true },
  'koo callback serve --protocol v2,v2-kit --port 0 --json': { server: true },
  'koo callback serve --order-api http://127.0.0.1:8788 --push-usage 60': { server: true },
  'koo callback send tenantSync --protocol v2-kit --data @tenant.json --dry-run': { before: [config] },
  'pbpaste | koo callback verify --at 2026-01-31T08:00:00Z': { exitCode: 7, why: 'it was signed today' },
  'koo api POST /api/mkp-openapi-public/global/v1/license/heartbeat --data \'{"license":"PLXXXXXX"}\'': {
    before: [activate],
  },
  'koo sandbox log -o ndjson | koo api verify': { before: ['koo order get MOCKPERIODYEARNEW'] },
  'koo api verify session.har --entry 3 --sk-file sk.txt': {
    exitCode: 7,
    why: 'it is a callback, which has no Authorization header',
  },
  'koo config set profiles.cn.description "Production"': {
    before: ['koo login --site sandbox --profile cn'],
  },
  'koo init': { exitCode: 2, why: noTerminal },
  'koo license query PLXXXXXX': { before: [activate] },
  'koo license query - --each --query "[?status==\'EXPIRED\'].license" < licences.txt': {
    before: ['koo license activate - < licences.txt'],
  },
  'koo license stats PLXXXXXX --user account1 --user account2': { before: [activate] },
  'koo license stats PLXXXXXX --active 100': { before: [activate] },
  'koo license stats @usage.csv': { before: ['cp stats.csv usage.csv', activate] },
  'koo license stats - < usage.ndjson': { before: ['cp stats.ndjson usage.ndjson', activate] },
  'koo login': { env: { KOO_SITE: '' }, exitCode: 2, why: noTerminal },
  'koo login --profile acme --site intl --ak HPUA0EXAMPLE --sk-file sk.txt --no-input': {
    exitCode: 6,
    why: 'nobody answers',
    env: { HTTPS_PROXY: 'http://127.0.0.1:9' },
  },
  'pass show koogallery/sk | koo login --ak HPUA0EXAMPLE --sk-stdin': {
    exitCode: 6,
    why: 'nobody answers',
    env: { KOO_SITE: 'cn', HTTPS_PROXY: 'http://127.0.0.1:9' },
  },
  'koo logout': { before: [login] },
  'koo profile remove acme --yes': { before: [acme] },
  'koo profile rename cn acme': { before: ['koo login --site sandbox --profile cn'] },
  'koo profile show acme': { before: [acme] },
  'koo profile use acme': { before: [acme] },
  'koo users export buyers.csv --product OFFI758576253042421764 --site sandbox': {
    before: ['rm buyers.csv'],
  },
  ...Object.fromEntries(ofBilling.map((words) => [`koo ${words}`, noBilling])),
  ...Object.fromEntries(ofLoginDomain.map((words) => [`koo sso ${words}`, noLoginDomain])),
  'koo sso authorize --organization org0001 --open': emptySandbox,
  'koo sso token --organization org0001 --code aB3dE6fG9h --save tokens.json': emptySandbox,
  ...Object.fromEntries(ofInstances.map((words) => [`koo sandbox ${words}`, emptySandbox])),
  'koo sandbox disconnect OFFI758576253042421760': { before: [connect] },
  'koo sandbox probe OFFI758576253042421760 --save': { before: [connect] },
  'koo sandbox probe OFFI758576253042421760': {
    before: [connect, 'koo sandbox probe OFFI758576253042421760 --save'],
  },
  'koo sandbox buy OFFI758576253042421760 --buyer hw12345678 --period 1y': { before: [connect] },
  'koo sandbox buy OFFI758576253042421760 --buyer hw12345678 --trial --wait': { before: [connect] },
  'koo sandbox buy OFFI758576253042421760 --buyer hw12345678 --quantity 10 --parameter emailDomainName=example.com --json':
    { before: [`${connect} --parameter emailDomainName`] },
  'koo sandbox scenario life-6 http://127.0.0.1:8080/saasproduce --port 8790 --access-key-file key.txt': {
    exitCode: 7,
    why: 'nobody answers',
  },
  'koo sandbox start': { server: true },
  'koo sandbox start --fault reset=0.1,429=0.05,latency=50ms': { server: true },
  'koo sandbox start --fault MKT.0999=20%,APIGW.0302=0.01': { server: true },
  'koo sandbox start --login-fault rotated-secret': { server: true },
};
