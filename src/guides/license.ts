import type { Guide } from './guide.ts';
import { access, places } from './guide.ts';

export const license: Guide = {
  id: 'license',
  title: { en: 'Licence access', zh: 'License 接入' },
  about: {
    en: 'Authorisation codes that KooGallery issues, or licences that you make yourself.',
    zh: '由云商店签发的授权码，或由商家自行生成的 License。',
  },
  steps: [
    {
      text: {
        en: 'Choose the way: authorisation code 2.0 (KooGallery issues the code, your software activates it), or online licence (KooGallery asks you for one). The V1 licence interface is retired.',
        zh: '选择方式：授权码 2.0（由云商店签发，软件负责激活），或在线开通 License（由云商店向您申请）。V1 License 接口已下线。',
      },
      commands: [
        'koo callback activities --protocol license-code',
        'koo callback activities --protocol online-license',
      ],
      sources: [access('zh-cn_topic_0070649167'), access('zh-cn_topic_0070649255')],
    },
    {
      text: {
        en: 'Authorisation code: apply for test codes in the console.',
        zh: '授权码：在控制台申请测试授权码。',
      },
      checkInConsole: true,
    },
    {
      text: {
        en: 'Activate on first use. Activation is not idempotent: a second one answers 92020003, which means it is active already. v1 takes one code, v2 up to 100; build either.',
        zh: '首次使用时激活。激活不幂等：再次激活返回 92020003，表示已激活。v1 一次一个授权码，v2 最多 100 个，任选其一实现。',
      },
      commands: ['koo license activate LICENSE', 'koo codes 92020003'],
      sources: [access('zh-cn_topic_0070649244')],
    },
    {
      text: {
        en: 'Query on the first use of each day: status and expiry of this call are the ones that count, not those of the activation. HTTP 200 is no success by itself; read error_code.',
        zh: '每天首次使用时查询：状态和到期时间以该接口为准，而不是激活时的返回值。HTTP 200 不代表成功，请读取 error_code。',
      },
      commands: ['koo license query LICENSE'],
      sources: [access('zh-cn_topic_0070649245')],
    },
    {
      text: {
        en: 'Report the use of licences: optional, but a must for joint-operation licences on the public cloud. Either the ids of users or their number.',
        zh: '上报软件使用统计：一般可选，公有云销售的联营 License 商品必选。上报使用者 ID 或活跃数量，二选一。',
      },
      commands: ['koo license stats LICENSE --user ID', 'koo license stats LICENSE --active N'],
      sources: [access('zh-cn_topic_0000002290055385')],
    },
    {
      text: {
        en: 'Optional callbacks tell you of renewal, freezing and release; they come to port 443 and are signed with the key of the class “licence code delivery”.',
        zh: '可选的回调会通知续费、冻结和释放：发往 443 端口，用“License 授权码交付接口”类别的密钥签名。',
      },
      console: places.keys,
      commands: ['koo callback test URL --protocol license-code --set license=CODE'],
      sources: [access('zh-cn_topic_0070649167')],
    },
    {
      text: {
        en: 'Online licence: KooGallery calls getLicenseAsync with an event id; make the licence and upload it for that event, as text (1024 characters at most) or as a file.',
        zh: '在线开通 License：云商店调用 getLicenseAsync 并给出事件 ID；生成 License 后，以文本（最多 1024 个字符）或文件上传到该事件。',
      },
      commands: ['koo event upload EVENT --text TEXT', 'koo event upload EVENT --file FILE'],
      sources: [access('zh-cn_topic_0070649255'), access('zh-cn_topic_0070649351')],
    },
    {
      text: {
        en: 'Prove the online licence interfaces, and debug the five cases in the console: newInstance, refreshInstance, updateInstanceStatus, releaseInstance, getLicenseAsync.',
        zh: '验证在线开通接口，并在控制台调测五个用例：newInstance、refreshInstance、updateInstanceStatus、releaseInstance、getLicenseAsync。',
      },
      console: places.debugging,
      commands: ['koo callback test URL --protocol online-license'],
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'The licence calls are offered on the Chinese site only.',
        zh: '授权码接口仅中国站提供。',
      },
      commands: ['koo profile show'],
    },
  ],
};
