/**
 * The command line. Every command says in both languages what it does; with `--json` the last line of stdout is its answer as
 * one JSON object, everything on the way goes to stderr. Exit: 0 done · 1 violations found · 2 something given cannot be used
 * at all, and nothing was changed · 3 no database.
 */
import { createECDH } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { datums, levels } from '#contract/areas.ts';
import { say, type Lang } from '#contract/words/words.ts';
import {
  checkAreasCommand,
  drawGroundCommand,
  ensureRegion,
  groundWords,
  importAreasCommand,
  importNamesCommand,
  listRegions,
  locateAreasCommand,
  placesEval,
  placesTrain,
  subdivideAreasCommand,
  treeOf,
  wordPairs,
  type ScoredPlaces,
} from '#areas';
import { housePermit, importUnits, recoverAccount } from '#access';
import { shipped } from '#cases';
import { triageEval, triageTrain, type EvalReport } from '#intake';
import { importList, openList, readTable, type ImportKind } from '#catalogue';
import { readConfig, type Config } from '#kit/config.ts';
import { loadKeys } from '#kit/crypto.ts';
import { inNoRegion, inRegion, type Db } from '#kit/db.ts';
import { importMessage, type Progress } from '#kit/jobs.ts';
import { roleSql } from '#kit/migrate.ts';
import { granted } from '#kit/refusal.ts';
import { runChecks, type CheckReport } from './check.ts';
import {
  carriedOut,
  exitCode,
  langOfTerminal,
  NoDatabase,
  onGround,
  refusalWords,
  Unusable,
  voice,
  type Voice,
} from './command-line.ts';
import { foundRegion, newPassword } from './init.ts';
import { keysRotated } from './rotation.ts';
import { audited, backedUp, headsPrinted, restored, stoodBy } from './safekeeping.ts';
import { openHistory, replay, UnusableFile, type ReplayResult } from './replay/replay.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** Runs one command; returns its exit code. `start` returns when the server has been stopped, which is by a signal. */
export async function run(argv: readonly string[]): Promise<number> {
  const lang = langOfTerminal(process.env);
  let code: number = exitCode.done;
  /** Reads the settings, and turns what stands in a command's way into words and an exit code. */
  const doing =
    (deed: (house: House, options: never, ...args: never[]) => Promise<number>) =>
    async (...given: unknown[]): Promise<void> => {
      const options = (given.at(-1) as Command).opts<{ json?: boolean }>();
      const speaker = voice(lang, options.json === true);
      const args = given.slice(0, -2) as never[];
      code = await carriedOut(speaker, async () =>
        deed({ config: configured(), voice: speaker }, options as never, ...args),
      );
    };

  const program = new Command('gridloop')
    .description('网格化社会治理的闭环 · the closed loop of grid-based community governance')
    .configureHelp({ showGlobalOptions: true })
    .helpOption('-h, --help', '帮助 · help')
    .helpCommand('help [command]', '帮助 · help')
    .exitOverride();

  program
    .command('start')
    .description('启动服务(空库自动生成演示区) · start the server; an empty database gets the demo district')
    .option('--quiet', '演示区静止,不再自行来件 · the demo district stays as it is: nothing comes in by itself')
    .action(doing(({ config }, options: { quiet?: boolean }) => started(config, options.quiet === true)));

  program
    .command('init')
    .description(
      '建立正式环境:区域、首批三员、密钥 · set up in earnest: the district, its first three administrators, the keys',
    )
    .requiredOption('--region <code>', '区划代码 · code of the district')
    .requiredOption('--name <name>', '区划名称 · its name')
    .option('--name-en <name>', '英文名称 · its name in English')
    .option('--time-zone <zone>', '时区 · time zone', 'Asia/Shanghai')
    .option('--json', jsonHelp)
    .action(doing(initialised));

  program
    .command('recover')
    .description(
      '找回管理员账号:新密码,动态验证码重设(在本机操作,记入审计) · let an administrator in again: new password, second factor anew',
    )
    .argument('<login>', '账号 · login')
    .option('--region <code>', regionHelp)
    .option('--json', jsonHelp)
    .action(doing(recovered));

  const keys = program.command('keys').description('密钥 · keys').exitOverride();
  keys
    .command('push')
    .description('生成新任务提醒(Web Push)的密钥 · make the key that phones are rung with')
    .option('--json', jsonHelp)
    .action(doing(async ({ voice }) => pushKeyMade(voice)));
  keys
    .command('rotate')
    .description('在线更换密钥,并重新加密全部加密字段 · another key, and everything sealed anew, while the server runs')
    .option('--retire', '完成后移除旧密钥 · then take the old keys out')
    .option('--json', jsonHelp)
    .action(doing(keysRotated));

  program
    .command('migrate')
    .description('升级数据库结构 · bring the database to today’s shape')
    .option('--print-roles', '只打印建角色的 SQL(无权建角色时用) · only print the SQL that makes the server’s role')
    .option('--json', jsonHelp)
    .action(doing(migrated));

  program
    .command('check')
    .description('核对全部不变量 · prove every promise on the database')
    .option('--audit', '改为核对留痕的封存链 · instead: the chain in which facts are sealed')
    .option('--anchors <file>', '另存的链首 · heads kept elsewhere, instead of anchors.jsonl')
    .option('--json', jsonHelp)
    .action(doing(checked));

  program
    .command('audit')
    .description('留痕的封存链 · the chain in which facts are sealed')
    .exitOverride()
    .command('head')
    .description('打印各区链首,供另存或签字 · print the head of each district, to be kept elsewhere or signed')
    .option('--json', jsonHelp)
    .action(doing(headsPrinted));

  program
    .command('backup')
    .description('在线备份内置数据库、照片与链首 · back up database, photos and heads while everything runs')
    .requiredOption('--to <folder>', '备份目录 · folder of the backups')
    .option('--keys-to <place>', '密钥另存之处(不可在备份目录内) · where the keys go: never beside the data')
    .option('--follow', '之后持续归档日志,可恢复到任一时刻 · then follow the log, so that any instant can be restored')
    .option(
      '--let-go',
      '此前的 --follow 不再继续:让数据库放开日志 · nobody follows any more: let the database drop its log',
    )
    .option('--for-standby', '为备用机而做:日志留到它接上为止 · for a standby: the log is kept until it has come')
    .option('--json', jsonHelp)
    .action(doing(backedUp));

  program
    .command('restore')
    .description('从备份恢复到新的数据目录并核验 · restore into a new data folder, and verify it')
    .requiredOption('--from <folder>', '备份目录 · folder of the backups')
    .requiredOption('--to <folder>', '新的(空的)数据目录 · a new, empty data folder')
    .requiredOption('--keys <place>', '另存的密钥 · the keys kept apart')
    .option('--until <instant>', '恢复到此时刻 · as it was at this instant')
    .option('--json', jsonHelp)
    .action(doing(restored));

  program
    .command('standby')
    .description(
      '备用机:由备份建成,随后实时跟随主机,人工接管 · a standby: made of a backup, follows the house, takes over when told to',
    )
    .requiredOption('--to <folder>', '备用机的数据目录 · data folder of the standby')
    .option('--from <folder>', '备份目录(首次) · folder of the backups, the first time')
    .option('--keys <place>', '另存的密钥(首次) · the keys kept apart, the first time')
    .option('--of <host:port>', '主机数据库在此可达(首次) · where the database of the house is reached, the first time')
    .option('--take-over', '接管:从此它就是主机 · from now on it is the house')
    .option('--json', jsonHelp)
    .action(doing(stoodBy));

  const areas = program.command('areas').description('区域与边界 · areas and boundaries').exitOverride();
  areas
    .command('import')
    .description('导入 GeoJSON 或 CSV(code,name,parent) · import GeoJSON, or CSV without boundaries')
    .argument('<file>', '文件 · the file')
    .requiredOption('--layer <name>', '图层,没有则新建 · the layer, made if missing')
    .requiredOption('--code <property>', '代码字段 · property with the code')
    .requiredOption('--name <property>', '名称字段 · property with the name')
    .option('--parent <property>', '上级代码字段 · property with the parent’s code')
    .option('--where <property=value>', '只导入该字段为此值的行 · only rows whose property has this value', whereOf)
    .addOption(new Option('--level <level>', '层级 · level').choices(levels))
    .option('--parent-code <code>', '所有行的上级 · the area all rows lie in')
    .addOption(new Option('--datum <datum>', '坐标系 · datum of the file').choices(datums))
    .option('--region <code>', regionHelp)
    .option('--dry-run', '只试不写 · only try')
    .option('--json', jsonHelp)
    .action(doing(areasImported));
  areas
    .command('subdivide')
    .description('划分单元网格 · cut areas into unit cells')
    .requiredOption('--layer <name>', '图层 · the layer')
    .option('--area <code>', '只划分此区域 · only this area')
    .requiredOption('--hectares <n>', '每格约多少公顷 · hectares a cell', positive)
    .option('--region <code>', regionHelp)
    .option('--json', jsonHelp)
    .action(doing(areasSubdivided));
  areas
    .command('check')
    .description('重叠与空隙 · overlaps and gaps')
    .requiredOption('--layer <name>', '图层 · the layer')
    .option('--region <code>', regionHelp)
    .option('--json', jsonHelp)
    .action(doing(areasChecked));
  areas
    .command('locate')
    .description('为表中每个点定位,加一列 cell · place every point of a table, in a further column cell')
    .argument('<file>', 'CSV')
    .requiredOption('--lon <column>', '经度列 · column of the longitude')
    .requiredOption('--lat <column>', '纬度列 · column of the latitude')
    .requiredOption('--layer <name>', '图层 · the layer')
    .requiredOption('--out <file>', '结果文件 · the file to write')
    .addOption(new Option('--datum <datum>', '坐标系 · datum of the points').choices(datums))
    .option('--region <code>', regionHelp)
    .option('--json', jsonHelp)
    .action(doing(areasLocated));

  areas
    .command('ground')
    .description(
      '用 GeoJSON 画底图:道路、水系、绿地(整体替换) · draw the ground map: roads, water, green; replaces the last one',
    )
    .argument('<file>', 'GeoJSON')
    .requiredOption(
      '--kinds <pairs>',
      '如 primary=road:1,park=green;只写 road:2 表示全部 · word of the file = kind:rank',
      groundKindsOf,
    )
    .option('--kind <property>', '类别字段 · property with the kind')
    .option('--name <property>', '名称字段 · property with the name')
    .option('--name-en <property>', '英文名称字段 · with the English name')
    .addOption(new Option('--datum <datum>', '坐标系 · datum of the file').choices(datums))
    .option('--region <code>', regionHelp)
    .option('--dry-run', '只试不写 · only try')
    .option('--json', jsonHelp)
    .action(doing(groundDrawn));

  const places = program.command('places').description('地名地址 · places in words').exitOverride();
  places
    .command('import')
    .description('导入地名(CSV、GeoJSON):没有定位的诉求靠它落格 · names in their places, by which words are placed')
    .argument('<file>', '文件 · the file')
    .requiredOption('--name <column>', '名称字段 · column or property with the name')
    .option('--name-en <column>', '英文名称 · with the English name')
    .option('--kind <column>', '类别字段(road、river、estate…) · with the kind')
    .option('--kinds <pairs>', '类别对照,如 住宅区=estate,道路=road · words of the file = kinds', wordPairs)
    .option('--as <kind>', '没有类别时作 · the kind of rows without one', 'place')
    .option('--code <column>', '编号字段,同名时靠它区分 · with the code that tells namesakes apart')
    .option('--lon <column>', '经度列 · longitude')
    .option('--lat <column>', '纬度列 · latitude')
    .option('--area <column>', '所在区域代码,没有坐标时用 · with the code of the area it stands in')
    .addOption(new Option('--datum <datum>', '坐标系 · datum of the points').choices(datums))
    .option('--region <code>', regionHelp)
    .option('--dry-run', '只试不写 · only try')
    .option('--json', jsonHelp)
    .action(doing(namesImported));
  places
    .command('train')
    .description('用标注文件训练地名标注模型 · learn to read places from a labelled file')
    .argument('<file>', 'JSONL: {text, spans: [{label, start, end}]}')
    .requiredOption('--out <model>', '模型文件 · the model to write')
    .option('--json', jsonHelp)
    .action(doing(placesTrained));
  places
    .command('eval')
    .description('对照标注文件打分;不给模型则评内置规则 · score a model, or the rules that ship')
    .argument('<file>', 'JSONL: {text, spans: [{label, start, end}]}')
    .option('--model <model>', '模型文件 · the model')
    .option('--json', jsonHelp)
    .action(doing(placesScored));

  const catalogue = program
    .command('catalogue')
    .description('事项与权责 · matters and responsibilities')
    .exitOverride();
  catalogue
    .command('import')
    .description('导入事项或权责(CSV、xlsx) · import matters or responsibilities')
    .argument('<file>', '文件 · the file')
    .addOption(
      new Option('--what <kind>', '内容 · what it lists').choices(['matters', 'responsibilities']).default('matters'),
    )
    .option('--edition <label>', '版本 · edition label')
    .option('--region <code>', regionHelp)
    .option('--dry-run', '只试不写 · only try')
    .option('--json', jsonHelp)
    .action(doing(catalogueImported));

  const units = program.command('units').description('单位 · units').exitOverride();
  units
    .command('import')
    .description('导入一区的单位(CSV、xlsx):中心、部门、街道、社区 · import the units of a district')
    .argument('<file>', '文件 · the file')
    .option('--region <code>', regionHelp)
    .option('--dry-run', '只试不写 · only try')
    .option('--json', jsonHelp)
    .action(doing(unitsImported));

  program
    .command('replay')
    .description('重放一座城市的历史工单 · replay a city’s own history through the loop')
    .argument('<file>', 'CSV, JSONL')
    .requiredOption('--map <file>', '字段映射(gridloop.replay/1) · which column is what')
    .option('--model <file>', '事项分类模型 · model that tells the matter')
    .option('--template <name>', `按哪套流程模板 · under which process template (${Object.keys(shipped).join(', ')})`)
    .option('--json', jsonHelp)
    .action(doing(replayed));

  const triage = program
    .command('triage')
    .description(
      '自动分拣的模型：训练与评测（不需要数据库） · models that tell the matter: train, measure (no database)',
    )
    .exitOverride();
  triage
    .command('train')
    .description('由已标注的 JSONL 训练模型 · learn a model from labelled rows')
    .argument('<file>', 'JSONL')
    .requiredOption('--text <fields>', textHelp)
    .requiredOption('--label <column>', '标签列 · column of the label')
    .requiredOption('--out <file>', '模型文件 · the model to write')
    .option('--unlabelled <files...>', '未标注的文本，可多个 · texts without labels, several may be given')
    .option(
      '--leave-out <files...>',
      '将要评测的文件：其中的文本不作未标注文本用 · files that will be scored: their texts are not among the unlabelled',
    )
    .option('--plain', '对照：朴素线性模型 · the control: a plain linear model')
    .option('--json', jsonHelp)
    .action(doing(triageTrained));
  triage
    .command('eval')
    .description('在已标注的 JSONL 上评测模型 · measure a model on labelled rows')
    .argument('<file>', 'JSONL')
    .requiredOption('--text <fields>', textHelp)
    .requiredOption('--label <column>', '标签列 · column of the label')
    .requiredOption('--model <file>', '模型文件 · the model')
    .option('--json', jsonHelp)
    .action(doing(triageEvaluated));

  for (const command of everyCommand(program)) command.helpOption('-h, --help', '帮助 · help');
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exitCode.done;
    if (argv.includes('--json')) {
      const reason = error.message.replace(/^error: /, '');
      process.stdout.write(`${JSON.stringify({ error: { code: 'usage', reason } })}\n`);
    }
    return exitCode.unusable;
  }
}

