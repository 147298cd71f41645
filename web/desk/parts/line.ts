/** The order of work: the cases of the queue one came from, so that "处理并下一条" knows the next. Kept for this tab only. */
const kept = 'gridloop.line';
type Line = { from: string; ids: string[] };

export function keepLine(line: Line): void {
  sessionStorage.setItem(kept, JSON.stringify(line));
}

function readLine(): Line {
  try {
    const line = JSON.parse(sessionStorage.getItem(kept) ?? '') as Line;
    if (Array.isArray(line.ids)) return line;
  } catch {
    // nobody came from a queue
  }
  return { from: '', ids: [] };
}

/** Before and after a case in that line; both undefined when one came from elsewhere. */
export function around(caseId: string): { from: string; before?: string; next?: string; place?: string } {
  const { from, ids } = readLine();
  const at = ids.indexOf(caseId);
  if (at < 0) return { from };
  const [before, next] = [ids[at - 1], ids[at + 1]];
  return { from, place: `${at + 1}/${ids.length}`, ...(before ? { before } : {}), ...(next ? { next } : {}) };
}
