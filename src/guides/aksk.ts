import type { Guide } from './guide.ts';
import { access, knowledge, places } from './guide.ts';

const creating = knowledge('JeaJi-acuuWmguS9leiuvue9ruWfn-WQjemHjeWumuWQkSU/t_30_p_9/JeS6keWVhuW6lyU');
const subUsers = knowledge('JeaMieaXtumXtOaUtui0ueeahHZwbiU/t_30_p_32/JeS6keWVhuW6lyU');
const iam = 'https://support.huaweicloud.com/usermanual-permissions/iam_11_0132.html';

export const aksk: Guide = {
  id: 'aksk',
  title: { en: 'AK/SK and the rights of IAM users', zh: 'AK/SK 与 IAM 用户权限' },
  about: {
    en: 'The key pair that signs calls to the open API, and why it is refused.',
    zh: '调用开放接口所用的密钥对，以及被拒绝的原因。',
  },
  steps: [
    {
      text: {
        en: "Three things are called key and none replaces another: the AK/SK signs your calls to KooGallery, the access key signs calls between both sides' servers, the application credential is for the login of users.",
        zh: '三种密钥互不替代：AK/SK 用于签名您对云商店开放接口的调用；访问密钥用于双方服务器之间的签名；应用凭证用于用户登录。',
      },
      commands: ['koo guide access-keys', 'koo guide app-credentials'],
    },
    {
      text: {
        en: 'Create the pair with the account that published the product. The SK can be downloaded once, two pairs a user at most.',
        zh: '用发布商品的账号创建密钥。SK 只能下载一次，每个用户最多两对。',
      },
      console: places.accessKeyPair,
      sources: [creating],
    },
    {
      text: {
        en: 'With an IAM sub-user: the main account has to tick programmatic access (编程访问) for that user first.',
        zh: '使用 IAM 子用户时：主账号须先为该用户勾选“编程访问”。',
      },
      console: {
        en: 'Identity and Access Management (统一身份认证服务) > the user',
        zh: '统一身份认证服务 > 该 IAM 用户',
      },
      sources: [subUsers],
    },
    {
      text: {
        en: 'Which IAM policy the seller interfaces need is not published: the actions of the service prefix marketplace are all for buyers.',
        zh: '卖家接口所需的 IAM 策略未公布：marketplace 服务前缀下公布的授权项均面向买家。',
      },
      sources: [iam],
      checkInConsole: true,
    },
    {
      text: {
        en: "Store it in koo: it is tried first, and kept in the system's keyring or in a file only you can read. In a pipeline use KOO_AK and KOO_SK.",
        zh: '存入 koo：先验证再保存，存放在系统密钥环或仅您可读的文件中。流水线中使用 KOO_AK、KOO_SK。',
      },
      commands: ['koo login --site cn', 'koo whoami'],
    },
    {
      text: {
        en: "Refused? MKT.0150: the product is another seller's. MKT.0151: the account is no seller. MKT.0154 or APIGW.0301: the signature, the key or the clock; more than 15 minutes off is refused.",
        zh: '被拒绝时：MKT.0150 表示商品不属于该账号；MKT.0151 表示账号不是商家；MKT.0154 或 APIGW.0301 表示签名、密钥或时钟有误，时钟偏差超过 15 分钟会被拒绝。',
      },
      commands: ['koo doctor', 'koo codes MKT.0151 APIGW.0301'],
    },
    {
      text: {
        en: 'Too many failures lock an AK for a while. Mend the cause before you repeat.',
        zh: '失败次数过多会暂时锁定该 AK，请先排除原因再重试。',
      },
      commands: ['koo doctor'],
    },
    {
      text: {
        en: 'To rotate: create the second pair, log in with it, see that it works, then delete the first.',
        zh: '轮换：创建第二对密钥，用它登录并确认可用，再删除旧的一对。',
      },
      console: places.accessKeyPair,
      commands: ['koo login', 'koo order get MOCKPERIODYEARNEW'],
      sources: [access('zh-cn_topic_0070649350')],
    },
  ],
};
