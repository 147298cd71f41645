/** "Edit" on a line or a card of a list: it says to a screen reader which one. */
import { Button } from 'antd';
import { useWords } from '#web/kit/words.tsx';

export function EditButton({ of, onClick, card = false }: { of: string; onClick: () => void; card?: boolean }) {
  const { say } = useWords();
  return (
    <Button size="small" type={card ? 'default' : 'link'} onClick={onClick} aria-label={`${say('desk.edit')} ${of}`}>
      {say('desk.edit')}
    </Button>
  );
}
