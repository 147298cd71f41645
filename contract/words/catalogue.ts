/** Why a unit is proposed, what is wrong with a calendar, and what is wrong with a row of an imported list. */
const proposalWords = {
  'propose.condition_area': {
    zh: '权责清单 {number}：{area}内的这一立案条件，由{unit}主责。依据：{basis}',
    en: 'Responsibility {number}: this filing condition within {area} belongs to {unit}. Basis: {basis}',
  },
  'propose.condition': {
    zh: '权责清单 {number}：这一立案条件由{unit}主责。依据：{basis}',
    en: 'Responsibility {number}: this filing condition belongs to {unit}. Basis: {basis}',
  },
  'propose.area': {
    zh: '权责清单 {number}：这一事项在{area}内由{unit}主责。依据：{basis}',
    en: 'Responsibility {number}: this matter within {area} belongs to {unit}. Basis: {basis}',
  },
  'propose.matter': {
    zh: '权责清单 {number}：这一事项由{unit}主责。依据：{basis}',
    en: 'Responsibility {number}: this matter belongs to {unit}. Basis: {basis}',
  },
  'propose.street_of_the_place': { zh: '属地街道（{unit}）', en: 'the street office of the place ({unit})' },
  'propose.street': { zh: '属地街道', en: 'the street office of the place' },
  'propose.territory': {
    zh: '权责清单没有主责单位，按属地兜底：{unit}',
    en: 'No responsibility names an owner; it falls to the street office of the place: {unit}',
  },
  'propose.of_several': {
    zh: '{rule}。{n} 个单位均可主责：{because}',
    en: '{rule}. {n} units may lead alike: {because}',
  },
  'propose.by_place': { zh: '此地在{unit}的片区内', en: 'the place lies in the territory of {unit}' },
  'propose.by_anywhere': {
    zh: '{unit}不限片区，其余单位的片区不含此地',
    en: '{unit} serves everywhere, the territories of the others do not hold the place',
  },
  'propose.by_load': { zh: '{unit}手上的活最少', en: '{unit} has least in hand' },
  'propose.by_order': { zh: '条件相同，{unit}列名在先', en: 'all else being equal, {unit} is named first' },
  'propose.load': {
    zh: '{unit}：在办 {open} 件，其中超期 {overdue} 件',
    en: '{unit}: {open} in hand, {overdue} of them overdue',
  },
  'propose.kind.condition_area': { zh: '立案条件加区域', en: 'condition and area' },
  'propose.kind.condition': { zh: '立案条件', en: 'condition' },
  'propose.kind.area': { zh: '区域', en: 'area' },
  'propose.kind.matter': { zh: '整个事项', en: 'the matter as a whole' },
  'propose.preferred': {
    zh: '不派{unit}：其 {number} 只按“{under}”，本条按“{over}”，更具体者优先',
    en: 'Not {unit}: its {number} claims by {under}, this one by {over}; the more special claim comes first',
  },
  'propose.elsewhere': {
    zh: '{number} 只管“{area}”，不含此地',
    en: '{number} covers “{area}” only, which does not hold this place',
  },
  'propose.other_condition': {
    zh: '{number} 只管另一立案条件',
    en: '{number} covers another filing condition only',
  },
  'propose.nobody': {
    zh: '权责清单没有主责单位，也没有属地街道：由派遣员指定',
    en: 'No responsibility names an owner and no street office answers for the place: the dispatcher decides',
  },
} as const;

const reportWords = {
  'claims.same_scope': {
    zh: '{a} 与 {b} 的事项、条件、区域完全相同',
    en: '{a} and {b} claim the same matter, condition and area',
  },
  'claims.crossing': {
    zh: '{a}（按条件：{unitA}）与 {b}（按区域：{unitB}）交叉：两者都适用时条件优先',
    en: '{a} (by condition: {unitA}) crosses {b} (by area: {unitB}): where both apply, the condition wins',
  },
  'claims.overlapping_areas': {
    zh: '{a}（{areaA}）与 {b}（{areaB}）属于不同图层，范围可能重叠而主责不同',
    en: '{a} ({areaA}) and {b} ({areaB}) lie in different layers and may overlap with different leads',
  },
  'claims.nobody': { zh: '没有主责单位', en: 'Nobody answers for it' },
  'claims.only_some': {
    zh: '只有部分条件或区域有主责单位，没有整个事项的',
    en: 'Only some conditions or areas have an owner, the matter as a whole has none',
  },
  'claims.area_gone': {
    zh: '{number} 指向已撤销的区域“{area}”',
    en: '{number} refers to “{area}”, an area that is no more',
  },
  'claims.condition_gone': { zh: '{number} 指向已停用的立案条件', en: '{number} refers to a retired filing condition' },
} as const;

const calendarWords = {
  'calendar.time_zone_unknown': { zh: '不认识的时区 {timeZone}', en: 'Unknown time zone {timeZone}' },
  'calendar.week_not_seven': { zh: '一周须有七天，现有 {count} 天', en: 'A week has seven days, not {count}' },
  'calendar.week_closed': { zh: '一周内没有任何工作时间', en: 'The week has no working time at all' },
  'calendar.slot_not_minutes': {
    zh: '{path}：时段须在 0:00 与 24:00 之间',
    en: '{path}: a slot lies between 0:00 and 24:00',
  },
  'calendar.slot_empty': { zh: '{path}：时段的止须晚于起', en: '{path}: a slot ends after it begins' },
  'calendar.slots_overlap': { zh: '{path}：时段相互重叠或次序颠倒', en: '{path}: slots overlap or stand out of order' },
  'calendar.date_invalid': { zh: '没有这一天：{date}', en: 'There is no such day: {date}' },
  'calendar.known_until_invalid': { zh: '“已知至”不是日期：{date}', en: '“Known until” is not a date: {date}' },
  'calendar.day_minutes_invalid': {
    zh: '每个工作日的分钟数须在 1 与 1440 之间',
    en: 'A working day has between 1 and 1440 minutes',
  },
  'calendar.default_name': { zh: '工作日历', en: 'Working calendar' },
} as const;

