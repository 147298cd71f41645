/** 积分 as the published rule has it. Pure. */
import type { whyNothing } from '#contract/neighbours.ts';
import { publicText } from '#kit/hush.rules.ts';

/** What is about somebody is thanked for with nothing: nobody shall be told on for a reward. */
export function namesSomebody(text: string): boolean {
  const plain = text.normalize('NFKC');
  return publicText(plain) !== plain.trim() || named.some((pattern) => pattern.test(plain));
}
const surname =
  '[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史贺毛郝顾龚邵万覃武钱戴严莫孔向汤]';
const named = [
  new RegExp(
    `${surname}[\\p{Script=Han}]{0,2}(先生|女士|小姐|师傅|老板|主任|科长|队长|经理|书记|站长|院长|局长|处长|医生|老师|警官|大爷|大妈|阿姨|大哥|大姐)`,
    'u',
  ),
  new RegExp(`${surname}某`, 'u'),
  new RegExp(`(老|小)${surname}(家|总|又|把|每天|天天|经常|不让|占|他|她|这个人)`, 'u'),
  /(叫|名叫|姓名|名字是|业主是|户主是?|房东是)\s*[:：]?\s*[\p{Script=Han}]{2,4}/u,
  // a car is its owner's
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z]·?[A-Z0-9]{5,6}/,
  /\b(mr|mrs|ms|miss|dr|officer)\.?\s+[A-Z][a-z]+/i,
];

export type Judged = { points: number; why: (typeof whyNothing)[number] | '' };
/** What one useful report earns, when so much was earned today and this month. The last award before a cap may be a part of it. */
export function awardFor(
  rule: { award: number; mostADay: number; mostAMonth: number },
  report: { text: string; sensitive: boolean; again: boolean },
  earned: { today: number; month: number },
): Judged {
  if (report.sensitive || namesSomebody(report.text)) return { points: 0, why: 'person' };
  if (report.again) return { points: 0, why: 'again' };
  const [day, month] = [rule.mostADay - earned.today, rule.mostAMonth - earned.month];
  if (month <= 0) return { points: 0, why: 'month' };
  if (day <= 0) return { points: 0, why: 'day' };
  return { points: Math.min(rule.award, day, month), why: '' };
}

/** The same matter in the same cell, told again by the same address. */
export const againDays = 30;
export const ticketHours = 24;
