/**
 * What is known about people, column by column: its class, what for, on what basis, how long (个人信息保护法 §§ 6, 19, 34, 51;
 * ASVS 14.1). Every column of every table is named under one kind; a new one that is named under none fails the build
 * (db/personal.test.ts), so that nobody begins to keep something about people without saying why. `node db/personal.ts` writes
 * docs/PERSONAL-DATA.md. The bases are ours to propose and the district's lawyers' to confirm.
 */
import { writeFile } from 'node:fs/promises';
import type { DB } from './types.ts';

type Both = readonly [zh: string, en: string];
export type Kind = { class: Both; purpose: Both; basis: Both; retention: Both };

const duty: Both = ['履行法定职责所必需(个保法第十三条第三项、第三十四条)', 'a statutory duty (PIPL 13(3), 34)'];
const employment: Both = ['人力资源管理所必需(个保法第十三条第二项)', 'management of those who work here (PIPL 13(2))'];
const withCase: Both = ['随案卷', 'with the record of the case'];

/** `plain` says nothing of anybody; every other kind does, and says why. */
export const kinds = {
  contact: {
    class: ['联系方式(逐字段加密)', 'contact of a reporter, sealed field by field'],
    purpose: ['答复、核实与回访', 'to answer, ask back and call back'],
    basis: duty,
    retention: [
      '办结后最长 365 天(本区可缩短),或本人要求时立即删除',
      'at most 365 days after the case ended, as the district sets it; at once when she asks',
    ],
  },
  caller: {
    class: ['来电号码与通话中的记录(加密)', 'number of a call, and what was written during it, sealed'],
    purpose: ['接听、转接与登记诉求', 'to answer a call, hand it over and write it down'],
    basis: duty,
    retention: ['通话结束时', 'until the call ends'],
  },
  lookup: {
    class: ['联系方式的带密钥散列', 'keyed hash of a contact'],
    purpose: ['凭本人号码查找本人诉求', 'to find her reports by her own number'],
    basis: duty,
    retention: ['与联系方式同时删除', 'goes with the contact'],
  },
  choice: {
    class: ['本人的通知选择(散列)', 'what somebody chose to be told, under a keyed hash'],
    purpose: ['不打扰不愿被打扰的人', 'so that who does not want news gets none'],
    basis: ['本人同意(个保法第十三条第一项)', 'consent (PIPL 13(1))'],
    retention: ['本人删除联系方式时', 'until she removes her contact'],
  },
  follow: {
    class: ['关注网格消息的联系方式(加密)与散列', 'address of who follows a grid, sealed, and its keyed hash'],
    purpose: ['按本人选择发送网格宣传消息', 'to send the news of a grid to who chose it'],
    basis: ['本人同意(个保法第十三条第一项)', 'consent (PIPL 13(1))'],
    retention: ['本人取消关注、回复 T 或删除联系方式时', 'until she unfollows, replies T or removes her contact'],
  },
  message: {
    class: ['已发通知(加密)', 'a message that was sent, sealed'],
    purpose: ['告知进展,说明发过什么', 'to tell how it goes, and what was told'],
    basis: duty,
    retention: ['最长 90 天(本区可缩短)', 'at most 90 days, as the district sets it'],
  },
  token: {
    class: ['短时凭证(散列)', 'short-lived proof of an address, hashed'],
    purpose: ['证明号码是本人的', 'to prove that an address is one’s own'],
    basis: ['本人同意(个保法第十三条第一项)', 'consent (PIPL 13(1))'],
    retention: ['到期后 1 小时内', 'within an hour of its end'],
  },
  bell: {
    class: ['手机的推送地址(加密)', 'where a worker’s phone is rung, sealed'],
    purpose: [
      '在岗时提醒有新任务,不含任何人的信息',
      'to tell her on duty that there is a task, and nothing of anybody',
    ],
    basis: ['本人同意(个保法第十三条第一项)', 'consent (PIPL 13(1))'],
    retention: [
      '本人关闭、退出登录或推送服务注销时',
      'until she turns it off, signs out, or the push service drops it',
    ],
  },
  reward: {
    class: ['积分的带密钥散列', 'keyed hash of an address that earned points'],
    purpose: ['记账、兑换、查账', 'to keep, exchange and audit points'],
    basis: ['本人同意(个保法第十三条第一项)', 'consent (PIPL 13(1))'],
    retention: [
      '与台账同存;联系方式删除后不再与人相连',
      'as long as the ledger; tied to nobody once the contact is removed',
    ],
  },
  gateway: {
    class: ['来信的带密钥散列', 'keyed hashes of a message that came in'],
    purpose: [
      '同一来信只收一次,一个地址不致淹没窗口',
      'so that a message is taken once, and no address floods the door',
    ],
    basis: duty,
    retention: ['最长 90 天(本区可缩短)', 'at most 90 days, as the district sets it'],
  },
  told: {
    class: ['诉求人的话', 'what a reporter wrote'],
    purpose: ['办理诉求', 'to handle what was told'],
    basis: duty,
    retention: [
      '随案卷;其中的姓名、号码、住址随联系方式一并删除',
      'with the record of the case; name, numbers and home in it go with the contact',
    ],
  },
  place: {
    class: ['事发位置', 'where it is'],
    purpose: ['落格、派遣、到场', 'to place, dispatch and come'],
    basis: duty,
    retention: withCase,
  },
  opinion: {
    class: ['诉求人的评价', 'what a reporter thinks of the answer'],
    purpose: ['回访与评价(评价的是单位,不是人)', 'callbacks and evaluation, of units and never of her'],
    basis: duty,
    retention: withCase,
  },
  vote: {
    class: ['抽样问卷的答复', 'how a drawn reporter answered a survey'],
    purpose: ['计入对单位的外部评价', 'to be counted in what is thought of a unit'],
    basis: duty,
    retention: ['调查结束计数后删除', 'taken out when the survey is counted'],
  },
  written: {
    class: ['办理记录(可能提到人)', 'what staff wrote on a case; may speak of people'],
    purpose: ['说明做了什么、为什么', 'to say what was done and why'],
    basis: duty,
    retention: withCase,
  },
  half: {
    class: ['未传完的照片分片', 'pieces of a photo that is still being sent'],
    purpose: ['网络中断后接着传', 'so that a broken network does not cost the whole photo'],
    basis: duty,
    retention: ['传完时删除,最长 2 天', 'gone when the photo is whole, after two days at most'],
  },
  picture: {
    class: ['照片(重绘、去除元数据)', 'photo, redrawn and without metadata'],
    purpose: ['说明现场', 'to show how it looks there'],
    basis: duty,
    retention: withCase,
  },
  staff: {
    class: ['工作人员及其岗位', 'who works here, and in which post'],
    purpose: ['授权与分派', 'to authorise and assign'],
    basis: employment,
    retention: ['岗位结束后随其经办的案卷', 'after the post ended, with the cases she answered for'],
  },
  reach: {
    class: ['工作人员联系电话(加密,列表只显示部分)', 'phone of a member of staff, sealed; lists show it masked'],
    purpose: ['账号、交接事务联系本人', 'to reach her about her account and what she hands over'],
    basis: employment,
    retention: ['最后一个岗位结束后 90 天', '90 days after the last post ended'],
  },
  did: {
    class: ['工作人员做了什么(标识)', 'which member of staff did it, by id'],
    purpose: ['可追责、监督与处置分离', 'to answer for it; to keep checking apart from handling'],
    basis: duty,
    retention: withCase,
  },
  work: {
    class: ['工作人员的值班、请假与巡查', 'shifts, leaves and rounds of staff'],
    purpose: ['安排与核对巡查,不作画像', 'to plan and to prove a round; no profile is made of it'],
    basis: employment,
    retention: ['随考核周期', 'with the period it belongs to'],
  },
  track: {
    class: ['值班期间的位置', 'positions while on a shift'],
    purpose: ['证明到过点位', 'to prove a round'],
    basis: employment,
    retention: ['30 天', '30 days'],
  },
  visit: {
    class: ['走访记录(加密)', 'what was told at a door, sealed'],
    purpose: ['民情走访', 'to remember what residents asked for'],
    basis: duty,
    retention: ['随走访日志;正文加密', 'with the log of visits; the words are sealed'],
  },
  secret: {
    class: ['登录凭证(散列或加密)', 'credentials, hashed or sealed'],
    purpose: ['确认是本人登录', 'to know who signs in'],
    basis: employment,
    retention: ['改换或停用账号时', 'until changed or the account is disabled'],
  },
  session: {
    class: ['会话', 'sessions of staff'],
    purpose: ['保持登录、发现异常', 'to stay signed in, and to see what is odd'],
    basis: employment,
    retention: ['结束后 90 天', '90 days after its end'],
  },
  guess: {
    class: ['失败尝试的带密钥散列', 'keyed hashes of failed tries'],
    purpose: ['减慢猜测', 'to slow guessing'],
    basis: duty,
    retention: ['24 小时', '24 hours'],
  },
  replay: {
    class: ['已处理命令的答复(加密)', 'answers to commands, sealed'],
    purpose: ['同一命令可以重发而只做一次', 'so that a write may be sent twice and is done once'],
    basis: duty,
    retention: [
      '90 天(不短于允许的离线时间);揭示联系方式的答复从不保存',
      '90 days, no shorter than a phone may be without network; an opened contact is never kept in one',
    ],
  },
  trail: {
    class: ['留痕(标识与字段,封存)', 'the trail: ids and fields, sealed by a hash chain'],
    purpose: ['审计与追责', 'audit; who did what, and when'],
    basis: duty,
    retention: ['随案卷,不少于 6 个月', 'with the record of the case, and never less than 6 months'],
  },
} as const satisfies Record<string, Kind>;

