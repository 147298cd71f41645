/**
 * The words only staff read. They are left out of the residents' first file (vite.config.ts reads this list), so a site of the
 * staff imports this before anything that speaks.
 */
import * as access from '#contract/words/access.ts';
import * as areas from '#contract/words/areas.ts';
import * as board from '#contract/words/board.ts';
import * as catalogue from '#contract/words/catalogue.ts';
import * as command from '#contract/words/command.ts';
import * as connect from '#contract/words/connect.ts';
import * as desk from '#contract/words/desk.ts';
import * as duty from '#contract/words/duty.ts';
import * as evaluation from '#contract/words/evaluation.ts';
import * as facts from '#contract/words/facts.ts';
import * as field from '#contract/words/field.ts';
import * as handling from '#contract/words/handling.ts';
import * as outdoors from '#contract/words/outdoors.ts';
import * as telling from '#contract/words/telling.ts';
import * as improvement from '#contract/words/improvement.ts';
import * as intake from '#contract/words/intake.ts';
import * as lines from '#contract/words/lines.ts';
import * as loop from '#contract/words/loop.ts';
import * as mirror from '#contract/words/mirror.ts';
import * as neighbours from '#contract/words/neighbours.ts';
import * as notify from '#contract/words/notify.ts';
import * as opinions from '#contract/words/opinions.ts';
import * as problems from '#contract/words/problems.ts';
import * as spaces from '#contract/words/spaces.ts';
import * as tour from '#contract/words/tour.ts';
import * as triage from '#contract/words/triage.ts';
import { addWords } from '#contract/words/words.ts';

for (const section of [
  access,
  areas,
  board,
  catalogue,
  command,
  connect,
  desk,
  duty,
  evaluation,
  facts,
  field,
  handling,
  outdoors,
  telling,
  improvement,
  intake,
  lines,
  loop,
  mirror,
  neighbours,
  notify,
  opinions,
  problems,
  spaces,
  tour,
  triage,
])
  for (const words of Object.values(section)) addWords(words);
