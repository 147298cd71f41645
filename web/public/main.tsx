import '#web/kit/nonce.ts';
import '#web/kit/zone.ts';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import '#web/kit/kit.css';
import '#web/kit/ui/ui.css';
import './public.css';
import { makeQueryClient } from '#web/kit/api.ts';
import { currentLang } from '#web/kit/words.tsx';
import { firstPage, Site } from './routes.tsx';
import { Whole } from './whole.tsx';
import { wordsOfLang } from './words.ts';

/** Not awaited at the top: the pages' files import from this one. */
async function start(): Promise<void> {
  const root = document.getElementById('root')!;
  const cache = makeQueryClient();
  await wordsOfLang(currentLang()).catch(() => undefined);
  const first = await firstPage(location.pathname);
  first?.ahead?.(cache);
  const whole = (
    <Whole cache={cache}>
      <BrowserRouter>
        <Site first={first} />
      </BrowserRouter>
    </Whole>
  );
  // The page that was sent comes to life as it stands; an address that asks for something of its own (`?status=open`) is drawn anew.
  if (root.hasChildNodes() && location.search === '' && !first?.ours) hydrateRoot(root, whole);
  else createRoot(root).render(whole);
}
void start();
