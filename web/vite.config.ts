import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
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

/** Text files once more as gzip and Brotli beside themselves: the server hands out what the browser reads. */
function compressed(): Plugin {
  return {
    name: 'credentry-compressed',
    // only what was written is final
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!/\.(js|mjs|css|svg)$/.test(name)) continue;
        const bytes = readFileSync(join(dir, name));
        if (bytes.length < 1400) continue;
        // The best takes its time: it is worth it for what every page loads, not for the large parts of a few.
        const best = bytes.length < 400_000 ? constants.BROTLI_MAX_QUALITY : 9;
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: best } };
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(bytes, quality));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

/** Two of antd's parts add styles without the policy's nonce, which the browser then refuses: give them the page's. */
function noncedStyles(): Plugin {
  const asked = 'if (csp?.nonce) {\n    styleNode.nonce = csp?.nonce;';
  const page = 'document.querySelector(\'meta[name="csp-nonce"]\')?.content';
  return {
    name: 'credentry-nonced-styles',
    transform(code, id) {
      if (!/rc-component.util.es.Dom.dynamicCSS\.js/.test(id)) return null;
      if (!code.includes(asked)) throw new Error('dynamicCSS has changed: look where styles get their nonce');
      const given = `const nonce = csp?.nonce ?? ${page};\n  if (nonce) {\n    styleNode.nonce = nonce;`;
      return { code: code.replace(asked, given), map: null };
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfParts(), noncedStyles(), compressed()],
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
