import { ButtonLink } from '#web/kit/ui/button.tsx';
import { useWords } from '#web/kit/words.tsx';
import { Heading } from '../parts/heading.tsx';
import { paths } from '../paths.ts';

export function NotFound() {
  const { say } = useWords();
  return (
    <div className="page page--narrow">
      <Heading title={say('public.lost.title')} lead={say('public.lost.text')} />
      <p className="row">
        <ButtonLink to={paths.report()} tone="primary">
          {say('public.nav.report')}
        </ButtonLink>
        <ButtonLink to={paths.track()}>{say('public.nav.track')}</ButtonLink>
        <ButtonLink to={paths.home()}>{say('public.nav.home')}</ButtonLink>
      </p>
    </div>
  );
}
