import { defineConfig } from 'vitest/config';

export default defineConfig({
  server: {
    host: '127.0.0.1',
    port: {{vitePort}},
    strictPort: true,
    // The page is not at Vite's address: the socket for hot reload is named.
    hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: {{vitePort}} },
  },
  test: { include: ['tests/**/*.test.ts'] },
});