const jsonHelp = '结果为一行 JSON · the answer as one line of JSON';
const regionHelp = '区划代码,只有一个时可省略 · code of the district, needed where there are several';

const textHelp =
  '文本字段：逗号连接，a|b 表示 a 为空取 b · fields of the text: a comma joins, a|b is a, or b where a is empty';

function* everyCommand(command: Command): Generator<Command> {
  yield command;
  for (const below of command.commands) yield* everyCommand(below);
}

function positive(text: string): number {
  const n = Number(text);
  if (!(n > 0 && Number.isFinite(n))) throw new InvalidArgumentError('> 0');
  return n;
}
function whereOf(text: string): { property: string; value: string } {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('PROPERTY=VALUE');
  return { property: text.slice(0, at), value: text.slice(at + 1) };
}

function groundKindsOf(text: string): NonNullable<ReturnType<typeof groundWords>> {
  const words = groundWords(text);
  if (!words || words.size === 0) throw new InvalidArgumentError('WORD=road|water|green[:1-4],…');
  return words;
}

function configured(): Config {
  try {
    return readConfig(process.env, project);
  } catch (error) {
    throw new Unusable((error as Error).message);
  }
}

const percent = (voice: Voice, what: string): Progress => ({
  async at(done, total = 0) {
    voice.progress(total > 0 ? `${what} ${Math.min(100, Math.floor((100 * done) / total))} %` : what);
  },
  goOn: () => undefined,
});

