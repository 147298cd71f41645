/**
 * Two sites from one build: the public one (`index.html`) and the desk (`desk.html`). The map is fetched only where a map is
 * shown, and the desk's component library never reaches a resident's phone.
 */
import react from '@vitejs/plugin-react';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('./web'),
  base: '/',
  plugins: [react()],
  // The browser needs of an endpoint its method and path; the shapes are the server's to check. See the stand-in.
  resolve: { alias: [{ find: /^typebox$/, replacement: here('./web/kit/shapes.ts') }] },
  server: { host: '127.0.0.1', port: 5173, proxy: { '/v1': 'http://127.0.0.1:8080' } },
  build: {
    outDir: here('./web/dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_600,
    rolldownOptions: {
      input: Object.fromEntries(
        ['index', 'desk']
          .filter((name) => existsSync(here(`./web/${name}.html`)))
          .map((name) => [name, here(`./web/${name}.html`)]),
      ),
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
