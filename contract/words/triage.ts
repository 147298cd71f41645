/** The words of triage: the page where it learns, what its jobs tell, what is proposed on a case. */
export const triageWords = {
  'desk.nav.triage': { zh: '自动分拣', en: 'Triage' },
  'desk.triage.hint': {
    zh: '诉求说的是哪一类事项：从例句和受理、立案时的更正中学习，给出依据的词语；拿不准就留给人。',
    en: 'Which matter a report is about: learned from examples and from corrections at the desk, with the words that decided; where it is unsure a person decides.',
  },
  'desk.triage.model': { zh: '现用模型', en: 'The model in use' },
  'desk.triage.no_model': {
    zh: '尚未训练：目前按事项清单的词语分拣。',
    en: 'Nothing was learned yet: triage goes by the words of the catalogue.',
  },
  'desk.triage.no_model.hint': {
    zh: '在上面训练一次，各事项学得如何就列在这里。',
    en: 'Train it once above; how well each matter was learned is then listed here.',
  },
  'desk.triage.made': {
    zh: '训练于 {at}：{n} 条例句，{matters} 个事项',
    en: 'Trained {at} on {n} examples of {matters} matters',
  },
  'desk.triage.measured': {
    zh: '轮流留出的 {n} 条例句：首选正确 {accuracy}；敢于建议的 {dared} 条中正确 {precision}',
    en: 'On {n} examples left out in turn: first choice right {accuracy}; of {dared} it dared to propose {precision} right',
  },
  'desk.triage.examples': {
    zh: '例句：随清单 {shipped} 条，上传 {file} 条；更正 {corrections} 件，其中训练之后 {since} 件',
    en: 'Examples: {shipped} with the catalogue, {file} uploaded; {corrections} corrections, {since} of them since the training',
  },
  'desk.triage.confidential': {
    zh: '保密诉求不作例句；更正只引用案件，不另存其文字。',
    en: 'Confidential reports are not learned from; a correction refers to its case and keeps no text of its own.',
  },
  'desk.triage.teaching': { zh: '例句与训练', en: 'Examples and training' },
  'desk.triage.of_matter': { zh: '全部事项（可选一个）', en: 'All matters (choose one)' },
  'desk.triage.train': { zh: '重新训练', en: 'Train anew' },
  'desk.triage.upload': { zh: '上传例句', en: 'Upload examples' },
  'desk.triage.upload.hint': {
    zh: 'CSV、xlsx 或 JSONL，两列：matter（事项代码或名称）、text（例句）。有误的行逐行列出，其余收下；收下后重新训练才起作用。请勿上传个人信息。',
    en: 'CSV, xlsx or JSON lines with two columns: matter (its code or name) and text. Wrong rows are listed, the others are taken; they count from the next training. Leave personal data out.',
  },
  'desk.triage.file': { zh: '选择例句文件', en: 'Choose a file of examples' },
  'desk.triage.weeks': { zh: '每周准确率', en: 'How right it was, by week' },
  'desk.triage.week': { zh: '周（起于）', en: 'Week from' },
  'desk.triage.settled': { zh: '已定件数', en: 'Settled' },
  'desk.triage.proposed': { zh: '有建议', en: 'Proposed' },
  'desk.triage.unsure': { zh: '拿不准', en: 'Unsure' },
  'desk.triage.precision': { zh: '准确率', en: 'Precision' },
  'desk.triage.share': { zh: '{share}（n = {n}）', en: '{share} (n = {n})' },
  'desk.triage.automatic_n': { zh: '自动受理', en: 'Received by itself' },
  'desk.triage.no_weeks': {
    zh: '还没有由人定下的案件。受理、立案之后，这里按周显示建议与定案是否一致。',
    en: 'No case has been settled by a person yet. Then each week shows here how often the proposal was kept.',
  },
  'desk.triage.matters': { zh: '各事项', en: 'By matter' },
  'desk.triage.matters.hint': {
    zh: '近半年。“自动”表示按建议直接受理，立案仍由值班长；地点不明、保密的诉求始终由人受理。',
    en: 'Of the last half year. “Automatic” receives a report as proposed; filing stays with the duty officer, and what is confidential or has no known place is always received by a person.',
  },
  'desk.triage.n_examples': { zh: '例句', en: 'Examples' },
  'desk.triage.n_corrections': { zh: '更正', en: 'Corrections' },
  'desk.triage.automatic': { zh: '自动', en: 'Automatic' },
  'desk.triage.automatic_for': { zh: '{name}：自动受理', en: '{name}: received automatically' },
  'desk.triage.proposal': { zh: '分拣建议：{matter}', en: 'Triage proposes: {matter}' },
  'desk.triage.proposal.terms': { zh: '依据：{terms}', en: 'because of: {terms}' },
  'desk.triage.proposal.unsure': { zh: '分拣拿不准，请选择事项。', en: 'Triage is unsure; please choose the matter.' },

  'triage.job.trained': {
    zh: '已训练：{n} 条例句，{matters} 个事项；新的诉求即按此分拣',
    en: 'Trained on {n} examples of {matters} matters; in use from the next report on',
  },
  'triage.job.taught': {
    zh: '收下 {added} 条新例句，{wrong} 处有误；重新训练后起作用',
    en: '{added} new examples taken, {wrong} errors; they count from the next training',
  },
  'triage.no_column': { zh: '缺少列“{column}”', en: 'The column “{column}” is missing' },
  'triage.row.matter_missing': { zh: '没有填写事项', en: 'No matter is named' },
  'triage.row.matter_unknown': { zh: '没有这个事项：{matter}', en: 'There is no matter {matter}' },
  'triage.row.matter_twice': {
    zh: '不止一个事项叫“{matter}”，请写代码',
    en: 'More than one matter is called “{matter}”: give its code',
  },
  'triage.row.text_missing': { zh: '没有例句', en: 'The text is missing' },
  'triage.row.text_long': { zh: '例句超过 {limit} 字', en: 'The text is longer than {limit} characters' },

  'fact.region.triage_taught': { zh: '为自动分拣录入例句', en: 'Triage was given examples' },
  'fact.region.triage_trained': { zh: '自动分拣重新训练', en: 'Triage was trained anew' },
  'fact.region.triage_switched': { zh: '切换事项的自动受理', en: 'A matter’s automatic reception was switched' },
} as const;