// ── The commands ───────────────────────────────────────────────────────────────────────────────────────────────────────

type House = { config: Config; voice: Voice };

async function started(config: Config, quiet: boolean): Promise<number> {
  const { start } = await import('./main.ts');
  await start(config, { quiet }).catch((error: NodeJS.ErrnoException) => {
    if (isAboutDatabase(error)) throw new NoDatabase(error);
    throw new Unusable(error.message);
  });
  // Ctrl-C stops the server, and then ends the process.
  return new Promise(() => undefined);
}

/** What PostgreSQL or the way to it says, by its codes: refused, unknown host, wrong password, no such database, shutting down. */
function isAboutDatabase(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isAboutDatabase);
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const refused = ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', '3D000', '28P01', '28000', '57P03'].includes(
    code,
  );
  return refused || /^(PostgreSQL|initdb) /.test(message);
}

type InitOptions = { region: string; name: string; nameEn?: string; timeZone: string };

const initialised = ({ config, voice }: House, options: InitOptions): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { region: code, name, nameEn = '', timeZone } = options;
    const made = granted(await foundRegion(db, { code, name, nameEn, timeZone }, new Date()));
    voice.answer({ region: code, accounts: made }, () => [
      `${name} (${code})`,
      ...made.map(
        ({ login, password, post }) => `  ${login.padEnd(20)} ${password}   ${say(voice.lang, `post.${post}`)}`,
      ),
      '密码只显示这一次 · the passwords are shown this once',
    ]);
    return exitCode.done;
  });

