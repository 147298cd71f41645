/** What the command line does so that nothing is lost and nothing changed unseen: the audit of the trail, backup, restore. */
import { say } from '#contract/words/words.ts';
import { listRegions } from '#areas';
import { anchorFile, anchorLine, anchorsIn } from '#kit/anchors.ts';
import type { Config } from '#kit/config.ts';
import { inNoRegion, type Db } from '#kit/db.ts';
import { heads } from '#kit/seals.ts';
import { auditFacts, type AuditReport } from './check.ts';
import { exitCode, onGround, type Voice } from './command-line.ts';

type House = { config: Config; voice: Voice };

/** `gridloop check --audit` */
export const audited = ({ config, voice }: House, file = anchorFile(config.dataFolder)): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const report = await audit(db, file, voice);
    voice.answer(report, () => auditLines(report, voice));
    return report.regions.some(({ found }) => found > 0) ? exitCode.violations : exitCode.done;
  });

async function audit(db: Db, file: string, voice: Voice): Promise<AuditReport> {
  const report = await auditFacts(db, anchorsIn(file), (facts) =>
    voice.progress(say(voice.lang, 'audit.progress', { facts })),
  );
  if (report.lines === 0) voice.note(say(voice.lang, 'audit.no_anchors', { file }));
  return report;
}

const auditLines = ({ regions }: AuditReport, { lang }: Voice): string[] =>
  regions.flatMap(({ code, blocks, facts, unsealed, anchored, head, found, findings }) => [
    say(lang, 'audit.region', { mark: found === 0 ? '✓' : '×', code, blocks, facts, unsealed, anchored }),
    ...(head ? [`  ${head}`] : []),
    ...findings.map(
      ({ trouble, block, id = '', fact = '' }) => `  ${say(lang, `audit.${trouble}`, { block, id, fact })}`,
    ),
    ...(found > findings.length ? [`  … ${found}`] : []),
  ]);

/** `gridloop audit head`: lines as they stand in anchors.jsonl, so that a copy can be handed to `check --audit --anchors`. */
export const headsPrinted = ({ config, voice }: House): Promise<number> =>
  onGround(config, voice.note, async ({ db }) => {
    const at = new Date();
    const found = await inNoRegion(db, async (tx) =>
      heads(
        tx,
        (await listRegions(tx)).map(({ id }) => id),
      ),
    );
    voice.answer({ at, heads: found }, () => found.map((head) => anchorLine(head, at)));
    return exitCode.done;
  });
