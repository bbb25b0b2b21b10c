import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));

const PDF_FOLDERS = ['cmaps', 'standard_fonts', 'wasm'];

/** PDF pages need their character maps and substitute fonts beside them: nothing may come from a foreign host. */
function pdfParts(): Plugin {
  const source = join(here, 'node_modules', 'pdfjs-dist');
  return {
    name: 'credentry-pdf-parts',
    generateBundle() {
      for (const folder of PDF_FOLDERS)
        for (const name of readdirSync(join(source, folder)))
          this.emitFile({
            type: 'asset',
            fileName: `assets/pdf/${folder}/${name}`,
            source: readFileSync(join(source, folder, name)),
          });
    },
    configureServer(server) {
      server.middlewares.use('/assets/pdf/', (request, response, next) => {
        const [folder, name] = (request.url ?? '').split('?')[0]?.split('/').filter(Boolean) ?? [];
        if (!folder || !name || !PDF_FOLDERS.includes(folder)) return next();
        response.end(readFileSync(join(source, folder, name)));
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfParts()],
  resolve: { alias: { '@': join(here, 'src') } },
  build: {
    target: ['chrome107', 'safari16', 'firefox104'],
    chunkSizeWarningLimit: 1200,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.CREDENTRY_WEB_PORT ?? 5173),
    proxy: {
      '/api': { target: process.env.CREDENTRY_SERVER ?? 'http://127.0.0.1:8000', changeOrigin: false },
      '/media': { target: process.env.CREDENTRY_SERVER ?? 'http://127.0.0.1:8000', changeOrigin: false },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0]);
