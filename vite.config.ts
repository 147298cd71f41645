/**
 * Three sites from one build: the public one (`index.html`), the desk (`desk.html`), the grid worker's app (`field.html`). The map is fetched only where a map is
 * shown, and the desk's component library never reaches a resident's phone.
 */
import react from '@vitejs/plugin-react';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { constants, brotliCompressSync, gzipSync } from 'node:zlib';
import { build, defineConfig, parseSync, type Plugin, type Rolldown } from 'vite';
import { deskPaths } from './web/desk/paths.ts';
import { pageFile } from './web/public/paths.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const dist = here('./web/dist');

/** The server sends what was compressed once, here, instead of compressing for every reader. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async closeBundle() {
      const folder = join(dist, 'assets');
      if (!existsSync(folder)) return;
      for (const name of await readdir(folder)) {
        if (!/\.(js|mjs|css|svg|json)$/.test(name)) continue;
        const bytes = await readFile(join(folder, name));
        if (bytes.length < 1_000) continue;
        await writeFile(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        await writeFile(
          join(folder, `${name}.br`),
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        );
      }
    },
  };
}

/** A file of scripts and all that it fetches at once. */
function reached(bundle: Rolldown.OutputBundle, file: string, seen = new Set<string>()): Set<string> {
  const chunk = bundle[file];
  if (chunk?.type !== 'chunk' || seen.has(file)) return seen;
  seen.add(file);
  for (const next of chunk.imports) reached(bundle, next, seen);
  return seen;
}
/** The same for a module of ours that is fetched late. */
function filesOf(bundle: Rolldown.OutputBundle, module: string): string[] {
  const chunk = Object.values(bundle).find((one) => one.type === 'chunk' && one.moduleIds.includes(here(module)));
  if (!chunk) throw new Error(`${module} is in none of the files that were built`);
  return [...reached(bundle, chunk.fileName)];
}
const announcing = (files: readonly string[]): string[] =>
  files
    .filter((file) => existsSync(join(dist, file))) // one that held nothing but styles was not written
    .map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`);

/** What a resident's or a grid worker's phone may have to fetch for one page, in gzipped bytes of script; the map comes only when it is opened. */
const publicBudget = 150_000;
/** The desk: what is there before its first page stands, and each page after it; the map is fetched where one is shown. */
const deskBudget = { first: 600_000, page: 200_000, map: 300_000, mapWorker: 150_000 };

/** Weighs every page when the sites are built. One that has grown too heavy is told of, and fails the build where tests run. */
function weighed(): Plugin {
  return {
    name: 'weighed',
    apply: 'build',
    generateBundle(_options, bundle) {
      const reach = (file: string, seen?: Set<string>) => reached(bundle, file, seen);
      const bytesOf = (files: Iterable<string>): number => {
        let bytes = 0;
        for (const file of files) {
          const chunk = bundle[file];
          if (chunk?.type === 'chunk') bytes += gzipSync(chunk.code, { level: 9 }).length;
        }
        return bytes;
      };
      const hold = (page: string, bytes: number, budget: number): void => {
        if (bytes <= budget) return;
        const words = `${page} needs ${(bytes / 1000).toFixed(2)} kB of script, more than the ${budget / 1000} kB promised`;
        if (process.env['GRIDLOOP_WEIGHED'] === 'strictly') this.error(words);
        else this.warn(words);
      };
      for (const entry of Object.values(bundle)) {
        if (entry.type !== 'chunk' || !entry.isEntry) continue;
        const first = reach(entry.fileName);
        if (['index', 'field'].includes(entry.name)) {
          // Whoever reads English fetches her words besides: the promise is hers too.
          const english = entry.dynamicImports.filter((file) => file.startsWith('assets/english-'));
          for (const file of english) reach(file, first);
          // The square of a receipt is drawn at once, though by a file that is asked for late.
          const square = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === 'lean-qr');
          for (const page of [entry.fileName, ...entry.dynamicImports]) {
            const files = reach(page, new Set(first));
            if (square && /\/(receipt|sent)-/.test(page)) files.add(square.fileName);
            hold(page, bytesOf(files), publicBudget);
          }
        }
        if (entry.name !== 'desk') continue;
        hold(entry.fileName, bytesOf(first), deskBudget.first);
        for (const page of entry.dynamicImports)
          hold(page, bytesOf([...reach(page)].filter((file) => !first.has(file))), deskBudget.page);
      }
      const map = Object.values(bundle).find((one) => one.type === 'chunk' && one.name === 'map');
      if (map) hold(map.fileName, bytesOf([map.fileName]), deskBudget.map);
      // What draws its tiles runs beside the page and is built by itself: here it is a file like a picture.
      for (const one of Object.values(bundle))
        if (one.type === 'asset' && one.fileName.includes('maplibre-gl-worker'))
          hold(one.fileName, gzipSync(one.source, { level: 9 }).length, deskBudget.mapWorker);
    },
  };
}

/**
 * The worker that keeps the grid worker's app on the phone: one file under a lasting name, with the list of every file the app may ask
 * for. Its version is made of that list and of the page, so that it changes when, and only when, one of them does.
 */
function kept(): Plugin {
  const page = here('./web/field.html');
  return {
    name: 'kept',
    apply: 'build',
    buildStart() {
      this.emitFile({ type: 'chunk', id: here('./web/field/worker.ts'), fileName: 'field-worker.js' });
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const entry = chunks.find(({ isEntry, name }) => isEntry && name === 'field');
      const worker = chunks.find(({ fileName }) => fileName === 'field-worker.js');
      if (!entry || !worker) throw new Error("the grid worker's app or its worker was not built");
      const files = new Set<string>();
      const add = (file: string): void => {
        const chunk = bundle[file];
        if (chunk?.type !== 'chunk' || files.has(file)) return;
        files.add(file);
        for (const style of chunk.viteMetadata?.importedCss ?? []) files.add(style);
        for (const picture of chunk.viteMetadata?.importedAssets ?? []) files.add(picture);
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) add(next);
      };
      add(entry.fileName);
      const lasting = ['/favicon.svg', '/field.webmanifest', '/field-192.png', '/field-512.png'];
      const list = [...[...files].sort().map((file) => `/${file}`), ...lasting];
      const version = createHash('sha256')
        .update(JSON.stringify(list) + readFileSync(page, 'utf8') + worker.code)
        .digest('hex')
        .slice(0, 16);
      worker.code = worker.code.replace('__FILES__', JSON.stringify(list)).replace('__VERSION__', version);
    },
  };
}

/**
 * Five savings on what a resident's phone must fetch. The sections of words that only staff read (those listed in
 * `staff-words.ts`) stay out of `words.ts`; the desk adds them itself. The desk has a router of its own, for it uses far more of
 * that library. A resident's telephone fetches the words of the
 * language its reader reads. And an endpoint no page calls is left out, which the bundler may do only when told that declaring one has no
 * other effect; of those that are called, what comes back stays with the server.
 */
function lean(): Plugin {
  const listed = readFileSync(here('./web/kit/staff-words.ts'), 'utf8').matchAll(/#contract\/words\/(\w+)\.ts/g);
  const apart = new Set([...listed].map(([, section]) => `${section}.ts`).filter((name) => name !== 'words.ts'));
  apart.add('public.ts'); // the residents' site adds its own, and the others do not carry them
  apart.add('privacy.ts'); // its page does
  for (const name of ['open.ts', 'reading.ts']) apart.add(name); // so do theirs
  const folder = here('./contract/');
  const desk = here('./web/desk/');
  return {
    name: 'lean',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (importer === join(folder, 'words/words.ts') && apart.has(basename(source)))
        return `\0left-out:${basename(source)}`;
      // The residents' words by language; the file that asks says which.
      const asks = importer?.startsWith(here('./web/public/')) && source === '#contract/words/public.ts';
      if (asks) return `${join(folder, 'words/public.ts')}?${basename(importer!) === 'english.ts' ? 'en' : 'zh'}`;
      if (importer?.startsWith(desk) && source === 'react-router') {
        const found = await this.resolve(source, importer, { skipSelf: true });
        return found && `${found.id}?desk`;
      }
      if (importer?.endsWith('?desk') && source.startsWith('.')) {
        const found = await this.resolve(source, importer.slice(0, -'?desk'.length), { skipSelf: true });
        return found && `${found.id}?desk`;
      }
      return null;
    },
    load(id) {
      if (!id.startsWith('\0left-out:')) return null;
      const section = readFileSync(join(folder, 'words', id.slice('\0left-out:'.length)), 'utf8');
      return [...section.matchAll(/^export const (\w+)/gm)].map(([, name]) => `export const ${name} = {};`).join('\n');
    },
    transform(code, id) {
      const lang = /public\.ts\?(zh|en)$/.exec(id)?.[1];
      if (lang) {
        const other = lang === 'zh' ? 'en' : 'zh';
        const text = new RegExp(`\\b${other}:\\s*(?:'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"),?`, 'g');
        const left = code
          .replace(text, '')
          .replace(/\} as const/, '}')
          .replace(/ satisfies \w+/, '');
        if (new RegExp(`\\b${other}: `).test(left))
          throw new Error('a word of contract/words/public.ts is not one plain text');
        return { code: left, map: null };
      }
      if (!id.startsWith(folder) || id.includes('/words/')) return null;
      return {
        code: callable(code).replace(
          /(?<!function )\b(endpoint|nullable|page|text|M|Type\.\w+)\(/g,
          '/* @__PURE__ */ $1(',
        ),
        map: null,
      };
    },
  };
}