const tableWords = {
  'table.empty': { zh: '文件是空的', en: 'The file is empty' },
  'table.unknown_encoding': {
    zh: '既不是 UTF-8 也不是 GB18030 编码',
    en: 'It is neither UTF-8 nor GB18030',
  },
  'table.not_csv': { zh: '不是有效的 CSV（第 {row} 行）', en: 'It is not valid CSV (row {row})' },
  'table.not_xlsx': { zh: '不是有效的 xlsx 工作簿', en: 'It is not a valid xlsx workbook' },
  'table.too_large': { zh: '展开后过大，上限 {limit}', en: 'Unpacked it is larger than {limit}' },
  'table.too_many_rows': { zh: '超过 {limit} 行', en: 'It has more than {limit} rows' },
  'table.columns_missing': { zh: '缺少列：{columns}', en: 'Columns are missing: {columns}' },
  'table.column_twice': { zh: '列“{column}”出现两次', en: 'The column “{column}” stands twice' },
} as const;

const importWords = {
  'import.column_count': { zh: '列数与表头不一致', en: 'The number of columns differs from the header' },
  'import.required': { zh: '必填', en: 'is required' },
  'import.too_long': { zh: '最多 {n} 个字', en: 'may have at most {n} characters' },
  'import.kind': { zh: '只能是 component/部件、event/事件、service/服务', en: 'must be component, event or service' },
  'import.code': { zh: '代码只能是数字和字母，至多 10 位', en: 'A code has only digits and letters, at most 10' },
  'import.limit': {
    zh: '时限写法：2uh、4h、5d、5de、3nd、1ud,或“5工作日”',
    en: 'A limit is written 2uh, 4h, 5d, 5de, 3nd or 1ud',
  },
  'import.yes_no': { zh: '只能是 yes/是 或 no/否', en: 'must be yes or no' },
  'import.number': { zh: '应为正整数', en: 'must be a positive whole number' },
  'import.discovery': {
    zh: '只能是 passive、active、smart,以分号分隔',
    en: 'passive, active, smart, parted by semicolons',
  },
  'import.other_name': { zh: '与第 {row} 行的名称“{name}”不一致', en: 'differs from the name “{name}” in row {row}' },
  'import.other_value': { zh: '与第 {row} 行不一致', en: 'differs from row {row}' },
  'import.twice': { zh: '与第 {row} 行重复', en: 'repeats row {row}' },
  'import.one_fallback': {
    zh: '兜底事项只能有一个，第 {row} 行已是',
    en: 'There is one fallback matter only; row {row} is it',
  },
  'import.unknown_matter': { zh: '没有事项 {value}', en: 'There is no matter {value}' },
  'import.ambiguous_matter': {
    zh: '事项 {value} 在多个版本中都有，请指定版本',
    en: 'The matter {value} stands in several editions; name the edition',
  },
  'import.unknown_condition': {
    zh: '事项 {matter} 没有第 {value} 条立案条件',
    en: 'Matter {matter} has no condition {value}',
  },
  'import.unknown_area': { zh: '没有区域 {value}', en: 'There is no area {value}' },
  'import.unknown_unit': { zh: '没有单位 {value}', en: 'There is no unit {value}' },
  'import.street_leads_alone': {
    zh: '属地街道不能与其他主责单位并列',
    en: 'The street office of the place cannot be one of several leads',
  },
  'import.lead_also_helps': { zh: '主责单位不能同时是配合单位', en: 'The lead cannot be a co-unit as well' },
  'import.nothing_changed': { zh: '{n} 处有误，没有导入任何内容', en: '{n} errors; nothing was imported' },
  'import.dry_run': { zh: '试运行：{n} 处有误，没有改动', en: 'Dry run: {n} errors, nothing changed' },
  'import.done': { zh: '已导入 {rows} 行', en: '{rows} rows imported' },
} as const;

const matterWords = {
  'matter.kind.component': { zh: '部件', en: 'Component' },
  'matter.kind.event': { zh: '事件', en: 'Event' },
  'matter.kind.service': { zh: '服务', en: 'Service' },
  'matter.fallback_big': { zh: '其他', en: 'Other' },
  'matter.fallback_small': { zh: '其他事项', en: 'Other matters' },
  'matter.fallback_filing': {
    zh: '属于网格化管理范围，但清单未列明',
    en: 'Within the district’s duties but not on the list',
  },
  'matter.fallback_closing': { zh: '问题已解决，或已说明去向', en: 'Solved, or the proper route explained' },
  'matter.imported_big': { zh: '历史导入', en: 'Imported history' },
  'matter.imported_closing': { zh: '按原系统办结', en: 'Closed as in the former system' },
  'matter.no_basis': { zh: '示例,无依据', en: 'Example, no legal basis' },
} as const;

export const catalogueWords = {
  ...proposalWords,
  ...reportWords,
  ...calendarWords,
  ...tableWords,
  ...importWords,
  ...matterWords,
} as const;
