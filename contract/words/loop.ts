/** What the loop's own rules say: parts of a refusal, the standard answer of a withdrawal, why a case stands near another. */
export const loopWords = {
  'case.no_move': { zh: '无', en: 'none' },
  'case.nobody': { zh: '无人', en: 'nobody' },
  'case.callback_word': { zh: '回访', en: 'calling back' },
  'case.merge_self': { zh: '不能并入自身', en: 'a case cannot be merged into itself' },
  'case.merge_ended': { zh: '{number} 已是“{state}”', en: '{number} is “{state}” already' },
  'case.withdrawn_answer': {
    zh: '已按您的要求撤回本诉求，不再办理。',
    en: 'Withdrawn at your request; nothing more will be done.',
  },
  'case.near_same_matter': { zh: '同一事项，相距 {metres} 米', en: 'the same matter, {metres} m away' },
  'case.near': { zh: '相距 {metres} 米', en: '{metres} m away' },
} as const;