/**
 * Of an endpoint its caller needs where it is, and whether what is sent carries an id (`isCommand`, web/kit/api.ts). What it is for
 * stands in the document that the server writes, and shapes are the server's to check: those of some hundred endpoints stay at home.
 */
const notCalled = new Set(['summary', 'params', 'query', 'reply', 'problems', 'foreign']);
function callable(code: string): string {
  const changed: { start: number; end: number; by: string }[] = [];
  for (const line of parseSync('contract.ts', code).program.body) {
    const declared = line.type === 'ExportNamedDeclaration' ? line.declaration : line;
    if (declared?.type !== 'VariableDeclaration') continue;
    for (const { init } of declared.declarations) {
      if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier' || init.callee.name !== 'endpoint')
        continue;
      const [shape] = init.arguments;
      if (shape?.type !== 'ObjectExpression') continue;
      for (const part of shape.properties) {
        if (part.type !== 'Property' || part.key.type !== 'Identifier') continue;
        if (notCalled.has(part.key.name)) changed.push({ ...part, by: '' });
        else if (part.key.name === 'body' && /^Type\.Object\(\{\s*id\b/.test(code.slice(part.value.start)))
          changed.push({ ...part, by: 'body: { properties: { id: 0 } },' });
      }
    }
  }
  let left = code;
  for (const { start, end, by } of changed.toReversed())
    left = left.slice(0, start) + by + left.slice(left.startsWith(',', end) ? end + 1 : end);
  return left;
}

/**
 * Ant Design writes its styles as if they were markup, which the server's policy forbids everywhere (Trusted Types). A style holds
 * nothing but text, so it is written as text; should the library change, the build says so.
 */
function stylesAsText(): Plugin {
  return {
    name: 'styles-as-text',
    apply: 'build',
    transform(code, id) {
      if (!/@rc-component[\\/]util[\\/].*dynamicCSS\.js$|@ant-design[\\/]icons[\\/].*cssUtils\.js$/.test(id))
        return null;
      const text = code.replaceAll('.innerHTML', '.textContent');
      if (text === code)
        throw new Error(`${basename(id)} writes its styles in another way now: look at Trusted Types anew`);
      return { code: text, map: null };
    },
  };
}

/** The browser needs of an endpoint its method and path; the shapes are the server's to check. See the stand-in. */
const resolve = { alias: [{ find: /^typebox$/, replacement: here('./web/kit/shapes.ts') }] };

/**
 * The residents' pages, drawn before any script (web/public/still.tsx): a slow telephone shows them after one round trip. Each is one
 * file: the styles stand in it, the scripts of that page are announced, and the words of both languages lie ready, for only the reader's
 * device knows which she chose (two short scripts; the server allows exactly these by their hash).
 */
type Still = { pattern: string; file: string; title: string; zh: string; en: string };
function still(): Plugin {
  const routes = readFileSync(here('./web/public/routes.tsx'), 'utf8');
  const scripts = new Map<string, string[]>();
  return {
    name: 'still',
    apply: 'build',
    generateBundle(_options, bundle) {
      const reachOf = (module: string) => filesOf(bundle, module);
      for (const [, pattern, path] of routes.matchAll(/'(\/[^']*)': \(\) => import\('\.(\/[^']+)'\)/g)) {
        const square = /receipt|sent/.test(path!) ? reachOf('./node_modules/lean-qr/index.mjs') : []; // drawn at once there
        scripts.set(pattern!, [...reachOf(`./web/public${path}`), ...square]);
      }
    },
    async closeBundle() {
      if (!existsSync(join(dist, 'index.html'))) return; // the build failed, and has said why
      const whole = await readFile(join(dist, 'index.html'), 'utf8');
      const drawing = join(dist, '.still');
      await build({
        configFile: false,
        root: here('./web'),
        logLevel: 'error',
        plugins: [lean(), react()],
        resolve,
        build: { ssr: here('./web/public/still.tsx'), outDir: drawing, copyPublicDir: false, target: 'es2024' },
      });
      const { stills } = (await import(pathToFileURL(join(drawing, 'still.js')).href)) as {
        stills: () => Promise<Still[]>;
      };
      await mkdir(join(dist, 'pages'), { recursive: true });
      for (const one of await stills()) await writeFile(join(dist, one.file), await page(whole, one));
      await rm(drawing, { recursive: true });
    },
  };

  async function page(whole: string, { pattern, title, zh, en }: Still): Promise<string> {
    const link = /\s*<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g;
    const styles = await Promise.all([...whole.matchAll(link)].map(([, file]) => readFile(join(dist, file!), 'utf8')));
    const announced = announcing(scripts.get(pattern) ?? []).filter((line) => !whole.includes(line));
    const parts: [string, string][] = [
      [
        '<meta name="color-scheme"',
        `<script>${first}</script>${pattern === '/r/:number' ? `<script>${early}</script>` : ''}\n    <meta name="color-scheme"`,
      ],
      ['</head>', `${announced.join('\n    ')}\n    <style nonce="__NONCE__">${styles.join('')}</style>\n  </head>`],
      [
        '<div id="root"></div>',
        `<div id="root">${zh}</div>\n    <template id="en">${en}</template>\n    <script>${second}</script>`,
      ],
    ];
    // their links stay, so that a page loaded later does not fetch what stands here already; `disabled` ones are not fetched
    let html = whole
      .replaceAll(link, (one) => one.replace('<link ', '<link disabled '))
      .replace(/<title>.*<\/title>/, () => `<title>${title}</title>`);
    for (const [place, words] of parts) {
      if (!html.includes(place)) throw new Error(`index.html has no ${place}`);
      html = html.replace(place, () => words);
    }
    return html;
  }
}

/**
 * The desk's pages each name their own files, and ask who is here before any of them has come: on a slow computer the scripts that all
 * pages share take a second to be read, and what comes after them need not wait for that.
 */
function announced(): Plugin {
  const routes = readFileSync(here('./web/desk/routes.tsx'), 'utf8');
  const scripts = new Map<string, string[]>();
  return {
    name: 'announced',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const [, pattern, path] of routes.matchAll(
        /'(\/[^']*)': async \(\) => \(\{\s*Component: \(await import\('\.(\/[^']+)'\)/g,
      ))
        scripts.set(pattern!, filesOf(bundle, `./web/desk${path}`));
    },
    async closeBundle() {
      if (!existsSync(join(dist, 'desk.html'))) return; // the build failed, and has said why
      const whole = await readFile(join(dist, 'desk.html'), 'utf8');
      await mkdir(join(dist, 'pages'), { recursive: true });
      for (const { pattern, login } of deskPaths) {
        const lines = announcing(scripts.get(pattern) ?? []).filter((line) => !whole.includes(line));
        if (login) lines.unshift(`<script>${whoIsHere}</script>`);
        const page = whole.replace('<title>', () => `${lines.join('\n    ')}\n    <title>`);
        const frame = walls.has(pattern) ? 'wall' : login && 'desk';
        await writeFile(join(dist, pageFile(pattern)), frame ? framed(page, frame) : page);
      }
    },
  };
}
/** These fill the window: no bar, no menu, and dark by day. */
const walls = new Set(['/desk/board', '/desk/wall']);
/** The frame of the page stands while its styles and scripts are under way; web/desk/main.tsx takes it away. Where no script runs there is none. */
function framed(page: string, kind: 'desk' | 'wall'): string {
  const link = /\s*<link rel="stylesheet"[^>]*>/g;
  const styles = page.match(link) ?? [];
  const frame = `<div id="frame" class="${kind}" aria-hidden="true"><b></b><i></i><p>${'<s></s>'.repeat(7)}</p></div>`;
  return page
    .replaceAll(link, '')
    .replace(
      '</head>',
      `  <script>${keptLook}</script>\n    <style nonce="__NONCE__">${frameStyles}</style>\n  </head>`,
    )
    .replace('<div id="desk">', (place) => `${frame}${styles.join('')}\n    ${place}`);
}
const frameStyles =
  'body{margin:0}#frame{display:none}[data-theme] #frame{position:fixed;inset:0;z-index:99;display:grid;grid-template:48px 1fr/188px 1fr;background:#f2f4f8}' +
  '#frame b{grid-column:1/3;background:#12233d}#frame i{background:#fff}#frame p{margin:0;padding:28px 20px}' +
  '#frame s{display:block;height:16px;margin-bottom:18px;border-radius:4px;background:#dde2ea}#frame s:last-child{width:61%}' +
  '[data-theme=dark] #frame{background:#0d1117}[data-theme=dark] #frame b{background:#0b111b}' +
  '[data-theme=dark] #frame i{background:#171d26}[data-theme=dark] #frame s{background:#2a3441}' +
  '@media(max-width:860px){[data-theme] #frame{grid-template:48px 1fr/0 1fr}}' +
  'html[data-theme] #frame.wall{grid-template:0 1fr/0 1fr;background:#0b1420}html[data-theme] #frame.wall s{background:#121f30}';
