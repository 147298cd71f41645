/** What other systems read at the doors of the room connect. It is public: plain words, no names, no internal routing. */
export const connectWords = {
  'open311.contact': {
    zh: '{region}网格化服务管理，经 Open311 提交的文字会公开显示，请勿写入姓名、电话、证件号；需要保密的，请用居民服务网页提交。',
    en: '{region}, grid governance. What is sent by Open311 is shown publicly: write no names, phone or identity numbers; what needs confidence belongs on the residents’ site.',
  },
  'open311.key_service': {
    zh: '查询不需要密钥；提交需要 api_key，请向本区系统管理员申请。',
    en: 'Reading needs no key; sending needs an api_key from the system administrators of this district.',
  },
  'open311.key_service.demo': {
    zh: '演示环境：查询和提交都不需要密钥。',
    en: 'Demo: neither reading nor sending needs a key.',
  },
  'open311.condition': { zh: '属于哪种情形？', en: 'Which of these is it?' },
  'open311.condition.why': {
    zh: '其中有须立即处置的情形，请选择。',
    en: 'One of them must be dealt with at once, so please choose.',
  },
  'open311.not_when': { zh: '以下情形不必上报：{text}', en: 'Not to be reported: {text}' },

  'open311.note.attribute': { zh: '{question}{answer}', en: '{question} {answer}' },
  'open311.note.media': {
    zh: '提交方附有照片网址（系统不自动打开）：{url}',
    en: 'The sender gave the address of a picture (never opened by the system): {url}',
  },
  'open311.notice': {
    zh: '受理编号 {number}，查询码 {secret}。凭此可在居民服务网页查看进度与答复、补充照片。{promise}',
    en: 'Number {number}, code {secret}: with both, progress and answer can be read and photos added on the residents’ site. {promise}',
  },
  'open311.notes.with_answer': { zh: '{state}：{answer}', en: '{state}: {answer}' },
  'open311.notes.merged': { zh: '与同类诉求合并办理；{state}', en: 'Handled together with a like report; {state}' },
  'open311.notes.suspended': { zh: '因故暂缓办理', en: 'Suspended for now' },
  'open311.notes.unsolved': {
    zh: '已办结；有人反映未解决，正在复核',
    en: 'Settled; somebody says it is not solved, and this is being looked at',
  },
  'open311.update.extended': { zh: '办理期限已延长', en: 'More time was granted' },
  'open311.update.suspended': { zh: '因故暂缓办理', en: 'Suspended for now' },
  'open311.update.closed': { zh: '已办结并答复', en: 'Settled and answered' },
  'open311.update.refused': { zh: '不予受理', en: 'Not taken up' },
  'open311.update.voided': { zh: '已作废', en: 'Voided' },
  'open311.update.reopened': { zh: '重新办理', en: 'Opened again' },
  'open311.update.upheld': { zh: '复核后维持原结果', en: 'Looked at again and upheld' },
  'open311.sender_says_done': { zh: '（提交方标记为已解决）', en: '(The sender marks it as solved)' },

  'fact.key.made': { zh: '发放接入密钥', en: 'A key for a connected system was made' },
  'fact.key.ended': { zh: '停用接入密钥', en: 'A key of a connected system was ended' },
} as const;
