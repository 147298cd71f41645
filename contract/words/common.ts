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
  'common.copy': { zh: '复制', en: 'Copy' },
  'common.copied': { zh: '已复制', en: 'Copied' },
  'common.copy_failed': { zh: '无法自动复制，请手动选取', en: 'Could not copy; please select it by hand' },
  'common.required': { zh: '必填', en: 'required' },
  'common.optional': { zh: '选填', en: 'optional' },
  'common.done': { zh: '完成', en: 'Done' },
  'common.next': { zh: '下一步', en: 'Next' },
  'common.remove': { zh: '移除', en: 'Remove' },
  'common.skip_to_content': { zh: '跳到正文', en: 'Skip to content' },

  // No answer came, or none of ours.
  'network.unreachable': {
    zh: '连不上服务器。请检查网络后重试，已填写的内容不会丢失。',
    en: 'The server cannot be reached. Check the connection and try again; what you wrote is kept.',
  },
  'network.timeout': {
    zh: '服务器没有及时回应。请重试：重复发送不会重复登记。',
    en: 'The server did not answer in time. Try again: sending twice does not register twice.',
  },
  'network.bad_answer': {
    zh: '收到的回应无法识别（{status}）,请稍后重试。',
    en: 'The answer could not be understood ({status}); please try again shortly.',
  },
  'network.unexpected': {
    zh: '这个页面出了问题，请刷新后重试。',
    en: 'Something went wrong on this page; reload and try again.',
  },
  'network.offline': {
    zh: '现在没有网络。可以继续填写，内容保存在本机，联网后再提交。',
    en: 'You are offline. Keep writing: it is kept on this device and can be sent once you are connected.',
  },

  'time.now': { zh: '刚刚', en: 'just now' },
  'time.moment': { zh: '不到 1 分钟', en: 'less than a minute' },
  'time.ago': { zh: '{span}前', en: '{span} ago' },
  'time.ahead': { zh: '{span}后', en: 'in {span}' },
  'time.minute': { zh: '{n} 分钟', en: '{n} minute' },
  'time.minutes': { zh: '{n} 分钟', en: '{n} minutes' },
  'time.hour': { zh: '{n} 小时', en: '{n} hour' },
  'time.hours': { zh: '{n} 小时', en: '{n} hours' },
  'time.day': { zh: '{n} 天', en: '{n} day' },
  'time.days': { zh: '{n} 天', en: '{n} days' },

  'map.label': { zh: '地图', en: 'Map' },
  'map.loading': { zh: '正在打开地图…', en: 'Opening the map…' },
  'map.unavailable': {
    zh: '这台设备无法显示地图（不支持 WebGL2）。仍可用地名、当前位置或经纬度说明地点。',
    en: 'This device cannot show the map (no WebGL2). A place name, your position or coordinates still work.',
  },
  'map.failed': {
    zh: '地图没有打开。仍可用地名、当前位置或经纬度说明地点。',
    en: 'The map did not open. A place name, your position or coordinates still work.',
  },
  'map.pin': { zh: '图钉', en: 'Pin' },
  'map.pin_at': { zh: '图钉位于经度 {lon}，纬度 {lat}', en: 'Pin at longitude {lon}, latitude {lat}' },
  'map.pin_hint': {
    zh: '点地图放置图钉，可拖动；键盘用方向键微调，按住 Shift 移得更远。',
    en: 'Tap the map to place the pin, or drag it; arrow keys nudge it, with Shift further.',
  },
  'map.pin_here': { zh: '把图钉放在地图中央', en: 'Put the pin in the middle of the map' },
  'map.longitude': { zh: '经度', en: 'Longitude' },
  'map.latitude': { zh: '纬度', en: 'Latitude' },
  'map.coordinates': { zh: '经纬度', en: 'Coordinates' },
  'map.zoom_in': { zh: '放大', en: 'Zoom in' },
  'map.zoom_out': { zh: '缩小', en: 'Zoom out' },
  'map.truncated': { zh: '边界较多，放大后显示完整', en: 'Many boundaries here; zoom in to see all' },

  'job.cancelled': { zh: '已取消，没有改动', en: 'Cancelled; nothing was changed' },
  'job.failed': {
    zh: '任务出错，没有完成；已记录，请稍后重试',
    en: 'The job failed; it was recorded, please try again later',
  },
  'job.lost': { zh: '任务所在的进程已停止，任务没有完成', en: 'The process of this job stopped before it was done' },
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
