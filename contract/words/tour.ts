/** The words of the tour: one need round the loop, in five hats and three minutes. */
export const tourWords = {
  'tour.title': { zh: '三分钟走一圈', en: 'Once round in three minutes' },
  'tour.intro': {
    zh: '一盏不亮的路灯，从居民发现到居民收到答复，中间要经过几双手。您来当每一双：每一步都是真的，办在演示区里，办完可以去看那件案件。',
    en: 'A street light that is out: from the resident who sees it to the answer she reads it goes through several hands. Be each of them: every step is real, made in the demo district, and the case is there to be looked at afterwards.',
  },
  'tour.only_demo': {
    zh: '演示只在演示区里走。这里是正式的区，请登录工作台。',
    en: 'The tour runs in the demo district only. This is a district in earnest: please sign in.',
  },
  'tour.hats': { zh: '五顶帽子', en: 'Five hats' },
  'tour.hat.resident': { zh: '居民', en: 'Resident' },
  'tour.hat.supervision': { zh: '监督中心', en: 'Supervision' },
  'tour.hat.command': { zh: '指挥中心', en: 'Command' },
  'tour.hat.unit': { zh: '责任单位', en: 'Responsible unit' },
  'tour.hat.checker': { zh: '核查员', en: 'Checker' },
  'tour.step': { zh: '第 {n} 步，共 {of} 步', en: 'Step {n} of {of}' },
  'tour.you_are': { zh: '您现在是', en: 'You are now' },
  'tour.story': { zh: '案件的经过', en: 'What has happened' },
  'tour.story.none': { zh: '还没有案件。', en: 'There is no case yet.' },
  'tour.open_desk': { zh: '在工作台打开这件案件', en: 'Open this case on the desk' },
  'tour.again': { zh: '再走一圈', en: 'Once more' },
  'tour.lost': {
    zh: '这件案件已不在这一步：可能有人在工作台上办过了。可以再走一圈。',
    en: 'The case is no longer at this step; somebody may have worked on it at the desk. You can begin again.',
  },
  'tour.report.why': {
    zh: '发现问题的人只要说清是什么、在哪里；不必知道该找哪个部门。',
    en: 'Who sees something says what and where; nobody needs to know which department.',
  },
  'tour.report.do': { zh: '提交诉求', en: 'Send the report' },
  'tour.report.title': { zh: '路灯不亮', en: 'Street light is out' },
  'tour.report.detail': {
    zh: '{place}门口的路灯不亮，晚上走路看不清。',
    en: 'The street light at {place} is out, people cannot see the road at night.',
  },
  'tour.receive.why': {
    zh: '系统已按文字分好事项、按位置找到单元网格；受理员看一眼，对就受理。',
    en: 'The words have been sorted and the place has been put into its cell; the receiver looks and nods.',
  },
  'tour.file.why': {
    zh: '值班长按立案条件决定立不立案；立了案，全案时限开始计算。',
    en: 'The duty officer decides by the filing conditions; once filed, the clock of the whole case runs.',
  },
  'tour.file.text': { zh: '情况属实，符合立案条件。', en: 'It is so and meets the filing condition.' },
  'tour.dispatch.why': {
    zh: '派给谁由权责清单定，不靠谁熟悉谁；理由写在派遣单上。',
    en: 'The responsibility catalogue says whose it is, not who knows whom; the reason stands on the order.',
  },
  'tour.sign.why': {
    zh: '单位签收，处置时限在走；不是自己的事要申请退单，不能放着。',
    en: 'The unit signs for it while its clock runs; what is not its work it asks to return, it cannot let it lie.',
  },
  'tour.hand_back.why': {
    zh: '办完了由单位反馈，处置时限停下；但是单位说办完不算办完。',
    en: 'The unit hands back what it did and its clock stops; but its saying so does not make it done.',
  },
  'tour.hand_back.text': { zh: '已更换灯泡和镇流器，通电正常。', en: 'Lamp and ballast replaced; it burns again.' },
  'tour.check.why': {
    zh: '核查员到现场看。办的单位和查的人永远不在同一个单位。',
    en: 'The checker goes and looks. Who handles and who checks never belong to the same unit.',
  },
  'tour.check.text': { zh: '现场查看，路灯已亮。', en: 'Seen on the spot: the light burns.' },
  'tour.close.why': {
    zh: '值班长结案，并把结果告诉当初反映的人。',
    en: 'The duty officer closes the case and tells the one who asked.',
  },
  'tour.close.text': {
    zh: '您反映的路灯已由责任单位更换灯泡和镇流器，今天经核查员现场查看，照明恢复正常。如再熄灭，请凭回执回复我们，或拨打本区服务热线。感谢您告诉我们。',
    en: 'The responsible unit replaced the lamp and ballast of the street light you told us of; a checker saw it burn today. If it goes out again, reply by your receipt or call the district service line. Thank you for telling us.',
  },
  'tour.answer.why': {
    zh: '环合上了：谁反映，谁收到答复，还可以说满意不满意、解决没解决。',
    en: 'The loop is closed: who asked reads the answer, and says whether it is solved.',
  },
  'tour.answer.do': { zh: '已解决，谢谢', en: 'Solved, thank you' },
  'tour.answer.text': { zh: '给您的答复', en: 'The answer to you' },
  'tour.done': {
    zh: '走完一圈，用时 {time}。共 {n} 步，{units} 个单位，每一步都留下了谁、何时、做了什么。',
    en: 'Round once in {time}: {n} steps, {units} units, and of each step it is kept who, when and what.',
  },
  'tour.receipt': { zh: '打开居民的回执', en: "Open the resident's receipt" },
  'tour.words': { zh: '写什么', en: 'What you write' },
  'tour.place': { zh: '在哪里', en: 'Where' },
  'tour.door': { zh: '三分钟走一圈：戴五顶帽子，办完一件事', en: 'Once round in three minutes, in five hats' },
} as const;
