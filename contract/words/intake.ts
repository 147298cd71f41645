/**
 * What the reporter reads by receipt: plain sentences, one window outside, no internal routing (domain §3.1 §8: the right to know
 * progress). And the few sentences the desk needs about reports and devices.
 */
export const intakeWords = {
  'receipt.placed.unknown': { zh: '位置待受理员核实', en: 'The place will be settled by the receiver' },
  'receipt.placed.outside': {
    zh: '标注的位置不在本区任何网格内，由受理员核实',
    en: 'The marked point lies in no cell of this district; the receiver will look at it',
  },
  'receipt.promise.contact': {
    zh: '我们会尽快受理，办结后向您回访；凭受理编号和查询码可随时查看进度与答复。',
    en: 'It will be taken up soon and you will be called back when it is closed; number and code show progress and answer at any time.',
  },
  'receipt.promise.no_contact': {
    zh: '我们会尽快受理；未留联系方式，不再回访，请凭受理编号和查询码查看进度与答复。',
    en: 'It will be taken up soon; without a contact nobody can call you back, so please read progress and answer with number and code.',
  },
  'receipt.promise.receive_by': { zh: '应在 {due} 前受理', en: 'To be taken up by {due}' },
  'receipt.promise.due': { zh: '承诺在 {due} 前办结并答复', en: 'To be settled and answered by {due}' },
  'receipt.promise.looking': {
    zh: '正在确认事项与责任单位，确认后在此写明期限',
    en: 'The matter and the office are being settled; the deadline will then stand here',
  },
  'receipt.promise.paused': {
    zh: '因故暂缓，恢复后在此写明新的期限',
    en: 'It is suspended; the new deadline will stand here when it goes on',
  },
  'receipt.promise.ended': { zh: '已办结，答复见下', en: 'Settled; the answer stands below' },
  'receipt.promise.unsolved': {
    zh: '已收到“未解决”的反馈，正在复核',
    en: 'You said it is not solved; this is being looked at again',
  },

  'receipt.state.reported': { zh: '已收到，等待受理', en: 'Received, waiting to be taken up' },
  'receipt.state.received': { zh: '已受理', en: 'Taken up' },
  'receipt.state.confirming': { zh: '正在现场核实', en: 'Being looked at on the spot' },
  'receipt.state.filed': { zh: '已立案', en: 'Filed for handling' },
  'receipt.state.dispatched': { zh: '已交责任单位', en: 'Given to the office in charge' },
  'receipt.state.signed': { zh: '正在办理', en: 'Being handled' },
  'receipt.state.handled': { zh: '已办理，等待核查', en: 'Handled, waiting for the check' },
  'receipt.state.checked': { zh: '核查通过，等待结案', en: 'Checked, waiting to be closed' },
  'receipt.state.closed': { zh: '已办结并答复', en: 'Settled and answered' },
  'receipt.state.answered': { zh: '已答复', en: 'Answered' },
  'receipt.state.refused': { zh: '不予受理，理由见答复', en: 'Not taken up; the answer says why' },
  'receipt.state.withdrawn': { zh: '已撤回', en: 'Withdrawn' },
  'receipt.state.merged': { zh: '与同类诉求合并办理', en: 'Handled together with a like report' },
  'receipt.state.voided': { zh: '已作废，原因见答复', en: 'Voided; the answer says why' },

  'receipt.story.received': { zh: '收到您的诉求', en: 'Your report came in' },
  'receipt.story.joined': {
    zh: '收到您的诉求，已加入正在办理的同一件事',
    en: 'Your report came in and joined the same need that is already being handled',
  },
  'receipt.story.taken_up': { zh: '已受理', en: 'It was taken up' },
  'receipt.story.confirming': { zh: '请人到现场核实', en: 'Somebody was asked to look at it on the spot' },
  'receipt.story.confirmed': { zh: '现场核实完成', en: 'It was looked at on the spot' },
  'receipt.story.filed': { zh: '已立案', en: 'It was filed for handling' },
  'receipt.story.dispatched': { zh: '交责任单位办理', en: 'It was given to the office in charge' },
  'receipt.story.signed': { zh: '责任单位开始办理', en: 'The office in charge began' },
  'receipt.story.returned': { zh: '正在重新确定责任单位', en: 'The office in charge is being settled anew' },
  'receipt.story.suspended': { zh: '暂缓办理：{reason}', en: 'Suspended: {reason}' },
  'receipt.story.resumed': { zh: '恢复办理', en: 'It goes on' },
  'receipt.story.handled': { zh: '责任单位办理完毕，等待核查', en: 'The office has handled it; the check follows' },
  'receipt.story.checked': { zh: '现场核查通过', en: 'The check on the spot was passed' },
  'receipt.story.sent_back': {
    zh: '现场核查未通过，要求继续办理',
    en: 'The check on the spot was not passed; the office goes on',
  },
  'receipt.story.self_handled': { zh: '网格员当场处理', en: 'The grid keeper dealt with it on the spot' },
  'receipt.story.closed': { zh: '办结，答复见下', en: 'Settled; the answer stands below' },
  'receipt.story.answered': { zh: '已答复', en: 'Answered' },
  'receipt.story.refused': {
    zh: '不予受理，理由和办理途径见答复',
    en: 'Not taken up; the answer gives the reason and the way to go',
  },
  'receipt.story.withdrawn': { zh: '已撤回，不再办理', en: 'Withdrawn; nothing more will be done' },
  'receipt.story.merged': {
    zh: '与同类诉求合并办理，结果会一并答复您',
    en: 'Handled together with a like report; you will get the answer all the same',
  },
  'receipt.story.voided': { zh: '已作废，原因见答复', en: 'Voided; the answer says why' },
  'receipt.story.unsolved': {
    zh: '收到“未解决”的反馈，正在复核',
    en: 'Somebody said it is not solved; this is being looked at',
  },
  'receipt.story.reopened': { zh: '重新办理', en: 'It was opened again' },
  'receipt.story.upheld': { zh: '复核后维持原结果，说明见答复', en: 'Looked at again and upheld; the answer says why' },
  'receipt.story.called_back': { zh: '已回访', en: 'You were called back' },
  'receipt.story.replied': { zh: '您补充了回复', en: 'You replied' },
  'receipt.story.rated': { zh: '您作了评价', en: 'You rated the answer' },

  'similar.near': {
    zh: '相距约 {metres} 米，{when}，都提到：{words}',
    en: 'About {metres} m away, {when}; both speak of: {words}',
  },
  'similar.same_matter': { zh: '{near}；事项相同', en: '{near}; the same matter' },
  'similar.today': { zh: '24 小时内上报', en: 'reported within 24 hours' },
  'similar.days': { zh: '{n} 天前上报', en: 'reported {n} days ago' },

  'report.contact_of_confidential': {
    zh: '查看保密或举报人的联系方式',
    en: 'opening the contact of a confidential reporter',
  },
  'report.contact': { zh: '查看诉求人联系方式', en: 'opening a reporter’s contact' },
  'fact.report.unsolved': { zh: '诉求人反映未解决', en: 'The reporter says it is not solved' },
} as const;
