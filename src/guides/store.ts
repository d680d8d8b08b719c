import type { Guide } from './guide.ts';
import { knowledge, manualIntl } from './guide.ts';

const storyPage = knowledge('JWFuZHJvaWQg5a-85YWlY3J06K-B5LmmJQ/t_30_p_2/JeS6keWVhuW6lyU');

export const store: Guide = {
  id: 'store',
  title: { en: 'The store page', zh: '店铺页面' },
  about: {
    en: 'What buyers see of the merchant, and media that fit at the first upload.',
    zh: '买家看到的商家页面，以及一次就能上传成功的素材。',
  },
  steps: [
    {
      text: {
        en: "Find the store's page in the seller console, under store operation (店铺运营).",
        zh: '在卖家中心的“店铺运营”中找到店铺页面。',
      },
      console: { en: 'Seller Console (卖家中心) > Store Operation (店铺运营)', zh: '卖家中心 > 店铺运营' },
      checkInConsole: true,
    },
    {
      text: {
        en: 'Introduction media: a video in MP4 or MOV, or pictures in JPG, JPEG or PNG, 780 × 440 pixels. koo reads format and size from the file itself.',
        zh: '店铺介绍素材：视频为 MP4 或 MOV，图片为 JPG、JPEG 或 PNG，尺寸 780×440 像素。koo 从文件内容读取格式和尺寸。',
      },
      commands: ['koo store check FILE'],
      sources: [storyPage],
    },
    {
      text: {
        en: 'Do not rename a file to another ending; convert it. koo takes a renamed file for a fault; what the upload does with one is not documented.',
        zh: '不要只改扩展名，请转换格式。koo 将改名的文件视为不符合要求；上传时如何处理，文档未说明。',
      },
      commands: ['koo store check FILE --json'],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Limits on file size, length of a video and number of pictures: the upload dialog shows them.',
        zh: '文件大小、视频时长和图片数量的限制以上传页面为准。',
      },
      checkInConsole: true,
    },
    {
      text: {
        en: 'Write the company profile as plain text: external links in it are refused.',
        zh: '公司简介使用纯文本：其中不能粘贴外部链接。',
      },
      sources: [manualIntl('en-us_sp_topic_0000111')],
      checkInConsole: true,
    },
    {
      text: {
        en: 'Support phone and mail address are shown to buyers; answer within 24 hours.',
        zh: '客服电话和邮箱会展示给买家，请确保 24 小时内答复。',
      },
      sources: [manualIntl('en-us_sp_topic_0000111')],
      checkInConsole: true,
    },
  ],
};