/** Printed and kept nowhere: it stands in the settings, like every secret that another system knows us by. */
function pushKeyMade(voice: Voice): number {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const key = pair.getPrivateKey().toString('base64url').padStart(43, 'A');
  voice.answer({ key, publicKey: pair.getPublicKey().toString('base64url') }, () => [
    `GRIDLOOP_PUSH_KEY=${key}`,
    say(voice.lang, 'keys.push'),
  ]);
  return exitCode.done;
}

async function migrated({ config, voice }: House, options: { printRoles?: boolean }): Promise<number> {
  if (options.printRoles) {
    const sql = roleSql((await loadKeys(config.dataFolder)).databasePassword);
    voice.answer({ sql }, () => [sql]);
    return exitCode.done;
  }
  return onGround(config, voice.note, async ({ applied }) => {
    voice.answer({ applied }, () => (applied.length > 0 ? applied : ['没有需要升级的 · nothing to do']));
    return exitCode.done;
  });
}

const recovered = ({ config, voice }: House, { region }: { region?: string }, login: string): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const regionId = await regionFor(db, region, voice);
    const password = newPassword();
    const refusal = await inRegion(db, regionId, (tx) =>
      recoverAccount(tx, housePermit('posts.grant', regionId), login, password, new Date()),
    );
    if (refusal) granted(refusal);
    voice.answer({ login, password }, () => [
      `${login}  ${password}`,
      '只显示这一次;登录后请修改密码并重新绑定动态验证码 · shown once: change it after signing in, and set the second factor up anew',
    ]);
    return exitCode.done;
  });

