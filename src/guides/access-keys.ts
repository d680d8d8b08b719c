import type { Guide } from './guide.ts';
import { access, accessIntl, places } from './guide.ts';

export const accessKeys: Guide = {
  id: 'access-keys',
  title: { en: 'Access keys and their rotation', zh: '访问密钥与轮换' },
  about: {
    en: 'One key for each class of interfaces, and how to change it without failing probes.',
    zh: '每个接口类别一个密钥，以及如何更换而不影响拨测。',
  },
  steps: [
    {
      text: {
        en: 'Create the key in the console. V1 shows it in the merchant information (eye icon).',
        zh: '在控制台新增密钥 ID。V1.0 在服务商信息中点击眼睛图标查看。',
      },
      console: places.keys,
      sources: [access('zh-cn_topic_0000002091917709'), accessIntl('en-us_topic_0000001864077948')],
    },
    {
      text: {
        en: 'Bind it: a verified address has one key for each class (base, joint-operation SaaS kit, licence code delivery, general for order notices). A key of one class is not valid for another.',
        zh: '绑定密钥：已校验的地址按接口类别各绑定一个密钥（基础接口、联营 SaaS 同步接口、License 授权码交付接口、用于订单通知的通用接口），类别之间不能混用。',
      },
      console: places.addresses,
      sources: [access('zh-cn_topic_0070649478'), access('zh-cn_topic_0000002091917709')],
    },
    {
      text: {
        en: 'Give it to koo by the environment, a file or the profile, never on the command line.',
        zh: '通过环境变量、文件或配置提供给 koo，不要写在命令行上。',
      },
      commands: [
        'koo login',
        'koo callback test URL --protocol v2,v2-kit --access-key-file FILE --kit-key-file FILE',
      ],
    },
    {
      text: {
        en: 'The usage push signs its header with the key of the base interfaces, beside the AK/SK.',
        zh: '使用量推送除 AK/SK 外，还用基础接口的访问密钥对请求头签名。',
      },
      commands: ['koo usage push FILE'],
      sources: [access('zh-cn_topic_0070649410')],
    },
    {
      text: {
        en: 'To rotate, teach your server to accept both keys first. Then add the new key, bind it to the address, see that probes and calls verify, and only then delete the old one.',
        zh: '轮换前先让服务器同时接受新旧两个密钥；再新增密钥、重新绑定地址，确认拨测和调用都验签通过后，才删除旧密钥。',
      },
      console: places.keys,
      commands: ['koo callback test URL --protocol v2 --access-key-file FILE'],
      sources: [access('zh-cn_topic_0000002091917709')],
    },
    {
      text: {
        en: 'Changing the binding at once breaks the probes of listed products whose server knows the old key alone.',
        zh: '若服务器只认旧密钥，直接更换绑定会导致在售商品拨测失败。',
      },
      sources: [access('zh-cn_topic_0070649478')],
    },
    {
      text: {
        en: 'European site: the shown value is the base64 form of the key; decode it before use.',
        zh: '欧洲站：显示的值是密钥的 Base64 形式，使用前须解码。',
      },
      checkInConsole: true,
    },
  ],
};