/** As web/desk/theme.ts will have it. */
const keptLook = `try{document.documentElement.dataset.theme=localStorage.getItem('gridloop.theme')==='dark'?'dark':'light'}catch{}`;

/** What web/kit/api.ts takes up as the answer to its first question. */
const whoIsHere = `try{globalThis.ahead={'/v1/session':fetch('/v1/session',{headers:{accept:'application/json, application/problem+json','accept-language':localStorage.getItem('gridloop.lang')==='en'?'en':'zh'},cache:'no-store',signal:AbortSignal.timeout(20000)})}}catch{}`;

/** How large the letters are and which language is read, as this device kept it (web/public/frame.tsx, web/kit/words.tsx). */
const first = `try{let e=document.documentElement,k=localStorage;e.dataset.type=k.getItem('gridloop.large')==='yes'?'large':'normal';if(k.getItem('gridloop.lang')==='en')e.lang='en'}catch{}`;
/** The English page takes the place of the Chinese one before either is seen. */
const second = `if(document.documentElement.lang==='en')document.getElementById('root').replaceChildren(document.getElementById('en').content)`;

/** A receipt is asked for while the scripts are still under way, as web/public/pages/receipt.tsx would ask for it a second later. */
const early = `try{let n=location.pathname.slice(3),c=new URLSearchParams(location.hash.slice(1)).get('code')||JSON.parse(sessionStorage.getItem('gridloop.codes')||'{}')[n],l=document.documentElement.lang==='en'?'en':'zh';if(n&&c)receiptAhead={number:n,code:c.trim(),lang:l,answer:fetch('/v1/receipts/'+n,{cache:'no-store',headers:{accept:'application/json, application/problem+json','accept-language':l,'gridloop-receipt':c.trim()}}).catch(()=>null)}}catch{}`;

export default defineConfig({
  root: here('./web'),
  base: '/',
  publicDir: here('./web/static'),
  plugins: [lean(), stylesAsText(), react(), weighed(), kept(), compressed(), still(), announced()],
  resolve,
  server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': 'http://127.0.0.1:8080' } },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_600,
    rolldownOptions: {
      input: { index: here('./web/index.html'), desk: here('./web/desk.html'), field: here('./web/field.html') },
      output: {
        codeSplitting: {
          groups: [
            { name: 'map', test: /node_modules\/(maplibre-gl|@maplibre|@mapbox)\// },
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'antd', test: /node_modules\/(antd|@ant-design|@rc-component|rc-[a-z-]+)\// },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
});
