import { Link } from 'react-router';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

export function NotFound() {
  const { say } = useWords();
  return (
    <>
      <Heading title={say('field.lost')} />
      <Link className="button button--primary" to={paths.home()}>
        {say('field.today')}
      </Link>
    </>
  );
}
