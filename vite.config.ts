/**
 * Two sites from one build: the public one (`index.html`) and the desk (`desk.html`). The map is fetched only where a map is
 * shown, and the desk's component library never reaches a resident's phone.
 */
import react from '@vitejs/plugin-react';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, brotliCompressSync, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

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

export default defineConfig({
  root: here('./web'),
  base: '/',
  publicDir: here('./web/static'),
  plugins: [react(), compressed()],
  // The browser needs of an endpoint its method and path; the shapes are the server's to check. See the stand-in.
  resolve: { alias: [{ find: /^typebox$/, replacement: here('./web/kit/shapes.ts') }] },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': 'http://127.0.0.1:8080' } },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_600,
    rolldownOptions: {
      input: { index: here('./web/index.html'), desk: here('./web/desk.html') },
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
