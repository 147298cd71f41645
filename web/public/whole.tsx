/** The whole site, as it is drawn when it is built (still.tsx) and as it lives on the reader's device (main.tsx). */
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import type { Lang } from '#contract/words/words.ts';
import { NoticesProvider } from '#web/kit/ui/notices.tsx';
import { WordsProvider } from '#web/kit/words.tsx';
import { ErrorBoundary } from './parts/boundary.tsx';
import { wordsOfLang } from './words.ts';

export function Whole({ cache, lang, children }: { cache: QueryClient; lang?: Lang; children: ReactNode }) {
  return (
    <StrictMode>
      <WordsProvider fetched={wordsOfLang} {...(lang ? { lang } : {})}>
        <ErrorBoundary>
          <QueryClientProvider client={cache}>
            <NoticesProvider>{children}</NoticesProvider>
          </QueryClientProvider>
        </ErrorBoundary>
      </WordsProvider>
    </StrictMode>
  );
}
