/** 隐私与原则: long words of one page, fetched with it and not by every telephone. */
export const privacyWords = {
  'public.privacy.lead': {
    zh: '我们只收办成这件事所需要的，写明为什么、给谁看、留多久。',
    en: 'Only what the matter needs, and it says why, for whom, and how long.',
  },
  'public.privacy.never': { zh: '我们不做', en: 'What is never done' },
  'public.privacy.never.faces': { zh: '不识别人脸和车牌。', en: 'No face or number plate recognition.' },
  'public.privacy.never.scores': { zh: '不给居民打分、排名。', en: 'No scoring or ranking of residents.' },
  'public.privacy.never.lists': {
    zh: '不给反映问题的人建名单、贴标签。',
    en: 'No lists or labels of people who report.',
  },
  'public.privacy.never.sale': { zh: '不出售、不交换个人信息。', en: 'No sale or exchange of personal data.' },
  'public.privacy.never.trackers': {
    zh: '本站没有统计跟踪、广告和第三方内容，不向外部网站发送任何请求。',
    en: 'No trackers, no advertising, nothing from third parties: this site speaks to no other site.',
  },
  'public.privacy.kept': { zh: '保存什么', en: 'What is stored' },
  'public.privacy.why': { zh: '用途和谁能看', en: 'Why, and who sees it' },
  'public.privacy.long': { zh: '多久', en: 'How long' },
  'public.privacy.report': { zh: '您写的内容、地点、时间', en: 'Your words, place and time' },
  'public.privacy.report.why': {
    zh: '用来办理。经办这件事的岗位可见；公开的相似事项里只显示标题和大致距离。',
    en: 'To handle it. Seen by the posts that work on it; others nearby see only the title and a rough distance.',
  },
  'public.privacy.report.long': {
    zh: '作为办理档案保存，期限按本区档案规定；其中您的姓名、号码、住址随联系方式一并删除。',
    en: 'Kept as a file of the case for the time the district’s archive rules set; your name, numbers and home in it go with your contact.',
  },
  'public.privacy.contact': { zh: '联系方式（匿名时没有）', en: 'Contact (none when anonymous)' },
  'public.privacy.contact.why': {
    zh: '用来核实和回访。逐项加密，平时打码，每次查看须写理由并记录；选“保密”的只有监督一方可看。',
    en: 'To ask and to call back. Encrypted field by field, masked, every look with a reason and recorded; “confidential” is for supervision only.',
  },
  'public.privacy.contact.long': {
    zh: '案件办结一年后自动删除；您要求时立即删除。',
    en: 'Deleted by itself a year after the case ended; at once when you ask.',
  },
  'public.privacy.news': { zh: '发给您的消息', en: 'Messages sent to you' },
  'public.privacy.news.why': {
    zh: '用来告诉您进展，并让您查到发过什么。加密保存；收不收、收多少由您选。',
    en: 'To tell you how it goes and what was sent. Stored encrypted; whether and how much is your choice.',
  },
  'public.privacy.news.long': { zh: '90 天。', en: '90 days.' },
  'public.privacy.points': { zh: '积分（本区开通时）', en: 'Points (where the district gives them)' },
  'public.privacy.points.why': {
    zh: '记在号码的加密散列上，用来兑换和查账；涉及具体个人的诉求一律不积分。',
    en: 'Kept under a keyed hash of your number, to exchange and to audit; a report about a named person never earns any.',
  },
  'public.privacy.points.long': {
    zh: '台账长期保存；删除联系方式后不再与任何人相连。',
    en: 'The ledger stays; once your contact is removed it is tied to nobody.',
  },
  'public.privacy.photos': { zh: '照片', en: 'Photos' },
  'public.privacy.photos.why': {
    zh: '用来说明情况。上传前后都会重新编码，去掉拍摄位置、时间和设备信息。',
    en: 'To show what it is. Re-encoded before and after sending, which drops place, time and device.',
  },
  'public.privacy.photos.long': {
    zh: '处理后的照片与档案相同；原始文件处理完即删除。',
    en: 'The processed photo as long as the file; the original is deleted once processed.',
  },
  'public.privacy.code': { zh: '查询码', en: 'Your code' },
  'public.privacy.code.why': {
    zh: '证明是您本人。系统不以明文保存查询码，也不写进地址和日志。',
    en: 'To prove it is you. It is never stored in the clear and stands in no address and no log.',
  },
  'public.privacy.code.long': { zh: '由您保管。', en: 'You keep it.' },
  'public.privacy.device': { zh: '您设备上的内容', en: 'On your own device' },
  'public.privacy.device.why': {
    zh: '语言、字号、没发出的草稿（不含联系方式）；您同意“存在这部手机上”的诉求和加密的联系方式；您选择“记在这台设备上”的凭证。居民端不使用 Cookie。',
    en: 'Language, type size, an unsent draft (without contact), what you let wait on this telephone with its contact encrypted, and receipts you asked to remember. No cookies are used here.',
  },
  'public.privacy.device.long': {
    zh: '发出后草稿即删；联系方式送达后即删，七天没发出的，再打开本站时删除；凭证由您移除。',
    en: 'A draft until sent; a waiting contact until it has arrived, or when you come back after seven days; receipts until you remove them.',
  },
  'public.privacy.log': { zh: '网络地址', en: 'Network address' },
  'public.privacy.log.why': {
    zh: '只在内存里短时计数，用来减缓猜测查询码。',
    en: 'Counted in memory for a short while to slow down guessing of codes.',
  },
  'public.privacy.log.long': { zh: '最多几十分钟，不写入数据库。', en: 'Minutes; never written to the database.' },
  'public.privacy.rights': { zh: '您可以', en: 'What you can do' },
  'public.privacy.rights.anonymous': {
    zh: '匿名反映，一样受理、一样答复。',
    en: 'Report anonymously; it is handled and answered all the same.',
  },
  'public.privacy.rights.see': { zh: '凭编号和查询码查看每一步。', en: 'See every step with number and code.' },
  'public.privacy.rights.withdraw': { zh: '在办结之前撤回。', en: 'Withdraw it before it is settled.' },
  'public.privacy.rights.mine': {
    zh: '凭手机或邮箱验证码查看、导出自己的数据，设置消息，删除联系方式。',
    en: 'By a code to your telephone or mailbox: see and export your data, choose messages, remove your contact.',
  },
  'public.privacy.rights.ask': {
    zh: '向监督中心要求更正，或对处理提出异议。',
    en: 'Ask the supervision centre to correct something, or object to how it is used.',
  },
} as const;
