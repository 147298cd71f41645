/** What the answer mirror says: what a reporter would miss, and what to write instead. */
export const mirrorWords = {
  'mirror.title': { zh: '答复之镜', en: 'Answer mirror' },
  'mirror.clear': { zh: '没有要提醒的。', en: 'Nothing to remark.' },
  'mirror.hint': {
    zh: '仅作提醒，不阻止发送；照发即为不采纳，会记入案卷并计入综合评价。',
    en: 'Hints only. Sending all the same overrules them; that is kept with the case and counted in the evaluation.',
  },
  'mirror.count': { zh: '{n} 处提醒', en: '{n} hints' },
  'mirror.instead': { zh: '可改为：', en: 'Instead: ' },
  'mirror.kind.too_short': { zh: '过短', en: 'Too short' },
  'mirror.kind.passed_on': { zh: '只说已转', en: 'Only passed on' },
  'mirror.kind.no_outcome': { zh: '没有结果', en: 'No outcome' },
  'mirror.kind.no_explanation': { zh: '没有解释', en: 'No explanation' },
  'mirror.kind.off_matter': { zh: '答非所问', en: 'Off the matter' },
  'mirror.kind.no_date': { zh: '没有日期', en: 'No date' },
  'mirror.kind.no_contact': { zh: '没有联系渠道', en: 'Nobody to ask' },
  'mirror.kind.officialese': { zh: '套话', en: 'Officialese' },
  'mirror.too_short': {
    zh: '全文只有“{words}”，反映人读不出办了什么。',
    en: 'All it says is “{words}”: the reporter cannot tell what was done.',
  },
  'mirror.too_short.instead': {
    zh: '写三句：查到什么，办了什么，还有疑问找谁。',
    en: 'Write three sentences: what was found, what was done, whom to ask.',
  },
  'mirror.passed_on': {
    zh: '“{words}”只说转给了别人，没有说结果。',
    en: '“{words}” says that somebody else has it, not what came of it.',
  },
  'mirror.passed_on.instead': {
    zh: '写明转到的单位办成了什么；还没有办的，写明哪一天由谁答复。',
    en: 'Say what that office did; if it has not yet, who will answer and on which day.',
  },
  'mirror.no_outcome': {
    zh: '“{words}”没有说办成了什么，或为什么办不成。',
    en: '“{words}” does not say what was done, or why it cannot be.',
  },
  'mirror.no_outcome.instead': {
    zh: '写结果：已经修好、清理、查处、发放……，或者不能办及其缘由。',
    en: 'Say the outcome: repaired, cleared, fined, paid … or that it cannot be done, and why.',
  },
  'mirror.no_explanation': {
    zh: '“{words}”没有说明缘由或依据。',
    en: '“{words}” gives neither reason nor basis.',
  },
  'mirror.no_explanation.instead': {
    zh: '加一句：查明的原因是什么，依据哪个文件第几条。',
    en: 'Add a sentence: what the cause was found to be, and which rule, by name and article, it rests on.',
  },
  'mirror.off_matter': {
    zh: '“{words}”没有一个词提到所反映的事。',
    en: '“{words}” shares no word with what was reported.',
  },
  'mirror.off_matter.instead': {
    zh: '先写出所反映的地点和事情，再写办理情况。',
    en: 'Name the place and the thing that were reported, then what became of them.',
  },
  'mirror.no_date': { zh: '“{words}”没有日期。', en: '“{words}” has no date.' },
  'mirror.no_date.instead': {
    zh: '写出办成的日期；没有办成的，写出期限，如“5 月 20 日前”。',
    en: 'Give the day it was done; if it is not done, a deadline, such as “by 20 May”.',
  },
  'mirror.no_contact': {
    zh: '到“{words}”为止，没有写还可以问谁。',
    en: 'Up to “{words}” it does not say whom to ask.',
  },
  'mirror.no_contact.instead': {
    zh: '末尾写上承办单位和电话。',
    en: 'End with the office in charge and its telephone number.',
  },
  'mirror.officialese': { zh: '“{words}”是套话。', en: '“{words}” is a set phrase.' },
  'mirror.officialese.time': { zh: '写出日期，如“5 月 20 日前”。', en: 'Write the date, such as “by 20 May”.' },
  'mirror.officialese.who': { zh: '写出单位的名称。', en: 'Name the office.' },
  'mirror.officialese.rule': { zh: '写出文件名和条款。', en: 'Name the rule and its article.' },
  'mirror.officialese.empty': { zh: '删去，直接写做了什么。', en: 'Leave it out and say what was done.' },
  'desk.figures.answer_hints': { zh: '照发提醒率', en: 'Answers sent against hints' },
  'desk.figures.answer_hints.formula': {
    zh: '该时段内发出的答复中，答复之镜仍有提醒而照发的 ÷ 经它看过的答复',
    en: 'Answers sent in the period although the mirror still had hints ÷ answers it had looked at',
  },
  'desk.fact.hints': { zh: '照发，未采纳提醒：', en: 'Sent against hints: ' },
} as const;