type CheckAsked = { audit?: boolean; anchors?: string };
async function checked({ config, voice }: House, { audit, anchors }: CheckAsked): Promise<number> {
  if (audit || anchors) return audited({ config, voice }, anchors);
  return onGround(config, voice.note, async ({ db, files }) => {
    const report = await runChecks(db, {
      files,
      progress: (invariant, n) => voice.progress(say(voice.lang, 'replay.progress.check', { invariant, checked: n })),
    });
    voice.answer(report, () => checkLines(report));
    return report.checks.some(({ broken }) => broken > 0) ? exitCode.violations : exitCode.done;
  });
}

const checkLines = ({ checks }: CheckReport): string[] =>
  checks.map(
    ({ invariant, checked: n, broken, first }) =>
      `${broken === 0 ? '✓' : '×'} ${invariant.padEnd(28)} ${String(n).padStart(9)}  ${broken === 0 ? '' : `${broken}: ${first.join(' ')}`}`,
  );

async function placesTrained({ voice }: House, { out }: { out: string }, file: string): Promise<number> {
  const { lang } = voice;
  const report = await placesTrain({ file, out, lang, progress: (line) => voice.progress(line) });
  voice.answer(report, () => [say(lang, 'places.trained', { ...report, labels: report.labels.length })]);
  return exitCode.done;
}

