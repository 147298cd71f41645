/** A page that needs the house says so; the rest of the app goes on without it. */
import { ProblemError } from '#web/kit/api.ts';
import { Trouble } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';

export function Unread({ error }: { error: unknown }) {
  const { say } = useWords();
  const title = error instanceof ProblemError && !error.unanswered ? error.problem.title : say('field.needs_network');
  return <Trouble title={title} />;
}
