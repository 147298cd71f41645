/**
 * Every page as it stands before any script: its frame, its heading, its words and its forms, drawn once when the site is built (vite.config.ts)
 * and sent with the page. What is asked of the server and what this device keeps comes when the script does.
 */
import { renderToString } from 'react-dom/server';
import { StaticRouter } from 'react-router';
import { langs, say, type Lang } from '#contract/words/words.ts';
import { makeQueryClient } from '#web/kit/api.ts';
import { lostPage, pageFile, publicPaths } from './paths.ts';
import { firstPage, Site } from './routes.tsx';
import { Whole } from './whole.tsx';
import { wordsOfLang } from './words.ts';

type Still = { pattern: string; file: string; title: string } & Record<Lang, string>;

export async function stills(): Promise<Still[]> {
  for (const lang of langs) await wordsOfLang(lang);
  const drawn: Still[] = [];
  for (const pattern of [...publicPaths.map((path) => path.pattern), lostPage]) {
    const address = pattern.replace(/:\w+/g, '-');
    const first = await firstPage(address);
    const markup = (lang: Lang) =>
      renderToString(
        <Whole cache={makeQueryClient()} lang={lang}>
          <StaticRouter location={address}>
            <Site first={first} />
          </StaticRouter>
        </Whole>,
      );
    const [zh, en] = langs.map(markup) as [string, string];
    const heading = pattern === '/' ? '' : (/<h1[^>]*>([^<]*)</.exec(zh)?.[1] ?? '');
    const title = [heading, say('zh', 'app.name')].filter(Boolean).join(' · ');
    drawn.push({ pattern, file: pageFile(pattern), title, zh, en });
  }
  return drawn;
}
