/**
 * The words of every "no". The key after `problem.` is the stable code that clients know; its HTTP status is in
 * `contract/problems.ts`. Each sentence says what is wrong and what to do about it.
 */
export const problemWords = {
  'problem.request.invalid': {
    zh: '请求内容不符合要求：{summary}',
    en: 'The request is not of the expected form: {summary}',
  },
  'problem.file.being_written': {
    zh: '您的上一个导出还在进行，请等它完成或先取消',
    en: 'Your last export is still being written; wait for it, or cancel it',
  },
  'problem.request.not_found': { zh: '没有这个地址', en: 'There is no such address' },
  'problem.request.too_large': { zh: '内容太大，上限 {limit}', en: 'Too large; the limit is {limit}' },
  'problem.request.too_many': {
    zh: '操作太频繁，请 {seconds} 秒后再试',
    en: 'Too many requests; try again in {seconds} seconds',
  },
  'problem.request.media_type': { zh: '不支持这种内容类型', en: 'This content type is not supported' },
  'problem.request.foreign_origin': {
    zh: '请求来自其他网站，已拒绝',
    en: 'The request came from another site and was refused',
  },
  'problem.server.failed': {
    zh: '系统出错，已记录（编号 {requestId}），请稍后再试',
    en: 'Something failed on our side and was recorded ({requestId}); please try again later',
  },
  'problem.server.busy': { zh: '系统繁忙，请稍后再试', en: 'The system is busy; please try again shortly' },
  'problem.command.id_reused': {
    zh: '同一编号已用于另一份内容，请重新提交',
    en: 'This id was already used for other content; submit again with a new id',
  },
  'problem.reader.not_signed_in': { zh: '请先登录', en: 'Please sign in first' },
  'problem.reader.wrong_login': { zh: '账号或密码不正确', en: 'Login or password is not correct' },
  'problem.reader.wrong_code': {
    zh: '动态验证码不正确或已用过，请等下一个',
    en: 'The one-time code is wrong or was used; wait for the next one',
  },
  'problem.reader.second_factor_needed': { zh: '还需要动态验证码', en: 'The one-time code is still needed' },
  'problem.reader.too_many_tries': {
    zh: '尝试次数过多，请 {wait}后再试',
    en: 'Too many tries; wait {wait}',
  },
  'problem.reader.bad_assertion': {
    zh: '登录凭证无效、过期或已用过，请重新从登录页开始',
    en: 'What was shown to sign in is not valid, too old or was used; begin again from the sign-in page',
  },
  'problem.reader.saml_refused': {
    zh: '身份认证平台的应答没有被接受：{why}。请重新登录；再次出现请联系管理员',
    en: 'What the identity provider answered was not accepted: {why}. Sign in again; if it comes back, tell an administrator',
  },
  'problem.reader.not_bound': {
    zh: '这个身份还没有绑定账号，请管理员绑定',
    en: 'This identity is bound to no account; an administrator binds it',
  },
  'problem.reader.demo_account': {
    zh: '演示账号只在本机演示模式下可用',
    en: 'Demo accounts work only in demo mode on this machine',
  },
  'problem.reader.not_permitted': { zh: '您的岗位不能进行此操作：{what}', en: 'Your post may not do this: {what}' },
  'problem.reader.weak_password': {
    zh: '密码不合要求。{rule}',
    en: 'This password does not do. {rule}',
  },
  'problem.reader.password_used': {
    zh: '最近 {n} 次用过的密码不能再用',
    en: 'None of the last {n} passwords may be chosen again',
  },
  'problem.reader.password_due': { zh: '密码已到期，请先改密码', en: 'Your password is due: choose another one first' },
  'problem.reader.not_fresh': {
    zh: '此操作需要再次确认是您本人',
    en: 'Before this you are asked once more who you are',
  },
  'problem.reader.powers_apart': {
    zh: '系统、安全、审计三类管理员相互独立：此人已任{held}，不能同时任{asked}',
    en: 'The three administrations are kept apart: this person is {held} and cannot be {asked} as well',
  },
  'problem.thing.not_found': { zh: '没有找到，或不在您的权限范围内', en: 'Not found, or outside your scope' },
  'problem.thing.stale': {
    zh: '内容已被他人更新（当前第 {version} 版），请查看后再操作',
    en: 'Somebody changed it meanwhile (now version {version}); look again before you go on',
  },
  'problem.thing.unknown_reference': {
    zh: '字段 {field} 引用的内容不存在：{value}',
    en: 'Field {field} refers to something that does not exist: {value}',
  },
  'problem.thing.exists': { zh: '已存在：{what}', en: 'Already exists: {what}' },
  'problem.file.unusable': { zh: '文件无法使用：{file} {reason}', en: 'The file cannot be used: {file} {reason}' },
  'problem.area.bad_coordinate': { zh: '坐标不可用：{reason}', en: 'The coordinate cannot be used: {reason}' },
  'problem.area.no_boundary': { zh: '该区域没有边界，无法划分', en: 'The area has no boundary to divide' },
  'problem.area.has_children': {
    zh: '该区域已有下级区域，请先处理下级',
    en: 'The area already has areas below it; deal with those first',
  },
  'problem.area.line_does_not_cross': { zh: '分割线没有穿过该区域', en: 'The line does not cross the area' },
  'problem.area.not_neighbours': {
    zh: '所选区域不相邻，不能合并',
    en: 'The chosen areas do not touch and cannot be merged',
  },
  'problem.area.different_parents': {
    zh: '所选区域不属于同一上级，不能合并',
    en: 'The chosen areas have different parents and cannot be merged',
  },
  'problem.area.no_such_layer': { zh: '没有图层“{layer}”', en: 'There is no layer “{layer}”' },
  'problem.area.no_such_area': {
    zh: '图层“{layer}”中没有代码为 {code} 的区域',
    en: 'Layer “{layer}” has no area with the code {code}',
  },
  'problem.area.nothing_to_subdivide': {
    zh: '图层“{layer}”中没有可划分的区域：没有边界，或已有下级',
    en: 'Layer “{layer}” has no area to cut: each lacks a boundary or has areas below it',
  },
  'problem.area.changed_meanwhile': {
    zh: '图层“{layer}”在处理期间不断被他人修改，没有写入，请重试',
    en: 'Layer “{layer}” kept being changed while this was at work; nothing was written, try again',
  },
  'problem.area.several_regions': {
    zh: '有多个区域（{codes}），请指明其中一个',
    en: 'There are several regions ({codes}); name one of them',
  },
  'problem.area.bad_geometry': { zh: '边界图形有误：{reason}', en: 'The boundary is not valid: {reason}' },
  'problem.catalogue.conflict': {
    zh: '与 {number} 冲突：同一事项、同一范围已有主责单位',
    en: 'Conflicts with {number}: the same matter and territory already has a lead unit',
  },
  'problem.catalogue.bad_calendar': { zh: '日历有误：{reason}', en: 'The calendar is not valid: {reason}' },
  'problem.case.illegal_move': {
    zh: '案件处于“{state}”，不能“{move}”：这一步在“{from}”时由{by}办理。现在可办：{legal}',
    en: 'The case is in “{state}”, so “{move}” is not possible: that is for {by}, in “{from}”. Now: {legal}',
  },
  'problem.case.not_yours': {
    zh: '“{move}”须由{who}办理（案件处于“{state}”）',
    en: '“{move}” belongs to {who} (the case is in “{state}”)',
  },
  'problem.case.same_root_unit': {
    zh: '处置单位不能核查自己的案件（{unit}），须由其他单位核查',
    en: 'The unit that handled it ({unit}) may not check it; another root unit must',
  },
  'problem.case.own_unit_handles': {
    zh: '您在承办单位（{unit}）任职，不能对本单位承办的案件“{move}”，须由其他单位的人员办理',
    en: 'You hold a post in the unit that handles it ({unit}); “{move}” is for somebody of another root unit',
  },
  'problem.case.handled_by_same': {
    zh: '这件案件由您本人处置过，不能再由您“{move}”',
    en: 'You handled this case yourself; “{move}” is for somebody else',
  },
  'problem.case.sensed_by_same': {
    zh: '感知与响应分离：发现或核实的人不承担处置，不能“{move}”',
    en: 'Who sensed it does not handle it: “{move}” is for a colleague',
  },
  'problem.case.own_callback': {
    zh: '本人或本单位处置的案件，须由其他人回访',
    en: 'Whoever handled it, or holds a post in the unit that did, does not call back about it',
  },
  'problem.case.return_pending': {
    zh: '案件处于“{state}”，退单申请待{who}决定，暂不能“{move}”',
    en: 'The case is in “{state}” and its return waits for {who}; until then “{move}” is not possible',
  },
  'problem.case.no_return': {
    zh: '案件处于“{state}”，没有待决定的退单申请，不能“{move}”',
    en: 'The case is in “{state}” and nobody asked for a return, so “{move}” is not possible',
  },
  'problem.case.suspended': {
    zh: '案件处于“{state}”并已挂账，由{who}恢复后才能“{move}”',
    en: 'The case is in “{state}” and suspended; {who} must resume it before “{move}”',
  },
  'problem.case.not_suspended': {
    zh: '案件处于“{state}”，没有挂账，不能“{move}”',
    en: 'The case is in “{state}” and not suspended, so “{move}” is not possible',
  },
  'problem.case.photo_needed': { zh: '自处理须先上传处置照片', en: 'Self-handling needs a photo as proof first' },
  'problem.case.merge_target': { zh: '不能并入该案件：{reason}', en: 'Cannot be merged into that case: {reason}' },
  'problem.case.keeper_not_there': {
    zh: '该人员没有此网格的任职，不能核实',
    en: 'That person holds no post for this cell and cannot confirm',
  },
  'problem.case.until_past': {
    zh: '恢复时间须在将来，且不超过 {days} 天',
    en: 'The resume date must be in the future and within {days} days',
  },
  'problem.case.condition_matter': {
    zh: '立案条件不属于该事项',
    en: 'The filing condition does not belong to that matter',
  },
  'problem.case.not_in_template': {
    zh: '流程“{template}”不使用“{move}”；案件处于“{state}”，现在可办：{legal}',
    en: 'The process “{template}” does not use “{move}”; the case is in “{state}”. Now: {legal}',
  },
  'problem.case.needs_higher': { zh: '时间较长，须由{who}决定', en: 'This long, {who} must decide' },
  'problem.case.nothing_asked': { zh: '没有待处理的{kind}', en: 'There is not {kind} waiting' },
  'problem.case.asked_already': { zh: '已有待处理的{kind}', en: 'There is {kind} waiting already' },
  'problem.case.locked': {
    zh: '本单位是指定承办单位，不得退回：{reason}',
    en: 'This unit was designated and may not give it back: {reason}',
  },
  'problem.case.order_incomplete': {
    zh: '领导批示派单须写明批示人和时限',
    en: 'A leader’s order needs whose it is, and until when',
  },
  'problem.case.too_late_to_ask': {
    zh: '已超期，延期须在到期前申请',
    en: 'It is overdue; an extension must be asked for before',
  },
  'problem.case.too_often': { zh: '已达上限 {max} 次', en: 'The limit of {max} times is reached' },
  'problem.case.too_long': { zh: '“{move}”的时间超过任何人可批的上限', en: '“{move}”: longer than anybody may grant' },
  'problem.case.until_bad': {
    zh: '日期须在将来，且不超过一年',
    en: 'The date must be in the future and within a year',
  },
  'problem.case.checklist': { zh: '还有清单项未勾选：{items}', en: 'Not ticked yet: {items}' },
  'problem.case.children_open': { zh: '还有 {n} 项附属任务未办结', en: '{n} tasks beside the case have not ended' },
  'problem.case.callback_first': {
    zh: '本流程须先回访再结案',
    en: 'This process calls the reporter back before closing',
  },
  'problem.case.joint_needed': {
    zh: '此类纠纷至少须有 {n} 个协办单位',
    en: 'Such a dispute needs at least {n} joint units',
  },
  'problem.case.recused': {
    zh: '反映的是{unit}，该单位人员应当回避',
    en: 'The report is about {unit}; its people are recused',
  },
  'problem.case.target_unit': {
    zh: '不能派给被反映的单位（{unit}）',
    en: 'It cannot go to the unit it is about ({unit})',
  },
  'problem.case.level_end': { zh: '没有更上一级可以上报', en: 'There is no level above to hand it to' },
  'problem.case.not_below': { zh: '{unit}不是本单位的下级', en: '{unit} is not below this unit' },
  'problem.case.not_on_list': {
    zh: '该事项不在{unit}的职责清单内，不得下交',
    en: 'The matter is not on the list of {unit}; it may not be pushed down',
  },
  'problem.case.supervision_open': {
    zh: '已在 {level} 级督办中，等待回复',
    en: 'It is under supervision of level {level} and waits for a reply',
  },
  'problem.case.not_supervised': { zh: '案件没有被督办', en: 'The case is not under supervision' },
  'problem.case.second_person': {
    zh: '提请人不能自己批准，须由另一人决定',
    en: 'Whoever proposed it may not approve it; a second person must',
  },
  'problem.case.repeat_target': { zh: '不能按重复诉求答复：{reason}', en: 'Cannot be answered as a repeat: {reason}' },
  'problem.case.phase': { zh: '信访程序不能这样进展', en: 'The petition cannot go on like this' },
  'problem.case.not_undoable': {
    zh: '这一步不能撤回：不是您刚办的，或之后又有了新情况',
    en: 'This step cannot be taken back: it was not your last one, or something happened since',
  },
  'problem.case.undo_too_late': {
    zh: '已过 {seconds} 秒，不能再撤回',
    en: 'More than {seconds} seconds have passed; it can no longer be taken back',
  },
  'problem.case.archived': {
    zh: '案件处于“{state}”，案卷已归档，不再“{move}”',
    en: 'The case is in “{state}” and its file was archived: no “{move}” any more',
  },
  'problem.case.not_finished': {
    zh: '还有待回访、待批或附属事项，不能归档',
    en: 'Something still waits; it cannot be archived',
  },
  'problem.case.template_unfit': {
    zh: '案件处于“{state}”，在新流程中无法继续',
    en: 'The case is in “{state}” and could not go on in that process',
  },
  'problem.case.whistle_whom': {
    zh: '不能向{unit}吹哨：街道向部门吹哨，社区向所属街道吹哨',
    en: 'No whistle to {unit}: a street blows for departments, a community for its own street',
  },
  'problem.case.task_own_unit': {
    zh: '{unit}不能给自己交办任务',
    en: '{unit} cannot be given a task by itself',
  },
  'problem.case.task_after_parent': {
    zh: '协办任务的时限不能晚于主办时限',
    en: 'A joint task may not be due after the case it belongs to',
  },
  'problem.case.task_state': {
    zh: '任务处于“{state}”，不能“{move}”：这一步在“{from}”时由{side}的{who}办理',
    en: 'The task is “{state}”, so “{move}” is not possible: that is for {who} of {side}, when it is “{from}”',
  },
  'problem.case.task_not_yours': {
    zh: '“{move}”由{side}的{who}办理（任务处于“{state}”）',
    en: '“{move}” belongs to {who} of {side} (the task is “{state}”)',
  },
  'problem.case.task_own_work': {
    zh: '承担任务的单位不能确认、评价自己的任务',
    en: 'The unit that did the task may not confirm or grade it',
  },
  'problem.case.objection_late': { zh: '异议须在 {until} 前提出', en: 'An objection had to be made by {until}' },
  'problem.meeting.agenda': { zh: '不能列入议程：{reason}', en: 'It cannot be put on the agenda: {reason}' },
  'problem.meeting.state': {
    zh: '会议处于“{state}”，不能“{step}”：这一步在“{from}”时由召集单位{unit}办理',
    en: 'The meeting is “{state}”, so “{step}” is not possible: that is for {unit}, which convened it, when it is “{from}”',
  },
  'problem.meeting.before_hour': {
    zh: '会议定于 {at} 召开，时间未到，不能“{step}”；提前召开的，先由召集单位{unit}“{amend}”，改为实际时间',
    en: 'The meeting is called for {at}, and that is not yet: “{step}” is not possible. If it was held earlier, {unit} first sets the hour it was: “{amend}”',
  },
  'problem.meeting.convener_only': {
    zh: '“{step}”由召集单位{unit}办理',
    en: '“{step}” belongs to {unit}, which convened the meeting',
  },
  'problem.meeting.urgent_leader': {
    zh: '紧急会商由值班长、派遣员或领导召集',
    en: 'An urgent consultation is convened by the duty officer, the dispatcher or a leader',
  },
  'problem.case.ended': { zh: '案件已结束（{state}）', en: 'The case has ended ({state})' },
  'problem.template.strands': { zh: '模板不能发布：{reason}', en: 'The template cannot be published: {reason}' },
  'problem.case.no_callback': { zh: '该诉求没有待办的回访', en: 'There is no callback waiting for this report' },
  'problem.case.before_opened': {
    zh: '办理时间早于上一步',
    en: 'The time of this move is before the one preceding it',
  },
  'problem.photo.not_an_image': { zh: '这不是可用的照片：{reason}', en: 'This is not a usable photo: {reason}' },
  'problem.thing.too_many': { zh: '最多保存 {n} 个，请先删除不用的', en: 'At most {n} are kept: remove one first' },
  'problem.photo.piece_length': {
    zh: '照片的第 {n} 片应为 {expected} 字节，收到 {bytes} 字节',
    en: 'Piece {n} of the photo should have {expected} bytes; {bytes} came',
  },
  'problem.photo.too_many_begun': {
    zh: '这里有 {limit} 张照片还没有传完，请先传完再添加',
    en: '{limit} photos are half sent here: finish those first',
  },
  'problem.photo.too_many': { zh: '照片已达上限 {limit} 张', en: 'The limit of {limit} photos is reached' },
  'problem.report.anonymous_contact': {
    zh: '匿名诉求不能同时留下联系方式；请改为保密，或清空联系方式',
    en: 'An anonymous report cannot carry a contact; choose confidential or clear the contact',
  },
  'problem.report.contact_needed': {
    zh: '实名或保密诉求请留下电话或邮箱',
    en: 'A named or confidential report needs a phone number or an e-mail address',
  },
  'problem.report.in_future': { zh: '发生时间在将来：{at}', en: 'It happened in the future: {at}' },
  'problem.report.follows_closed': {
    zh: '该案件已结束，请提交新的诉求',
    en: 'That case has ended; please send a new report',
  },
  'problem.report.others_wait': {
    zh: '还有其他诉求人在等待同一件事的答复，不能撤回；您可以不再关注',
    en: 'Others wait for the answer to the same need, so it cannot be withdrawn',
  },
  'problem.report.no_receipt': {
    zh: '查询码不正确：请核对受理编号和查询码',
    en: 'No such receipt: check the number and the code',
  },
  'problem.report.not_answered': { zh: '该诉求尚未答复', en: 'This report has not been answered yet' },
  'problem.report.no_question': {
    zh: '没有待您回答的问题，或已经答过、已经截止',
    en: 'No question waits for you here: it was answered, or the survey is over',
  },
  'problem.report.no_worker': {
    zh: '这件事没有可以转达感谢的办理人',
    en: 'There is nobody by name to whom thanks could be passed on',
  },
  'problem.notify.bad_address': {
    zh: '请填写手机号或电子邮箱',
    en: 'Please give a telephone number or an e-mail address',
  },
  'problem.notify.no_sender': {
    zh: '本站还不能发送验证码，请凭受理编号和查询码查询',
    en: 'This site cannot send codes yet; please use the number and code of your receipt',
  },
  'problem.push.off': { zh: '本区还没有开通新任务提醒', en: 'No phones are rung in this district yet' },
  'problem.push.other_service': {
    zh: '这个浏览器的推送服务（{service}）本区没有开通',
    en: 'The push service of this browser ({service}) is not among those of the district',
  },
  'problem.notify.outside': { zh: '这个位置不在本区任何网格内', en: 'This place is in no grid of the district' },
  'problem.notify.many_grids': { zh: '最多关注 {limit} 个网格', en: 'At most {limit} grids can be followed' },
  'problem.notify.wrong_code': {
    zh: '验证码不正确或已失效，请核对，或重新获取',
    en: 'The code is wrong or no longer valid; check it, or ask for a new one',
  },
  'problem.notify.no_visit': {
    zh: '验证已过期，请重新获取验证码',
    en: 'Your visit has ended; please ask for a new code',
  },
  'problem.notify.visit_old': {
    zh: '为保护您的数据，导出前请重新验证一次',
    en: 'To protect your data, please confirm by a new code before taking it away',
  },
  'problem.wall.unknown_key': { zh: '展示地址无效或已停用', en: 'This screen has no key, or it was ended' },
  'problem.device.unknown_key': { zh: '设备密钥无效', en: 'The device key is not valid' },
  'problem.device.seq_reused': {
    zh: '同一启动编号和序号已用于另一份内容',
    en: 'This boot id and sequence number were already used for other content',
  },
  'problem.open311.unknown_service': { zh: '没有这项服务：{code}', en: 'There is no such service: {code}' },
  'problem.open311.service_needed': { zh: '缺少 service_code', en: 'service_code is missing' },
  'problem.open311.attribute_missing': {
    zh: '缺少必填属性 {attribute}：{question}',
    en: 'The required attribute {attribute} is missing: {question}',
  },
  'problem.open311.attribute_value': {
    zh: '属性 {attribute} 的取值“{value}”不在选项中：{allowed}',
    en: 'Attribute {attribute} has no option “{value}”; it has: {allowed}',
  },
  'problem.open311.location_needed': {
    zh: '缺少位置：请给出 lat 和 long，或 address_string，或 address_id',
    en: 'A place is missing: send lat and long, or address_string, or address_id',
  },
  'problem.open311.unknown_address': {
    zh: '没有编码为 {code} 的网格或区域（address_id）',
    en: 'No cell or area has the code {code} (address_id)',
  },
  'problem.open311.media_url': {
    zh: 'media_url 不是 http 或 https 网址',
    en: 'media_url is not an http or https address',
  },
  'problem.open311.unknown_request': { zh: '没有可公开的工单 {number}', en: 'There is no public request {number}' },
  'problem.open311.unknown_token': {
    zh: '没有收到过编号为 {token} 的提交，请重新提交',
    en: 'Nothing was received under {token}; please send it again',
  },
  'problem.open311.key_needed': {
    zh: '缺少有效的 api_key，请向本区管理员申请',
    en: 'A valid api_key is missing; ask the administrators of this district for one',
  },
  'problem.open311.date': {
    zh: '{field} 不是带时区的时间：{value}；例如 2026-11-23T08:00:00+08:00',
    en: '{field} is not a time with its zone: {value}; write for instance 2026-11-23T08:00:00+08:00',
  },
  'problem.open311.span': {
    zh: '时间范围不正确：止于须晚于起于，且跨度不超过 {days} 天',
    en: 'The time range is not valid: its end must come after its start, at most {days} days later',
  },
  'problem.open311.page': {
    zh: '分页不正确：page 从 1 起，page_size 为 1 至 {most}，且不超过前 {reach} 条；请缩小时间范围',
    en: 'The page is not valid: page begins at 1, page_size is 1 to {most}, and pages reach the first {reach} rows; narrow the dates',
  },
  'problem.open311.status': {
    zh: 'status 只能是 open 或 closed，不能是“{value}”',
    en: 'status is open or closed, not “{value}”',
  },
  'problem.open311.update_empty': {
    zh: '缺少 description：请写明要补充的内容',
    en: 'description is missing: say what is to be added',
  },
  'problem.xml.broken': { zh: 'XML 有误：{reason}', en: 'The XML cannot be read: {reason}' },
  'problem.xml.entities': {
    zh: 'XML 中的 DOCTYPE 和自定义实体不予处理，请去掉后重发',
    en: 'DOCTYPE and entities of one’s own are not processed; send the XML without them',
  },
  'problem.evaluation.period': {
    zh: '统计期不正确：止于须晚于起于，且不超过 366 天',
    en: 'The period is not valid: its end must be after its start, at most 366 days later',
  },
  'problem.reader.invitation': {
    zh: '{post}不能这样聘请：{needs}',
    en: 'Nobody is invited as {post} this way: {needs}',
  },
  'problem.evaluation.serves_too': {
    zh: '管理服务与绩效评价分离：您还任{post}，不能参与考评',
    en: 'Who serves does not score: you are also {post} and cannot take part in the evaluation',
  },
  'problem.evaluation.scheme': { zh: '评价方案不可用：{reason}', en: 'The scheme cannot be used: {reason}' },
  'problem.evaluation.computing': {
    zh: '正在计算，请等计算完成',
    en: 'It is being computed; wait until that is done',
  },
  'problem.evaluation.survey_open': {
    zh: '本周期还有一次抽样调查没有结束',
    en: 'This period has a survey that is not closed yet',
  },
  'problem.evaluation.survey_closed': { zh: '这次抽样调查已经结束', en: 'This survey is closed' },
  'problem.evaluation.nobody_to_ask': {
    zh: '本周期没有可以抽取的办结诉求（要求保密的不抽取）',
    en: 'Nobody can be drawn: no closed report of this period leads to a reporter (who told in confidence is never drawn)',
  },
  'problem.evaluation.period_state': {
    zh: '周期处于“{state}”，不能“{step}”：这一步在“{from}”时由{who}办理',
    en: 'The period is “{state}”, so “{step}” is not possible: that is for {who}, when it is “{from}”',
  },
  'problem.evaluation.still_running': {
    zh: '周期及结清期至 {at} 止，之后才能审核',
    en: 'The period and the days to settle it run until {at}; review it afterwards',
  },
  'problem.evaluation.appeals_pending': {
    zh: '还有 {n} 件申诉未审结，不能锁定',
    en: '{n} appeals are undecided; it cannot be locked',
  },
  'problem.evaluation.appeals_open': {
    zh: '申诉期至 {at} 止，届时方可锁定',
    en: 'Appeals may be made until {at}; lock it then',
  },
  'problem.evaluation.review_incomplete': {
    zh: '{kind}须写明：{needs}',
    en: 'A review by {kind} says: {needs}',
  },
  'problem.evaluation.rates_departments': {
    zh: '街道只评价职能部门，不评价自己、其他街道和您任职的部门',
    en: 'A street rates departments, never itself, another street, or a department in which you hold a post',
  },
  'problem.evaluation.appeal_too_early': {
    zh: '案件尚未办结；办结后，或所属周期公示申诉时，方可申诉',
    en: 'The case has not ended; appeal when it has, or while its period is open for appeals',
  },
  'problem.evaluation.appeal_decided': { zh: '申诉已审结', en: 'The appeal has been decided' },
  'problem.evaluation.own_appeal': {
    zh: '不能审核本单位的申诉，同一人也不能审两级',
    en: 'Nobody decides an appeal of his own unit, nor on both levels',
  },
  'problem.improvement.state': {
    zh: '改进事项处于“{state}”，不能“{step}”：这一步在“{from}”时由{who}办理',
    en: 'The item is “{state}”, so “{step}” is not possible: that is for {who}, when it is “{from}”',
  },
  'problem.improvement.too_early': {
    zh: '改后复测期至 {at} 止，之后才能复测',
    en: 'It is measured again after its term, on {at}',
  },
  'problem.improvement.names': {
    zh: '公开文字中不能出现姓名、电话等个人信息',
    en: 'What is told in public must not contain names or telephone numbers',
  },
  'problem.triage.too_few_matters': {
    zh: '例句涉及的事项不足两个，无法训练',
    en: 'There are examples of fewer than two matters: nothing can be learned',
  },
  'problem.inbound.not_signed': {
    zh: '网关签名不对，或本系统没有配置接入密钥（GRIDLOOP_INBOUND_KEY）',
    en: 'The gateway’s signature is wrong, or this house has no key to check it (GRIDLOOP_INBOUND_KEY)',
  },
  'problem.inbound.too_old': {
    zh: '签名时间与本系统相差 {seconds} 秒，超过 5 分钟；请校准时钟后重新签名',
    en: 'The signature’s time is {seconds} s away from ours, more than 5 minutes: set the clock and sign again',
  },
  'problem.inbound.replayed': {
    zh: '这个签名已经用过，请重新签名后再发',
    en: 'This signature was used before; sign again',
  },
  'problem.inbound.bad_sender': {
    zh: '发件人不是这个渠道的地址',
    en: 'The sender is no address of this channel',
  },
  'problem.points.caps': {
    zh: '每天上限不能少于每件的分数，每月上限不能少于每天上限',
    en: 'The day’s cap is no less than one award, and the month’s no less than the day’s',
  },
  'problem.points.too_few': { zh: '积分不够，现有 {n} 分', en: 'Too few points: there are {n}' },
  'problem.points.least': { zh: '满 {n} 分才能兑换', en: 'Points are exchanged from {n} on' },
  'problem.points.no_ticket': {
    zh: '兑换码不对、已过期或已用过，请居民重新生成',
    en: 'The code is wrong, over or used: ask for a new one',
  },
  'problem.points.nothing_earned': { zh: '这件诉求没有可收回的积分', en: 'This report has no points to take back' },
  'problem.patrol.on_duty': {
    zh: '您已在岗（{at} 签到），请先签退',
    en: 'You are on duty already (since {at}); check out first',
  },
  'problem.patrol.off_duty': {
    zh: '打卡时间不在这次值班之内',
    en: 'That moment was not within this shift',
  },
  'problem.patrol.not_there': {
    zh: '离点位 {metres} 米，超过 {near} 米；请走近后再打卡，或扫点位上的码',
    en: 'That is {metres} m from the point, more than {near} m: go nearer, or scan the code on its plate',
  },
  'problem.patrol.wrong_code': {
    zh: '这个码不是该点位的，请核对点位牌',
    en: 'This code is not the point’s; look at its plate again',
  },
  'problem.patrol.outside': {
    zh: '这个位置不在您单位的网格内',
    en: 'This place is in no cell of your unit',
  },
  'problem.patrol.leave_days': {
    zh: '请假日期不对：从今天起，最长 90 天',
    en: 'These days cannot be: from today on, at most 90 days',
  },
  'problem.patrol.deputy_post': {
    zh: '代班人须是同一单位的另一位网格员',
    en: 'The deputy must be another keeper of the same unit',
  },
  'problem.patrol.decided': { zh: '已经有答复了', en: 'This has been decided already' },
  'problem.patrol.own_request': {
    zh: '不能审批自己的申请，请由别人答复',
    en: 'Nobody decides an own request; somebody else has to',
  },
  'problem.report.case_over': {
    zh: '案件已经办结，不再查看本人此前诉求',
    en: 'The case has ended; what she reported before is not opened any more',
  },
  'problem.report.no_history': {
    zh: '匿名、保密和举报的诉求不查此前诉求',
    en: 'Of an anonymous or confidential report no history is opened',
  },
  'problem.base_map.template': {
    zh: '瓦片地址须是完整网址，并含 {z}、{x}、{y}',
    en: 'The address of a tile is a whole URL with {z}, {x} and {y} in it',
  },
  'problem.base_map.projection': {
    zh: '这是经纬度投影（天地图 _c、EPSG:4490/4326），网页地图不能直接叠加；请改用球面墨卡托（天地图 _w）',
    en: 'This is a grid in degrees (Tianditu _c, EPSG:4490/4326), which a web map cannot lay; use Web Mercator (Tianditu _w)',
  },
  'problem.base_map.origin': {
    zh: '运维人员没有把 {origin} 列入 GRIDLOOP_MAP_ORIGINS',
    en: 'The operator has not named {origin} in GRIDLOOP_MAP_ORIGINS',
  },
  'problem.base_map.no_archive': {
    zh: '数据目录的 maps 文件夹中没有 {name}',
    en: 'There is no {name} in the folder maps of the data folder',
  },
  'problem.base_map.no_answer': {
    zh: '在本区范围内取不到一块瓦片，没有保存；请核对地址、密钥和范围',
    en: 'No tile could be had where the district is, so it was not kept; check address, key and extent',
  },
  'problem.base_map.approval': {
    zh: '居民可见的地图须经审核并标注审图号（《地图管理条例》第十五条、第二十二条）',
    en: 'A map that residents see must be reviewed and show its approval number (Regulations on Maps, arts. 15 and 22)',
  },
  'problem.line.hours': {
    zh: '服务时间须从早到晚，或全天',
    en: 'The hours run from earlier to later, or day and night',
  },
  'problem.line.emergency_diverted': { zh: '紧急号码须写明转往何处', en: 'An emergency number must say where it goes' },
  'problem.line.unknown_number': { zh: '没有这条热线：{number}', en: 'There is no line {number}' },
  'problem.line.not_diverted': { zh: '{number} 不是转出的号码', en: '{number} is not handed over to anybody' },
  'problem.call.taken': { zh: '{name} 已接听这个来电', en: '{name} has taken this call' },
  'problem.call.over': { zh: '这个来电已经结束', en: 'This call is over' },
  'problem.call.not_yours': { zh: '这个来电不在您这里振铃', en: 'This call does not ring for you' },
  'problem.call.to_whom': { zh: '转给一位同事，或一条热线', en: 'Hand it over to one colleague or one line' },
  'problem.call.to_emergency': {
    zh: '{number} 是紧急号码，请直接转出',
    en: '{number} is an emergency number: divert the call at once',
  },
  'problem.call.to_closed': { zh: '{number} 现在不在服务时间', en: 'Nobody answers {number} at this hour' },
  'problem.lesson.right_answer': {
    zh: '第 {n} 题没有标出正确答案',
    en: 'Question {n} has no right answer',
  },
  'problem.order.nobody': {
    zh: '没有选择任何单位：请选全部部门、全部街道、全部社区或某些单位。',
    en: 'No unit is chosen: choose all departments, all streets, all communities or some units.',
  },
  'problem.notice.days': {
    zh: '截止日不对：从今天起，最长 {n} 天',
    en: 'The last day cannot be: from today on, at most {n} days',
  },
  'problem.publicity.days': {
    zh: '截止日不对：从今天起，最长 {days} 天',
    en: 'The last day cannot be: from today on, at most {days} days',
  },
  'problem.publicity.over': { zh: '这项宣传已于 {day} 截止', en: 'This task was over on {day}' },
  'problem.duty.days': {
    zh: '日期不对：止日不早于起日，一次最多 62 天',
    en: 'These days cannot be: from the first to the last, at most 62',
  },
  'problem.duty.past': { zh: '这一班已经过去，不能再排', en: 'This turn is over; nobody is put on it any more' },
  'problem.duty.same_person': {
    zh: '值班人和副班不能是同一人',
    en: 'The one on duty and the deputy must be two people',
  },
  'problem.duty.not_on_duty': {
    zh: '此刻您不在{seat}当班，请由当班人员办理',
    en: 'You are not on duty for {seat} now; whoever is has to do it',
  },
  'problem.duty.own_note': {
    zh: '不能签阅自己写的交接，请由接班人签阅',
    en: 'Nobody reads an own handover; the next turn has to',
  },
  'problem.duty.read_already': { zh: '这条交接已经签阅', en: 'This handover was read already' },
  'problem.duty.mode_already': {
    zh: '已有一项应急状态在提请或运行中，请先批复或结束它',
    en: 'An emergency mode is asked for or in force already; decide or end it first',
  },
  'problem.duty.until': { zh: '截止时间须在今后 {days} 天之内', en: 'Its end must lie within the next {days} days' },
  'problem.duty.own_mode': {
    zh: '提请人不能自己批准，请由另一位领导批准',
    en: 'Who asked does not decide; another leader has to',
  },
  'problem.duty.mode_over': { zh: '这项应急状态已有结论或已经结束', en: 'This mode was decided already, or is over' },
} as const;
