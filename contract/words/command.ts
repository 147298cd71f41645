/** What the command line says, and why a file, a mapping or a row of a replayed history cannot be used. */
export const commandWords = {
  'replay.not_json': { zh: '不是有效的 JSON:{detail}', en: 'Not valid JSON: {detail}' },
  'replay.not_an_object': { zh: '这一行不是 JSON 对象', en: 'This line is not a JSON object' },
  'replay.time_zone': { zh: '没有这个时区：{given}', en: 'There is no such time zone: {given}' },
  'replay.no_such_column': { zh: '{file} 中没有列“{column}”', en: '{file} has no column “{column}”' },
  'replay.no_rows': { zh: '文件中没有数据行', en: 'The file has no rows' },
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

  // Files that commands read and write, and models among them.
  'file.not_utf8': { zh: '不是 UTF-8 文本', en: 'Not UTF-8 text' },
  'file.not_written': { zh: '无法写入：{detail}', en: 'Cannot be written: {detail}' },
  'file.is_folder': { zh: '这是一个文件夹', en: 'it is a folder' },
  'model.no_header': { zh: '不是这里要的模型（{format}）', en: 'Not the model that is needed here ({format})' },
  'model.format': {
    zh: '模型格式为“{given}”，只认 {format}',
    en: 'A model of the format “{given}”; only {format} is understood',
  },
  'model.header': { zh: '模型说明中 {field} 有误', en: 'The model’s header is wrong in {field}' },
  'model.length': {
    zh: '模型不完整：应有 {expected} 字节，实有 {given}',
    en: 'The model is not whole: {given} of {expected} bytes',
  },
  'model.altered': { zh: '模型内容被改动过', en: 'The model was altered since it was written' },

  // Training and measuring the triage, by files alone.
  'triage.fields': {
    zh: '读不懂的字段表达式“{text}”：逗号连接字段，a|b 表示 a 为空时取 b',
    en: '“{text}” does not name fields: a comma joins them, a|b is a, or b where a is empty',
  },
  'triage.fields_differ': {
    zh: '模型按 {trained} 个字段训练，这里给了 {given} 个',
    en: 'The model was trained on {trained} fields, here are {given}',
  },
  'triage.few_labels': { zh: '列“{label}”中少于两种标签', en: 'Column “{label}” has fewer than two labels' },
  'triage.training': { zh: '正在训练 {out}：{percent} %', en: 'Training {out}: {percent} %' },
  'triage.scoring': { zh: '正在评测 {file}：{n} / {of}', en: 'Measuring {file}: {n} of {of}' },
  'triage.row.field_missing': { zh: '没有这个字段', en: 'The field is missing' },
  'triage.row.not_text': { zh: '不是文本', en: 'Not a text' },
  'triage.row.label_missing': { zh: '没有标签', en: 'The label is missing' },
  'triage.trained': {
    zh: '{out}：{n} 条样本，{labels} 种标签，{bytes} 字节，用时 {seconds} 秒',
    en: '{out}: {n} examples, {labels} labels, {bytes} bytes, in {seconds} s',
  },
  'triage.scored': {
    zh: '{n} 条：准确率 {accuracy}，宏平均 F1 {macroF1}，每条 {msPerDoc} 毫秒；拿不准 {unsure} 条，其余准确率 {rest}',
    en: '{n} rows: accuracy {accuracy}, macro F1 {macroF1}, {msPerDoc} ms each; unsure of {unsure}, accuracy of the rest {rest}',
  },
  'triage.scored.label': {
    zh: '{label}：精确率 {p}，召回率 {r}，F1 {f1}，{n} 条',
    en: '{label}: precision {p}, recall {r}, F1 {f1}, n {n}',
  },
  'triage.scored.seen': {
    zh: '其中 {n} 条的文本训练时（无标签）见过；去掉后准确率 {accuracy}，宏平均 F1 {macroF1}',
    en: '{n} of the texts were seen in training without labels; without them accuracy {accuracy}, macro F1 {macroF1}',
  },

  'audit.region': {
    zh: '{mark} {code} · {blocks} 段 · 已封存 {facts} 条 · 未封存 {unsealed} 条 · 库外链首 {anchored} 个',
    en: '{mark} {code} · {blocks} blocks · {facts} facts sealed · {unsealed} not yet · {anchored} heads outside',
  },
  'audit.changed': {
    zh: '第 {block} 段：留痕 {id} 被改（{fact}）',
    en: 'block {block}: fact {id} was changed ({fact})',
  },
  'audit.dropped': { zh: '第 {block} 段：留痕 {id} 不见了', en: 'block {block}: fact {id} is gone' },
  'audit.inserted': {
    zh: '第 {block} 段：留痕 {id} 是后插的（{fact}）',
    en: 'block {block}: fact {id} was put in ({fact})',
  },
  'audit.block_changed': {
    zh: '第 {block} 段：与前一段接不上',
    en: 'block {block}: does not follow from the one before',
  },
  'audit.block_missing': { zh: '第 {block} 段：不见了', en: 'block {block}: is gone' },
  'audit.rewritten': {
    zh: '第 {block} 段起：与库外记下的链首不同',
    en: 'from block {block} on: another chain than the one written down outside',
  },
  'audit.cut': { zh: '第 {block} 段：库外记过，库内已被截去', en: 'block {block}: written down outside, cut off here' },
  'audit.progress': { zh: '核对留痕：{facts} 条', en: 'auditing facts: {facts}' },
  'audit.no_anchors': {
    zh: '{file} 中没有链首：整条链若被重算，无从发现',
    en: 'No heads in {file}: a chain that was computed anew cannot be told',
  },
  'backup.other_house': {
    zh: '其中是另一个数据库的备份，请换一个目录',
    en: 'It holds backups of another database: choose another folder',
  },
  'backup.not_empty': { zh: '目录不是空的', en: 'The folder is not empty' },
  'backup.none': { zh: '其中没有完整的备份', en: 'There is no whole backup in it' },
  'backup.missing': { zh: '备份中缺少此文件', en: 'It is missing from the backup' },
  'backup.damaged': { zh: '已损坏：内容与备份时不同', en: 'It is damaged: not what was backed up' },
  'backup.tablespaces': { zh: '不支持自建表空间', en: 'Tablespaces of its own are not supported' },
  'backup.keys_beside_data': {
    zh: '密钥不能与数据放在一起，请换一个地方',
    en: 'Keys do not go beside the data they open: choose another place',
  },
  'backup.other_keys': {
    zh: '已有另一套密钥，不会覆盖',
    en: 'Other keys are there already and are not overwritten',
  },
  'backup.no_keys': {
    zh: '没有密钥：没有它，数据解不开。请用 --keys 指明',
    en: 'No keys: without them the data cannot be opened. Name them by --keys',
  },
  'backup.keys_of_another': { zh: '这不是这份数据的密钥', en: 'These are not the keys of these data' },
  'backup.too_early': {
    zh: '最早只能恢复到 {earliest}',
    en: 'The earliest instant that can be restored is {earliest}',
  },
  'backup.too_late': {
    zh: '日志没有记到 {until}，请选更早的时刻，或不指定时刻',
    en: 'The log does not reach {until}: choose an earlier instant, or none',
  },
  'backup.not_recovered': { zh: '数据库没有恢复成功：{detail}', en: 'The database did not recover: {detail}' },
  'backup.instant': {
    zh: '读不懂的时刻：{given}（例：2026-11-25T10:00:00+08:00）',
    en: 'Not an instant: {given} (such as 2026-11-25T10:00:00+08:00)',
  },
  'backup.own_postgres': {
    zh: '自己的 PostgreSQL 请用它自己的工具备份（见 docs/operate/backup.md）',
    en: 'A PostgreSQL of your own is backed up by its own tools (see docs/operate/backup.md)',
  },
  'backup.no_data': { zh: '这里还没有数据库', en: 'There is no database here yet' },
  'backup.progress': { zh: '{what} {done}', en: '{what} {done}' },
  'backup.what.database': { zh: '数据库', en: 'database' },
  'backup.what.verify': { zh: '读回核对', en: 'reading back' },
  'backup.what.files': { zh: '照片', en: 'photos' },
  'backup.what.log': { zh: '日志', en: 'log' },
  'backup.what.recovery': { zh: '数据库正在恢复', en: 'the database recovers' },
  'keys.push': {
    zh: '另须设置 GRIDLOOP_PUSH_CONTACT 和 GRIDLOOP_PUSH_SERVICES，见 docs/operate/field.md。',
    en: 'Set GRIDLOOP_PUSH_CONTACT and GRIDLOOP_PUSH_SERVICES as well: docs/operate/field.md.',
  },
  'keys.progress': { zh: '已重新加密 {n} 项', en: '{n} values sealed anew' },
  'keys.rotated': {
    zh: '密钥已更换,{n} 项已用新密钥重新加密。请另存 keys.json。',
    en: 'The key is another one; {n} values were sealed anew. Keep a copy of keys.json elsewhere.',
  },
  'keys.kept': {
    zh: '旧密钥仍保留,以便读取较早的备份;加 --retire 可将其移除。',
    en: 'The old keys are kept, so that older backups can be read; --retire takes them out.',
  },
  'keys.retired': {
    zh: '旧密钥已移除。较早的备份要用当时另存的 keys.json 读取。',
    en: 'The old keys are gone. Older backups are read with the keys.json that was kept with them.',
  },
  'backup.done': {
    zh: '备份完成：{folder}（{megabytes} MB，照片 {files} 个）',
    en: 'Backed up: {folder} ({megabytes} MB, {files} photos)',
  },
  'backup.keys_not_kept': {
    zh: '密钥没有备份：请用 --keys-to 另存一处，否则这份备份解不开',
    en: 'The keys were not backed up: keep them elsewhere by --keys-to, or this backup cannot be opened',
  },
  'backup.following': {
    zh: '持续归档日志中（Ctrl-C 停止）；之后的任一时刻都可恢复',
    en: 'Following the log (Ctrl-C to stop): any instant from now on can be restored',
  },
  'backup.follow_lost': { zh: '与数据库的连接断了：{detail}', en: 'The connection to the database was lost: {detail}' },
  'standby.held': {
    zh: '已为备用机留住日志；主机数据库在 127.0.0.1:{port}',
    en: 'The log is kept for a standby; the database of this house is at 127.0.0.1:{port}',
  },
  'standby.none': {
    zh: '这里还没有备用机：请给出 --from、--keys 与 --of',
    en: 'There is no standby here yet: give --from, --keys and --of',
  },
  'standby.where': { zh: '请写成 主机:端口', en: 'Write it as host:port' },
  'standby.following': {
    zh: '正在跟随主机（Ctrl-C 停止；--take-over 接管）',
    en: 'Following the house (Ctrl-C to stop, --take-over to take over)',
  },
  'standby.alone': {
    zh: '听不到主机；已收到的日志至 {received}',
    en: 'The house is not heard; its log is here up to {received}',
  },
  'standby.over': {
    zh: '已接管：从此 {to} 就是主机，原主机不可再启动',
    en: 'It took over: {to} is the house from now on, and the one before must not start again',
  },
  'restore.done': {
    zh: '已恢复到 {to}（备份时间 {endedAt}，日志 {segments} 段，照片 {files} 个）',
    en: 'Restored to {to} (backup of {endedAt}, {segments} pieces of log, {files} photos)',
  },
  'restore.rows': { zh: '{mark} 行数：{tables} 张表，{rows} 行', en: '{mark} rows: {rows} in {tables} tables' },
  'restore.fewer': {
    zh: '  {table}：应不少于 {before} 行，只有 {now} 行',
    en: '  {table}: at least {before} rows were expected, there are {now}',
  },
  'restore.contacts': {
    zh: '{mark} 抽样解密：{read} 份联系方式，{unreadable} 份打不开',
    en: '{mark} decrypted a sample: {read} contacts, {unreadable} unreadable',
  },
  'command.no_database': { zh: '没有可用的数据库：{reason}', en: 'There is no database to work on: {reason}' },
  'command.unusable': { zh: '{file}{at} 无法使用：{reason}', en: '{file}{at} cannot be used: {reason}' },
  'command.failed': { zh: '没有完成：{reason}', en: 'Not done: {reason}' },
} as const;
