import { defineConfig } from 'vitest/config';
import react from '@vitejs/plugin-react';

export default defineConfig({
  plugins: [react()],
  server: {
    host: '127.0.0.1',
    port: {{vitePort}},
    strictPort: true,
    // The page is not at Vite's address: the socket for hot reload is named.
    hmr: { protocol: 'ws', host: '127.0.0.1', clientPort: {{vitePort}} },
  },
  test: { include: ['tests/**/*.test.ts'] },
});
