/** What the command line says, and why a file, a mapping or a row of a replayed history cannot be used. */
export const commandWords = {
  'replay.not_json': { zh: '不是有效的 JSON:{detail}', en: 'Not valid JSON: {detail}' },
  'replay.not_an_object': { zh: '这一行不是 JSON 对象', en: 'This line is not a JSON object' },
  'replay.time_zone': { zh: '没有这个时区：{given}', en: 'There is no such time zone: {given}' },
  'replay.no_such_column': { zh: '{file} 中没有列“{column}”', en: '{file} has no column “{column}”' },
  'replay.no_rows': { zh: '文件中没有数据行', en: 'The file has no rows' },
  'replay.model_format': {
    zh: '不认识的模型格式“{format}”；目前只有内置的词语分拣，不带 --model 即可使用',
    en: 'Unknown model format “{format}”; there is only the built-in triage by terms, used without --model',
  },
  'replay.row.id_missing': { zh: '没有编号', en: 'The id is missing' },
  'replay.row.id_twice': { zh: '编号与第 {row} 行重复', en: 'The id stands in row {row} too' },
  'replay.row.time_missing': { zh: '没有时间', en: 'The time is missing' },
  'replay.row.time_unreadable': { zh: '读不懂的时间：{given}', en: 'Not a readable time: {given}' },
  'replay.row.closed_before_opened': {
    zh: '结案时间 {closed} 早于登记时间 {opened}',
    en: 'Closed at {closed}, before it was opened at {opened}',
  },
  'replay.progress.scan': { zh: '查看文件：{rows} 行', en: 'looking at the file: {rows} rows' },
  'replay.progress.play': {
    zh: '重放 {done}/{total} · 每秒 {rate} 行 · 还需 {left}',
    en: 'replayed {done}/{total} · {rate} rows/s · {left} left',
  },
  'replay.progress.check': { zh: '核对 {invariant}：{checked}', en: 'checking {invariant}: {checked}' },
  'replay.layer_unknown': {
    zh: '没有图层“{layer}”，坐标不在任何网格内',
    en: 'There is no layer “{layer}”; its points lie in no cell',
  },

  // What stands in the cases of a replayed history.
  'history.reason': { zh: '按导入的历史记录', en: 'By the imported history' },
  'history.result': { zh: '历史记录显示已办结', en: 'The history says it was done' },
  'history.remark': {
    zh: '历史记录无现场核查记载，按已结案计',
    en: 'The history tells of no visit; it counts as closed',
  },
  'history.answer': {
    zh: '您反映的问题已办结（历史记录未保留答复内容）。',
    en: 'What you reported has been settled (the history kept no text of the answer).',
  },
  'history.matter': { zh: '导入事项', en: 'Imported matters' },
  'history.filing': { zh: '按导入的历史记录立案', en: 'Filed by the imported history' },
  'history.closing': { zh: '按导入的历史记录结案', en: 'Closed by the imported history' },
  'history.unit': { zh: '责任单位不明（导入）', en: 'Unit unknown (imported)' },
  'history.person': { zh: '{post}（导入）', en: 'Imported {post}' },

  'command.no_database': { zh: '没有可用的数据库：{reason}', en: 'There is no database to work on: {reason}' },
  'command.unusable': { zh: '{file}{at} 无法使用：{reason}', en: '{file}{at} cannot be used: {reason}' },
  'command.failed': { zh: '没有完成：{reason}', en: 'Not done: {reason}' },
} as const;
