import '#web/kit/nonce.ts';
import '#web/kit/zone.ts';
import './words.ts';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { makeQueryClient } from '#web/kit/api.ts';
import '#web/kit/ui/ui.css';
import { NoticesProvider } from '#web/kit/ui/notices.tsx';
import { WordsProvider } from '#web/kit/words.tsx';
import './field.css';
import { FieldProvider } from './field.tsx';
import { Site } from './routes.tsx';
import { startWorker } from './update.ts';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <WordsProvider>
      <QueryClientProvider client={makeQueryClient()}>
        <NoticesProvider>
          <BrowserRouter>
            <FieldProvider>
              <Site />
            </FieldProvider>
          </BrowserRouter>
        </NoticesProvider>
      </QueryClientProvider>
    </WordsProvider>
  </StrictMode>,
);
startWorker();
