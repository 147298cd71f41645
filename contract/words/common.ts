export const commonWords = {
  'app.name': { zh: 'Gridloop 网格闭环', en: 'Gridloop' },
  'app.tagline': {
    zh: '有报必接,有接必处,有处必果,有果必复',
    en: 'Every report is taken, handled, checked and answered',
  },
  'common.save': { zh: '保存', en: 'Save' },
  'common.cancel': { zh: '取消', en: 'Cancel' },
  'common.close': { zh: '关闭', en: 'Close' },
  'common.back': { zh: '返回', en: 'Back' },
  'common.search': { zh: '搜索', en: 'Search' },
  'common.more': { zh: '更多', en: 'More' },
  'common.loading': { zh: '加载中…', en: 'Loading…' },
  'common.empty': { zh: '这里还没有内容', en: 'Nothing here yet' },
  'common.retry': { zh: '重试', en: 'Try again' },
  'common.yes': { zh: '是', en: 'Yes' },
  'common.no': { zh: '否', en: 'No' },
  'common.language': { zh: 'English', en: '中文' },
} as const;

/** What is wrong with one field of a request. */
export const fieldWords = {
  'field.required': { zh: '必填', en: 'is required' },
  'field.type': { zh: '类型应为 {expected}', en: 'must be of type {expected}' },
  'field.enum': { zh: '只能是:{allowed}', en: 'must be one of: {allowed}' },
  'field.unknown': { zh: '没有这个字段', en: 'is not a field of this request' },
  'field.min_length': { zh: '至少 {n} 个字', en: 'needs at least {n} characters' },
  'field.max_length': { zh: '最多 {n} 个字', en: 'may have at most {n} characters' },
  'field.min_items': { zh: '至少 {n} 项', en: 'needs at least {n} items' },
  'field.max_items': { zh: '最多 {n} 项', en: 'may have at most {n} items' },
  'field.format': { zh: '格式不正确({format})', en: 'is not a valid {format}' },
  'field.pattern': { zh: '格式不正确', en: 'is not of the expected form' },
  'field.range': { zh: '应在 {min} 与 {max} 之间', en: 'must be between {min} and {max}' },
} as const;
