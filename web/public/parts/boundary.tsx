/** When a page breaks, what was written is still in the draft, and the reader is told so. */
import { Component, type ReactNode } from 'react';
import { say } from '#contract/words/words.ts';
import { currentLang } from '#web/kit/words.tsx';
import { paths } from '../paths.ts';

export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }
  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    const lang = currentLang();
    return (
      <main className="page page--narrow" id="content">
        <h1>{say(lang, 'public.broken.title')}</h1>
        <p>{say(lang, 'public.broken.text')}</p>
        <p className="row">
          <button type="button" className="button button--primary" onClick={() => location.reload()}>
            {say(lang, 'public.broken.reload')}
          </button>
          <a className="button button--quiet" href={paths.home()}>
            {say(lang, 'public.nav.home')}
          </a>
        </p>
      </main>
    );
  }
}
