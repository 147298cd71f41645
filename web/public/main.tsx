import '#web/kit/nonce.ts';
import '#web/kit/zone.ts';
import './words.ts';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { makeQueryClient } from '#web/kit/api.ts';
import '#web/kit/kit.css';
import { NoticesProvider } from '#web/kit/ui/notices.tsx';
import '#web/kit/ui/ui.css';
import { WordsProvider } from '#web/kit/words.tsx';
import { ErrorBoundary } from './parts/boundary.tsx';
import './public.css';
import { Site } from './routes.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <WordsProvider>
      <ErrorBoundary>
        <QueryClientProvider client={makeQueryClient()}>
          <NoticesProvider>
            <BrowserRouter>
              <Site />
            </BrowserRouter>
          </NoticesProvider>
        </QueryClientProvider>
      </ErrorBoundary>
    </WordsProvider>
  </StrictMode>,
);
