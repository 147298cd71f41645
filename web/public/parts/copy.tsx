import { Button } from '#web/kit/ui/button.tsx';
import { useNotices } from '#web/kit/ui/notices.tsx';
import { useWords } from '#web/kit/words.tsx';

/** The clipboard is closed to pages without HTTPS; then the old way, and if that fails too, words that say so. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    field.className = 'unseen';
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

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