async function placesScored({ voice }: House, { model }: { model?: string }, file: string): Promise<number> {
  const report = await placesEval({ file, lang: voice.lang, ...(model === undefined ? {} : { model }) });
  voice.answer(report, () => placeScoreLines(report, voice));
  return exitCode.done;
}
const placeScoreLines = ({ perLabel, n, spans, f1, p, r, msPerText }: ScoredPlaces, { lang }: Voice): string[] => [
  say(lang, 'places.scored', { n, spans, f1, p, r, msPerText }),
  ...Object.entries(perLabel).map(
    ([label, of]) =>
      `${label.padEnd(14)} F1 ${of.f1.toFixed(4)}  P ${of.p.toFixed(4)}  R ${of.r.toFixed(4)}  n ${String(of.n).padStart(6)}`,
  ),
];

type AreasImport = {
  layer: string;
  code: string;
  name: string;
  parent?: string;
  where?: { property: string; value: string };
  level?: (typeof levels)[number];
  parentCode?: string;
  datum?: (typeof datums)[number];
  region?: string;
  dryRun?: boolean;
};

const areasImported = ({ config, voice }: House, options: AreasImport, file: string): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { layer, code, name, parent, where, level, parentCode, datum, region, dryRun } = options;
    const asked = {
      file,
      layer,
      code,
      name,
      parent,
      where,
      level,
      parentCode,
      datum,
      region,
      dryRun,
      lang: voice.lang,
    };
    const report = await importAreasCommand(db, asked, percent(voice, `areas import ${file}`));
    voice.answer(report, () => {
      const { added, redrawn, renamed, unchanged, totals } = report;
      const counts = { added, redrawn, renamed, unchanged };
      return [
        say(voice.lang, dryRun ? 'areas.import.tried' : 'areas.import.done', counts),
        say(voice.lang, 'areas.check.done', { areas: report.rows, ...totals }),
        ...report.invalid.map(({ row, code: ofRow, reason }) => `${row} ${ofRow}: ${reason}`),
      ];
    });
    return exitCode.done;
  });

const areasSubdivided = (
  { config, voice }: House,
  { layer, area, hectares, region }: { layer: string; area?: string; hectares: number; region?: string },
): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const asked = { layer, area, hectares, region, lang: voice.lang };
    const report = await subdivideAreasCommand(db, asked, percent(voice, `areas subdivide ${layer}`));
    voice.answer(report, () => [
      ...report.areas.map(({ code, name, cells }) => `${code} ${name}: ${cells}`),
      ...report.skipped.map(({ code, name, reason }) => `${code} ${name}: ${reason}`),
      `单元网格 · cells: ${report.cells}`,
    ]);
    return exitCode.done;
  });

const areasChecked = (
  { config, voice }: House,
  { layer, region }: { layer: string; region?: string },
): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const report = await checkAreasCommand(
      db,
      { layer, region, lang: voice.lang },
      percent(voice, `areas check ${layer}`),
    );
    const { overlaps, gaps, outside } = report.totals;
    voice.answer(report, () => [say(voice.lang, 'areas.check.done', { areas: report.areas, overlaps, gaps, outside })]);
    return overlaps + gaps + outside > 0 ? exitCode.violations : exitCode.done;
  });

type AreasLocate = {
  lon: string;
  lat: string;
  layer: string;
  out: string;
  datum?: (typeof datums)[number];
  region?: string;
};

const areasLocated = ({ config, voice }: House, options: AreasLocate, file: string): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { lon, lat, layer, out, datum, region } = options;
    const asked = { file, lon, lat, layer, out, datum, region, lang: voice.lang };
    const report = await locateAreasCommand(db, asked, percent(voice, `areas locate ${file}`));
    voice.answer(report, () => [
      `${report.rows} 行 · rows: ${report.located} 在网格内 · in a cell, ${report.outside} 网格外 · outside, ${report.refused} 无可用坐标 · without a usable coordinate`,
      out,
    ]);
    return exitCode.done;
  });

