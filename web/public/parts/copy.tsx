import { copy } from '#web/kit/copy.ts';
import { Button } from '#web/kit/ui/button.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';

/** Says what was copied, or that it has to be done by hand. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { say } = useWords();
  const tell = useNotices();
  return (
    <Button
      aria-label={`${say('common.copy')} ${what}`}
      onClick={() =>
        void copy(text).then((done) =>
          done ? tell(`${say('common.copied')}: ${what}`) : tell(say('common.copy_failed'), 'bad'),
        )
      }
    >
      {say('common.copy')}
    </Button>
  );
}
