/** First steps for keepers and 信息员: a page of their own, and words that only it says. */
export const lessonWords = {
  'field.lesson.see': { zh: '看到什么就报什么', en: 'Report what you see' },
  'field.lesson.see.text': {
    zh: '只报事，不给人下结论。不确定算哪一类也先报，受理员会归类。',
    en: 'Report things, never judge people. Report it even when you do not know its class; the receiver sorts it.',
  },
  'field.lesson.photo': { zh: '先拍照', en: 'Photo first' },
  'field.lesson.photo.text': {
    zh: '一张近景看清问题，一张远景看清位置。人脸和门牌上的姓名尽量避开。',
    en: 'One near, to show what it is; one far, to show where. Keep faces and names out of it.',
  },
  'field.lesson.place': { zh: '位置要准', en: 'Be exact about the place' },
  'field.lesson.place.text': {
    zh: '站在问题旁边再定位。室内没有信号时写清楼号、门号、方位。',
    en: 'Stand beside it and locate. Indoors, say which building, door and side.',
  },
  'field.lesson.self': { zh: '举手之劳，当场办', en: 'Small things at once' },
  'field.lesson.self.text': {
    zh: '能当场处理的就处理，拍处置前、处置后。会有抽查，如实就好。',
    en: 'What you can put right, put right: a photo before, one after. Some are sampled; be truthful.',
  },
  'field.lesson.confirm': { zh: '核实和核查不一样', en: 'Confirming is not checking' },
  'field.lesson.confirm.text': {
    zh: '核实是立案前看是不是真的；核查是结案前看有没有办好。自己街道办的，不能自己核查。',
    en: 'Confirming asks whether it is so, before filing; checking asks whether it is put right, before closing. Nobody checks the work of her own street.',
  },
  'field.lesson.duty': { zh: '上岗要签到', en: 'Check in' },
  'field.lesson.duty.text': {
    zh: '签到后才记录位置，签退就停。轨迹只有您自己看得到。',
    en: 'Your position is kept from check-in to check-out only, and for yourself alone.',
  },
  'field.lesson.visit': { zh: '走访要记', en: 'Log your visits' },
  'field.lesson.visit.text': {
    zh: '记做了什么、答应了什么。不打听与事情无关的私事。',
    en: 'What was done and what was promised. Do not ask about what is not your business.',
  },
  'field.lesson.no': { zh: '没有网络也不怕', en: 'No network is no trouble' },
  'field.lesson.no.text': {
    zh: '照常记录，右上角显示还有几条没上传。没有被接受的会写明原因，由您决定再交还是放弃。',
    en: 'Go on; the corner shows how many are unsent. What is not accepted says why, and you decide whether to send it again or give it up.',
  },
} as const;