type NamesImport = {
  name: string;
  nameEn?: string;
  kind?: string;
  kinds?: [string, string][];
  as: string;
  code?: string;
  lon?: string;
  lat?: string;
  area?: string;
  datum?: (typeof datums)[number];
  region?: string;
  dryRun?: boolean;
};

const namesImported = ({ config, voice }: House, options: NamesImport, file: string): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { kind, kinds = [], region, dryRun, ...columns } = options;
    const mapping = { ...columns, kind: { words: new Map(kinds), ...(kind ? { column: kind } : {}) } };
    const asked = { file, mapping, lang: voice.lang, ...(region ? { region } : {}), ...(dryRun ? { dryRun } : {}) };
    const report = await importNamesCommand(db, asked, percent(voice, `places import ${file}`));
    const { rows, added, moved, twice, outside, refused } = report;
    voice.answer(report, () => [
      say(voice.lang, dryRun ? 'places.import.tried' : 'places.import.done', {
        rows,
        added,
        moved,
        twice,
        outside,
        refused,
      }),
      ...report.invalid.map(({ row, reason }) => `${row}: ${reason}`),
    ]);
    return exitCode.done;
  });

type GroundDraw = {
  kinds: NonNullable<ReturnType<typeof groundWords>>;
  kind?: string;
  name?: string;
  nameEn?: string;
  datum?: (typeof datums)[number];
  region?: string;
  dryRun?: boolean;
};

const groundDrawn = ({ config, voice }: House, options: GroundDraw, file: string): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { kinds, kind, region, dryRun, ...columns } = options;
    const every = kinds.get('');
    const mapping = {
      ...columns,
      kind: { words: kinds, ...(kind ? { column: kind } : {}) },
      ...(every ? { as: every } : {}),
    };
    const asked = { file, mapping, lang: voice.lang, ...(region ? { region } : {}), ...(dryRun ? { dryRun } : {}) };
    const report = await drawGroundCommand(db, asked);
    const { road = 0, water = 0, green = 0 } = report.drawn;
    const { leftOut, refused } = report;
    voice.answer(report, () => [
      say(voice.lang, dryRun ? 'ground.tried' : 'ground.drawn', { road, water, green, leftOut, refused }),
      ...report.invalid.map(({ row, reason }) => `${row}: ${reason}`),
    ]);
    return exitCode.done;
  });

const catalogueImported = (
  { config, voice }: House,
  options: { what: ImportKind; edition?: string; region?: string; dryRun?: boolean },
  file: string,
): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { lang } = voice;
    const bytes = await readFile(file).catch((error: Error) => {
      throw new Unusable(error.message, { file });
    });
    const table = granted(await openList(bytes, options.what, file));
    const regionId = await regionFor(db, options.region, voice);
    const { what, edition, dryRun = false } = options;
    const progress = percent(voice, `catalogue import ${file}`);
    const report = await inRegion(db, regionId, (tx) =>
      importList(
        tx,
        housePermit('catalogue.edit', regionId),
        table,
        { what, dryRun, lang, progress, ...(edition === undefined ? {} : { edition }) },
        new Date(),
      ),
    );
    voice.answer(report, () => [
      importMessage(report, lang),
      ...report.errors.map(({ row, field, reason }) => `${row ?? ''} ${field}: ${reason}`),
    ]);
    return report.errors.length > 0 ? exitCode.unusable : exitCode.done;
  });

const unitsImported = (
  { config, voice }: House,
  options: { region?: string; dryRun?: boolean },
  file: string,
): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const { lang } = voice;
    const bytes = await readFile(file).catch((error: Error) => {
      throw new Unusable(error.message, { file });
    });
    const table = granted(await readTable(bytes, file));
    const regionId = await regionFor(db, options.region, voice);
    const { dryRun = false } = options;
    const report = await inRegion(db, regionId, async (tx) => {
      const { byId } = await treeOf(tx, regionId);
      const areas = new Map([...byId.values()].flatMap((area) => (area.ended ? [] : [[area.code, area.id] as const])));
      const told = { dryRun, lang, file, areaIdOf: (code: string) => areas.get(code) };
      return granted(await importUnits(tx, housePermit('people.edit', regionId), table, told, new Date()));
    });
    voice.answer(report, () => [
      importMessage(report, lang),
      ...report.errors.map(({ row, field, reason }) => `${row ?? ''} ${field}: ${reason}`),
    ]);
    return report.errors.length > 0 ? exitCode.unusable : exitCode.done;
  });

