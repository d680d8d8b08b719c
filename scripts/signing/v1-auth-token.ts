import { authToken, authTokenBase } from '../../src/signing/v1-auth-token.ts';
import {
  access,
  accessIntl,
  code,
  exampleKey,
  list,
  quoted,
  run,
  type SigningPage,
  table,
  text,
} from './page.ts';

const timeStamp = '20200727073711903';
const query =
  'activity=newInstance&businessId=61e834ba-7b97-4418-b8f7-e5345137278c&customerId=68cbc86abc2018ab880d92f36422fa0e' +
  `&expireTime=20200727153156&orderId=CS1906666666ABCDE&productId=00301-666666-0--0&testFlag=1&timeStamp=${timeStamp}`;
const params = query.split('&').map((pair) => pair.split('=') as [string, string]);
const base = authTokenBase(params, 'get');
const token = authToken({ key: exampleKey, timeStamp, params, form: 'get' });

export const v1AuthToken: SigningPage = {
  name: 'v1-auth-token',
  title: { en: 'V1 authToken', zh: 'V1 authToken' },
  use: {
    en: 'requests of the V1 interfaces: a parameter of GET, a header of the kit',
    zh: 'V1 接口的请求：GET 接口的查询参数、Kit 接口的请求头',
  },
  blocks: (t) => [
    t(
      'Every call of the V1 interfaces carries an `authToken`: base interfaces (GET) as a parameter of the query, kit interfaces (POST) as a header.',
      'V1 接口的每次调用都带有 `authToken`：基础接口（GET）在查询参数中，Kit 接口（POST）在请求头中。',
    ),
    text(
      'base      = k1=v1&k2=v2…   sorted by name, values decoded, without authToken\nauthToken = base64( HMAC-SHA256( key = accessKey + timeStamp, base ) )',
    ),
    list(
      t(
        "Sorted as Java's `TreeMap` does: by UTF-16 code unit, upper case before lower.",
        '排序方式与 Java 的 `TreeMap` 相同：按 UTF-16 编码单元，大写在小写之前。',
      ),
      t(
        'Values after URL decoding, once. `mobilePhone` and `email` stay encrypted.',
        '取值为 URL 解码（一次）之后的内容；`mobilePhone`、`email` 保持密文。',
      ),
      t(
        'GET: empty values are part of the text (`name=`). Kit: blank properties are left out, and a nested value is signed as compact JSON.',
        'GET：空值也参与拼接（`name=`）。Kit：空白属性不参与，嵌套值按紧凑 JSON 参与。',
      ),
      t(
        '`timeStamp` is a parameter like the others, and stands behind the key as well. UTC for GET, UTC+8 in the kit.',
        '`timeStamp` 既作为普通参数参与排序，又拼接在密钥之后。GET 为 UTC 时间，Kit 为东八区时间。',
      ),
      t('No page says how old a `timeStamp` may be.', '官方文档未说明 `timeStamp` 的有效期。'),
    ),
    t('## Worked example', '## 示例'),
    table(
      [t('what', '内容'), t('value', '值')],
      [
        [t('access key', '访问密钥'), code(exampleKey)],
        [code('timeStamp'), code(timeStamp)],
        [t('HMAC key', 'HMAC 密钥'), code(exampleKey + timeStamp)],
        [code('authToken'), code(token)],
      ],
    ),
    t('The text that is signed:', '待签名文本：'),
    text(base),
    t('With openssl:', '使用 openssl：'),
    run(
      `printf %s ${quoted(base)} |\n  openssl dgst -sha256 -hmac ${exampleKey}${timeStamp} -binary | base64`,
      token,
    ),
    t(
      'With koo; it sorts, and takes the key from the environment:',
      '使用 koo（自动排序，密钥取自环境变量）：',
    ),
    run(
      `export KOO_ACCESS_KEY=${exampleKey}\nnpx koo callback sign --protocol v1 --timestamp ${timeStamp} ${quoted(query)} --query "parts[?name=='authToken'].value | [0]"`,
      token,
    ),
    t('## Where it goes wrong', '## 常见错误'),
    list(
      t(
        'A `+` of the token became a blank: the query was decoded twice.',
        '令牌中的 `+` 变成了空格：查询串被解码了两次。',
      ),
      t('Signed over the raw query instead of decoded values.', '直接对未解码的查询串签名。'),
      t('The key without `timeStamp`, or `timeStamp` in front.', '密钥没有拼接 `timeStamp`，或拼接在前面。'),
      t(
        'Only the known fields were signed: new optional ones break it.',
        '只对已知字段签名：出现新的可选参数时验签失败。',
      ),
      t(
        "The international sample removes `authToken` from the servlet's own parameter map, which Tomcat and Jetty lock: HTTP 500 for every call.",
        '国际站示例代码直接修改 Servlet 的参数表，Tomcat、Jetty 会锁定该表，导致每次调用都返回 HTTP 500。',
      ),
    ),
    t(
      '`koo callback verify` takes a captured request and says which of these it is.',
      '`koo callback verify` 可读取抓到的请求，并指出属于哪种错误。',
    ),
  ],
  sources: [
    access('zh-cn_topic_0070649156'),
    access('zh-cn_topic_0070649135'),
    accessIntl('en-us_topic_0070649066'),
  ],
};