/** One line a kind: `kind: columns`. A table that is missing here does not compile. */
export const inventory: Record<keyof DB, string> = {
  'access.accounts': `
    plain: region_id id demo disabled_at created_at
    staff: person_id login
    secret: password_hash password_set_at totp_secret totp_last_step`,
  'access.assertions': 'plain: region_id hash until',
  'access.bindings': `
    plain: region_id id bridge bound_at ended_at
    staff: account_id bound_by
    secret: subject_hash shown`,
  'access.old_passwords': `
    plain: region_id until
    staff: account_id
    secret: password_hash`,
  'access.password_rules': 'plain: region_id rule changed_at',
  'access.people': `
    plain: region_id id imported created_at version
    staff: name name_en
    reach: phone phone_shown`,
  'access.posts': `
    plain: region_id id
    staff: person_id post unit_id area_id from_on to_on`,
  'access.saved_filters': `
    plain: region_id id name query saved_at
    staff: person_id`,
  'access.sessions': `
    plain: region_id
    session: token_hash account_id stage created_at seen_at expires_at ended_at user_agent confirmed_at password_due idle_hours`,
  'access.tries': 'guess: key failed last_at',
  'access.units': `
    plain: region_id id code name name_en kind parent_id root_id superior_id path area_id imported valid_from valid_to version actor
    staff: duty_phone`,
  'access.walls': 'plain: region_id id name area_id redacted key_hash made_at seen_at ended_at version',
  'areas.area_cells': 'plain: region_id area_id cell_id share',
  'areas.areas':
    'plain: region_id id layer_id level code name name_en parent_id path unit_id attributes imported valid_from valid_to version',
  'areas.boundaries':
    'plain: region_id area_id version geometry area_m2 west south east north centre valid_from valid_to',
  'areas.gazetteer': 'plain: region_id id name kind location area_id grams code name_en key initials',
  'areas.ground_map': 'plain: region_id id kind rank name name_en geometry west south east north',
  'areas.keepers': `
    plain: region_id id area_id
    staff: person_id role public_phone supervision_phone from_on to_on`,
  'areas.layers': 'plain: region_id id name title title_en unified revision',
  'areas.regions': 'plain: id code name name_en time_zone settings created_at',
  'areas.successors': 'plain: region_id from_id to_id kind at',
  'cases.answers': `
    plain: region_id case_id n standard article_id at
    written: text
    did: by_person`,
  'cases.assignments': `
    plain: region_id id case_id unit_id root_unit_id role live rule_number dispatched_at signed_at ended_at ended_by
    written: reason basis
    did: handler_id`,
  'cases.callbacks': `
    plain: region_id case_id report_id n due_at done_at tries tried_at taken_until
    opinion: reached solved satisfied refused remark
    did: done_by taken_by`,
  'cases.cases': `
    plain: region_id id number version moved_version state is_open template kind discovery channel matter_id matter_by condition_id urgent
      confidential located_by area_id area_path holder_unit_id lead_unit_id superior_unit_id party_units calendar_id calendar_version opened_at
      filed_at dispatched_at handled_at ended_at time_limit case_limit case_started_at case_warn_at case_due_at case_warned_at case_overdue_at
      stage_n stage_warn_at stage_due_at handling_due_at alarm_at suspended_at suspended_until merged_into answer_n reports reworks returns
      reopened unsolved_at to_call_back alike_to alike template_version open_children origin level dispatch_basis extensions suspensions supervision_level
      markings repeat_of split_from about_unit_id about_root_unit_id archived_at archive_digest
    told: title detail search
    place: place_text location
    written: suspended_reason end_reason locked_reason
    did: holder_person_id`,
  'cases.checks': `
    plain: region_id case_id n assignment_id handler_root_unit_id checker_root_unit_id passed at
    written: remark
    place: location
    did: checker_id`,
  'cases.confirmations': `
    plain: region_id case_id n asked_at is_so done_at
    written: remark
    place: location
    did: asked_by keeper_id done_by`,
  'cases.handlings': `
    plain: region_id case_id n assignment_id unit_id started_at time_limit warn_at due_at warned_at overdue_at handed_back_at ended_at outcome mode_id
    written: result
    did: person_id`,
  'cases.meeting_cases': 'plain: region_id meeting_id case_id',
  'cases.meeting_members': `
    plain: region_id meeting_id n unit_id
    did: person_id attended`,
  'cases.meetings': `
    plain: region_id id kind state at place convener_unit_id convened_at held_at version minutes_due_at overdue_at
    written: title minutes cancel_reason
    did: convened_by minutes_by`,
  'cases.notes': `
    plain: region_id case_id id unit_id at
    written: text
    did: by_person`,
  'cases.papers': `
    plain: region_id case_id n kind phase asked_unit_id asked_at owed_post owed_unit_id time_limit warn_at due_at warned_at overdue_at done_at outcome
    written: reason data decision
    did: asked_by done_by`,
  'cases.parties': 'plain: region_id unit_id opened_at case_id',
  'cases.pauses': `
    plain: region_id case_id n clocks from_at to_at stage_n
    written: reason`,
  'cases.photos': `
    plain: region_id id case_id report_id purpose shot state raw_bytes bytes width height reason received_at processed_at
    picture: raw_sha256 sha256
    did: by_person`,
  'cases.receipts': `
    plain: region_id case_id n delivered_at read_at
    did: read_by`,
  'cases.returns': `
    plain: region_id case_id n assignment_id unit_id suggested_unit_id asked_at decided_at accepted
    written: reason basis decision
    did: asked_by decided_by`,
  'cases.stages': `
    plain: region_id case_id n state unit_id entered_at started_at time_limit warn_at due_at warned_at overdue_at ended_at ended_by
    did: person_id`,
  'cases.task_parties': 'plain: region_id unit_id ended_at task_id case_id',
  'cases.tasks': `
    plain: region_id id case_id purpose call_id state is_open unit_id root_unit_id occasion asked_unit_id asked_at come_limit handle_limit
      object_until came_at came_late ground objected_at ruling ruled_at handed_back_at handed_late sent_back grade call_grade ended_at clock
      time_limit started_at warn_at due_at warned_at overdue_at
    written: text objection ruling_reason result grade_remark end_reason
    place: place location came_location
    did: asked_by came_by ruled_by handed_back_by graded_by ended_by`,
  'cases.template_uses': 'plain: region_id matter_id template',
  'cases.templates': `
    plain: region_id name version body saved_at saved_n published_at reason
    did: saved_by published_by`,
  'catalogue.settings': `
    plain: region_id kind name version place content retired saved_at
    did: saved_by`,
  'catalogue.lessons': `
    plain: region_id lesson version place content retired saved_at
    did: saved_by`,
  'catalogue.lesson_marks': `
    plain: region_id lesson version
    work: person_id at`,
  'catalogue.articles': 'plain: region_id id question answer office terms grams version retired_at',
  'catalogue.calendar_versions': 'plain: region_id calendar_id version calendar reason created_at',
  'catalogue.calendars': 'plain: region_id id name is_default',
  'catalogue.conditions':
    'plain: region_id id matter_id n filing closing time_limit urgent photo_hint not_when basis version retired_at discovery',
  'catalogue.forms': 'plain: region_id id name unit_id per_month fields kept_in since version',
  'catalogue.gaps':
    'plain: region_id case_id case_number matter_id condition_id area_id place_id unit_id at closed_at closed_by',
  'catalogue.matters':
    'plain: region_id id edition kind big big_name small small_name code fallback sensitive imported version retired_at big_name_en small_name_en',
  'catalogue.phrases': 'plain: region_id id purpose matter_id text lang reason version',
  'catalogue.responsibilities':
    'plain: region_id id number matter_id condition_id area_id lead_unit_id lead_by_area co_unit_ids basis version valid_from valid_to co_by_area also_unit_ids',
  'catalogue.standards': 'plain: region_id matter_id version basis steps checks measures reason valid_from',
  'connect.inbound': `
    plain: region_id channel message_id signature became report_id at
    gateway: words_hash address_hash`,
  'connect.keys': 'plain: region_id id name purpose key_hash made_at ended_at version',
  'connect.requests': `
    plain: region_id report_id key_id matter_id
    told: description attributes
    place: address
    picture: media_url`,
  'connect.updates': `
    plain: region_id id report_id kind status at sender_id text_hash answer_case_id answer_n
    written: text`,
  'duty.modes': `
    plain: region_id id level area_ids matter_ids template until asked_at asked_unit_id decided_at accepted ended_at
    written: reason decision end_reason
    did: asked_by decided_by ended_by`,
  'duty.notices': `
    plain: region_id id unit_id area_id title title_en public until_on published_at withdrawn_at
    written: words words_en
    did: published_by`,
  'duty.notes': `
    plain: region_id id seat on_day part at unit_id hand_over read_at
    written: text
    did: person_id read_by`,
  'duty.order_units': `
    plain: region_id order_id unit_id delivered_at read_at reminded
    did: read_by`,
  'duty.orders': `
    plain: region_id id unit_id title given_at read_due_at reminded_at
    written: words
    did: given_by`,
  'duty.occasions': 'plain: region_id id name from_on to_on area_ids matter_ids plan version ended_at',
  'duty.turns': `
    plain: region_id id roster seat on_day part occasion_id version
    work: person_id deputy_id`,
  'evaluation.appeals': `
    plain: region_id id case_id trace unit_id root_unit_id period_id state asked_at first_root first_at first_grant second_root second_at second_grant
    written: reason basis first_word second_word
    did: asked_by first_by second_by`,
  'evaluation.figures': `
    plain: region_id period_id indicator n hits total exempt
    work: object key`,
  'evaluation.opinions': `
    plain: region_id id case_id period_id unit_id from_unit grade at answered_unit answered_at
    written: comment answer
    did: person_id answered_by`,
  'evaluation.periods':
    'plain: region_id id kind first_on from_at to_at state scheme_version as_of facts_seen computed_at computing cases appeals_until locked_at published_at note version',
  'evaluation.results': `
    plain: region_id period_id grp points place volume parts
    work: object key`,
  'evaluation.reviews': `
    plain: region_id id period_id kind unit_id grade n from_unit at conducted_by question source asked answers
    written: remark
    did: by_person`,
  'evaluation.schemes': `
    plain: region_id version title settle_days items reason at
    did: by_person`,
  'evaluation.surveys': `
    plain: region_id id period_id n question each_unit drawn of until at closed_at
    did: by_person`,
  'evaluation.traces': `
    plain: region_id period_id case_id n kind at area_id street_id community_id unit_id marks minutes due_at done_at exempt
    did: person_id post`,
  'evaluation.vetoes': `
    plain: region_id period_id object key at
    written: reason
    did: by_person`,
  'improvement.items': `
    plain: region_id id number title matter_id area_id area_path state cause change_kind change_text change_ref change_version changed_at measure_days
      measure_at before_n after_n measured_at result helped public_zh public_en published_at owner_unit_id made_at closed_at version cause_kind
    did: made_by`,
  'improvement.sources': 'plain: region_id item_id case_id',
  'intake.answering': 'plain: region_id report_id case_id answer_n at call_back_by',
  'intake.calls': `
    plain: region_id id exchange_id called_id line_id unit_id rang_at taken_at offered_at offered_line hung_up_at ended_at outcome diverted_to
      report_id
    caller: caller draft place_text location
    did: for_person person_id offered_to`,
  'intake.lines': `
    plain: region_id id number kind name name_en purpose opens closes workdays unit_ids divert_to version retired_at queues`,
  'areas.base_maps': 'plain: region_id kind source overlay attribution approval everybody is_on version',
  'intake.agents': `
    plain: region_id unit_ids since
    did: person_id`,
  'intake.joining': 'plain: region_id case_id report_id at',
  'intake.recognised': 'plain: region_id case_id opened_at alike_to likeness',
  'intake.recognised_by': `
    plain: region_id opened_at case_id
    told: key`,
  'intake.questions': `
    plain: region_id survey_id report_id case_id unit_id text way until tries done_at answered
    vote: grade`,
  'intake.replies': `
    plain: region_id id report_id unsolved at
    told: text`,
  'intake.reporters': `
    plain: region_id report_id
    contact: name phone email account
    lookup: phone_hash email_hash account_hash`,
  'intake.reports': `
    plain: region_id id number case_id follows channel kind discovery naming happened_at received_at by_unit device_id external_id has_contact lang
      answered_at answer_n answer_case_id rated_at version
    told: title detail wish_unit_id
    place: place_text location
    opinion: rating_solved rating_satisfied
    did: by_person`,
  'intake.thanks': `
    plain: region_id report_id case_id at
    told: text
    did: person_id`,
  'intake.triage_examples': 'plain: region_id matter_id print text source added_at',
  'intake.triage_models': 'plain: region_id id in_use made_at n matters measured bytes',
  'intake.triage_outcomes': 'plain: region_id case_id proposed_id matter_id automatic reported_at settled_at',
  'intake.triage_switches': 'plain: region_id matter_id automatic changed_at',
  'kit.commands': `
    plain: region_id id endpoint body_hash received_at
    replay: caller reply`,
  'kit.facts': `
    plain: region_id subject subject_id n id kind happened_at recorded_at actor_kind unit_id command_id
    trail: person_id post data`,
  'kit.day_positions': 'plain: region_id name facts_seen time_zone',
  'kit.day_sums': 'plain: region_id name from_at to_at counted',
  'kit.jobs': `
    plain: region_id id kind state done total message result errors started_at beat_at ended_at cancel_asked
    did: by_person`,
  'kit.pieces': `
    plain: region_id upload_id n
    half: bytes`,
  'kit.revisions': 'plain: region_id name revision',
  'kit.seals': 'plain: region_id n first_id last_id facts digest listing sealed_at head',
  'kit.uploads': 'plain: region_id id door place begun_at whole_at',
  'notify.choices': `
    plain: region_id at
    choice: address_hash news`,
  'neighbours.entries': `
    plain: region_id id kind points report_id what unit_id at
    reward: address_hash
    written: why
    did: person_id`,
  'neighbours.rules': 'plain: region_id version is_on award most_a_day most_a_month least exchange_zh exchange_en at',
  'neighbours.tickets': `
    plain: region_id points until
    token: code_hash address_hash`,
  'notify.codes': `
    plain: region_id id made_at until tries used_at
    token: address_hash code_hash`,
  'notify.messages': `
    plain: region_id id report_id kind way state made_at due_at tries sent_at fault
    message: address address_hash words`,
  'notify.followers': `
    plain: region_id id area_id way lang
    follow: address address_hash since topics_off`,
  'notify.bells': `
    plain: region_id lang since
    bell: phone_id person_id session_hash address`,
  'notify.rings': `
    plain: region_id case_id kind due_at tries
    bell: phone_id`,
  'notify.grid_news': 'plain: region_id publicity_id area_path topic title words due_at told_to',
  'notify.news': 'plain: region_id case_id n kind data at due_at told_to',
  'notify.visits': `
    plain: region_id way until
    token: token_hash address_hash masked`,
  'patrol.checkpoints': `
    plain: region_id id area_id area_path name location code every made_at retired_at
    did: made_by`,
  'patrol.leaves': `
    plain: region_id id unit_id asked_at accepted decided_at
    work: person_id deputy_id from_on to_on reason decision
    did: decided_by`,
  'patrol.objections': `
    plain: region_id id unit_id asked_at upheld decided_at
    work: person_id month kept due reason decision
    did: decided_by`,
  'patrol.phones': `
    plain: region_id id wipe_asked_at wiped_at lost
    work: person_id name known_at seen_at`,
  'patrol.positions': `
    plain: region_id shift_id
    track: at location accuracy_m`,
  'patrol.publicity': `
    plain: region_id id area_id area_path unit_id topic title words until_on told made_at ended_at
    did: made_by`,
  'patrol.publicity_photos': `
    plain: region_id id publicity_id sha256 received_at
    did: person_id`,
  'patrol.publicity_rounds': `
    plain: region_id id publicity_id reached remark happened_at recorded_at
    did: person_id`,
  'patrol.shifts': `
    plain: region_id id unit_id
    work: person_id began_at began_known_at ended_at ended_known_at ended_by`,
  'patrol.stamps': `
    plain: region_id id checkpoint_id
    work: person_id shift_id how metres fine remark happened_at recorded_at`,
  'patrol.visits': `
    plain: region_id id unit_id area_id purpose happened_at recorded_at
    work: person_id
    visit: words`,
  'sensing.alerts': 'plain: region_id device_id boot_id seq happened_at received_at body report_id',
  'sensing.devices':
    'plain: region_id id code name purpose kind key_hash location matter_id condition_id disabled_at created_at version',
};