/** The district that is named, or the only one; an empty database gets one. */
async function regionFor(db: Db, code: string | undefined, { lang }: Voice): Promise<number> {
  const regions = await inNoRegion(db, listRegions);
  const known =
    code === undefined && regions.length === 1 ? regions[0] : regions.find((region) => region.code === code);
  if (known) return known.id;
  if (code === undefined && regions.length > 1)
    throw new Unusable(say(lang, 'problem.area.several_regions', { codes: regions.map((one) => one.code).join(', ') }));
  const making = code ?? '000000';
  return inNoRegion(db, (tx) =>
    ensureRegion(tx, { code: making, name: say(lang, 'areas.new_region', { code: making }) }),
  );
}

async function replayed(
  { config, voice }: House,
  options: { map: string; model?: string; template?: string },
  file: string,
): Promise<number> {
  const { lang, note, progress } = voice;
  const { map, model, template } = options;
  // What cannot be used is told before any database is touched.
  const history = await openHistory({ file, map, model, lang }).catch(asUnusable);
  return onGround(config, note, async ({ db, keys, files }) => {
    const result = await replay(db, history, {
      lang,
      template,
      keys,
      files,
      now: () => new Date(),
      note,
      progress,
      wordsOf: (refused) => refusalWords(refused.reason, lang),
    }).catch(asUnusable);
    voice.answer(result, () => replayLines(result));
    return result.violations.length > 0 ? exitCode.violations : exitCode.done;
  });
}

type TriageTrain = {
  text: string;
  label: string;
  out: string;
  unlabelled?: string[];
  leaveOut?: string[];
  plain?: boolean;
};

async function triageTrained({ voice }: House, options: TriageTrain, file: string): Promise<number> {
  const { lang, progress } = voice;
  const report = await triageTrain({ file, ...options, lang, progress });
  const { out, n, labels, bytes, seconds } = report;
  voice.answer(report, () => [say(lang, 'triage.trained', { out, n, labels: labels.length, bytes, seconds })]);
  return exitCode.done;
}

async function triageEvaluated(
  { voice }: House,
  options: { text: string; label: string; model: string },
  file: string,
): Promise<number> {
  const { lang, progress } = voice;
  const report = await triageEval({ file, ...options, lang, progress });
  voice.answer(report, () => triageLines(report, lang));
  return exitCode.done;
}

function triageLines(report: EvalReport, lang: Lang): string[] {
  const { n, accuracy, macroF1, perLabel, msPerDoc, unsure, seenUnlabelled: seen } = report;
  const of = (value: number) => value.toFixed(4);
  const summary = { n, accuracy: of(accuracy), macroF1: of(macroF1), msPerDoc };
  return [
    say(lang, 'triage.scored', { ...summary, unsure: unsure.n, rest: of(unsure.accuracyOfRest) }),
    ...Object.entries(perLabel).map(([label, { p, r, f1, n: rows }]) =>
      say(lang, 'triage.scored.label', { label, p: of(p), r: of(r), f1: of(f1), n: rows }),
    ),
    ...(seen.n > 0
      ? [
          say(lang, 'triage.scored.seen', {
            n: seen.n,
            accuracy: of(seen.rest.accuracy),
            macroF1: of(seen.rest.macroF1),
          }),
        ]
      : []),
  ];
}

function asUnusable(error: unknown): never {
  if (!(error instanceof UnusableFile)) throw error;
  const { file, field, row } = error;
  throw new Unusable(error.message, { file, ...(field ? { field } : {}), ...(row === undefined ? {} : { row }) });
}

function replayLines(result: ReplayResult): string[] {
  const { rejected, violations, located, answered, seconds, ...counts } = result;
  return [
    ...rejected.map(({ row, field, reason }) => `${row} ${field}: ${reason}`),
    ...Object.entries(counts).map(([name, n]) => `${name.padEnd(20)} ${n}`),
    ...Object.entries(located).map(([name, n]) => `located.${name.padEnd(12)} ${n}`),
    ...Object.entries(answered).map(([name, n]) => `answered.${name.padEnd(11)} ${n}`),
    `rejected             ${rejected.length}`,
    `violations           ${violations.length}`,
    `seconds              ${seconds.play} + ${seconds.check}`,
  ];
}
