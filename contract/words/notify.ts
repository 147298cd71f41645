/** What is sent to a telephone or a mailbox: short, plain, and never more of a confidential report than its number. */
export const notifyWords = {
  'push.new_task': { zh: '有新任务', en: 'A new task' },
  'notify.code': {
    zh: '【{region}】验证码 {code}，{minutes} 分钟内有效，用于查看您反映的事项。不是您本人操作请忽略，不要告诉任何人。',
    en: '[{region}] Your code is {code}. It opens your reports for {minutes} minutes. If it was not you, ignore it; tell it to nobody.',
  },
  'notify.news': {
    zh: '【{region}】您反映的“{title}”（{number}）：{what}。在网站“查询进度”可看详情。',
    en: '[{region}] Your report “{title}” ({number}): {what}. Details on the website under “Track”.',
  },
  'notify.news_secret': {
    zh: '【{region}】您反映的事项（{number}）有新进展，请凭编号和查询码在网站查看。',
    en: '[{region}] There is news on your report ({number}). Number and code open it on the website.',
  },
  'notify.answer': {
    zh: '【{region}】您反映的“{title}”（{number}）有了答复：{answer}。没有解决？在网站“查询进度”里告诉我们。',
    en: '[{region}] Your report “{title}” ({number}) was answered: {answer}. Not solved? Tell us on the website under “Track”.',
  },
  'notify.receipt': {
    zh: '【{region}】已收到您反映的“{title}”，编号 {number}，查询码 {secret}。{promise}要补充，请回复并写上编号；不想再收到消息，回复 T。',
    en: '[{region}] We have your report “{title}”: number {number}, code {secret}. {promise} To add something, reply with the number; to hear no more, reply T.',
  },
  'notify.reply': {
    zh: '【{region}】您对 {number} 的补充已收到。',
    en: '[{region}] What you wrote to {number} has reached us.',
  },
  'notify.grid': {
    zh: '【{region}】{grid}·{topic}：{title}。{words} 不想再收到，回复 T，或在网站“我的诉求”里取消关注、关掉这个主题。',
    en: '[{region}] {grid}, {topic}: {title}. {words} To hear no more, reply T, or unfollow or put off this topic on the website under “My reports”.',
  },
  'notify.code_sent': { zh: '验证码', en: 'One-time code' },
} as const;