export type Named = { table: string; column: string; kind: string };
/** Every column with its kind, in the order of the tables. */
export const named = (from: Record<string, string> = inventory): Named[] =>
  Object.entries(from).flatMap(([table, text]) => {
    let kind = '';
    return text
      .trim()
      .split(/\s+/)
      .flatMap((word) => {
        if (!word.endsWith(':')) return [{ table, column: word, kind }];
        kind = word.slice(0, -1);
        return [];
      });
  });

const isKind = (name: string): name is keyof typeof kinds => Object.hasOwn(kinds, name);
/** docs/PERSONAL-DATA.md, from what stands above and from nothing else. */
export function inventoryPage(): string {
  const all = named();
  const rows = Object.entries<Kind>(kinds).map(([name, { class: what, purpose, basis, retention }]) => {
    const where = Object.entries(Object.groupBy(all.filter(({ kind }) => kind === name), ({ table }) => table))
      .map(([table, columns]) => `\`${table}\` (${columns!.map(({ column }) => column).join(', ')})`)
      .join('; '); // prettier-ignore
    const cell = ([zh, en]: Both): string => `${zh}<br>${en}`;
    return `| ${[what, purpose, basis, retention].map(cell).join(' | ')} | ${where} |`;
  });
  const about = all.filter(({ kind }) => isKind(kind)).length;
  return `# 个人信息清单 · What is known about people

> 本页由 \`node db/personal.ts\` 从 \`db/personal.ts\` 生成;数据库中任何一列不在清单上,测试即不通过。处理依据为建议,由使用单位的法务确认。

Written by \`node db/personal.ts\`; a column of the database that is not listed fails the tests. The bases are proposals, for the district's lawyers to
confirm. ${about} of ${all.length} columns of ${Object.keys(inventory).length} tables say something about somebody; none of them scores, labels or ranks a resident
(\`test/schema.db.test.ts\`).

| 类别 · class | 用途 · what for | 依据 · basis | 保存期限 · how long | 在哪里 · where |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

if (import.meta.main) await writeFile(new URL('../docs/PERSONAL-DATA.md', import.meta.url), inventoryPage());
