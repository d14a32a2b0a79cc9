import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';

/** Forbids importing `names` (glob patterns) from the files a block covers. */
const forbid = (message, ...group) => ({ group, message });

export default tseslint.config(
  // Only what is named: `npm run new` puts mini-programs into this folder, too.
  {
    ignores: [
      '*/',
      '!build/',
      '!main/',
      '!preload/',
      '!renderer/',
      '!tests/',
      'tests/fixtures/**/*.js',
      'renderer/samples/**/*.js',
      'build/author-kit/template/',
      'build/author-kit/types/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'import-x/no-cycle': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    },
  },
  { files: ['main/**/*.ts'], rules: { 'max-lines': ['error', { max: 300 }] } },
  {
    files: ['tests/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 600 }], '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: [
      'main/activity/**/*.ts',
      'main/downloads/**/*.ts',
      'main/data-fetch/**/*.ts',
      'main/background-fetch/**/*.ts',
      'main/catalog/**/*.ts',
      'main/support/**/*.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [forbid('These folders do not know Electron.', 'electron', 'electron/*')] },
      ],
    },
  },
  {
    files: ['main/**/*.ts'],
    ignores: [
      'main/ipc/router.ts',
      'main/index.ts',
      'main/activity/**',
      'main/downloads/**',
      'main/data-fetch/**',
      'main/background-fetch/**',
      'main/catalog/**',
      'main/support/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'electron', importNames: ['ipcMain'], message: 'ipcMain belongs to main/ipc/router.ts.' }],
          patterns: [
            forbid(
              'Main does not import renderers, tests or build files.',
              '**/renderer/**',
              '**/tests/**',
              '**/build/**',
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbid(
              'Renderers import only from preload/contract.',
              'electron',
              '**/main/**',
              '**/preload/*.ts',
              'node:*',
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['preload/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbid(
              'Preloads import only preload/contract and electron.',
              '**/main/**',
              '**/renderer/**',
              'node:*',
              'zod',
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['preload/contract/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [forbid('The contract is types and constants only.', 'electron', '**/main/**', 'zod', 'node:*')] },
      ],
    },
  },
  {
    files: ['build/**/*.ts', 'tests/**/*.ts'],
    ignores: ['tests/chromium-host/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            forbid(
              'The Chromium host is a package: import its index.ts.',
              '**/chromium-host/**',
              '!**/chromium-host/index.ts',
            ),
          ],
        },
      ],
    },
  },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['renderer/**/*.js', 'tests/fixtures/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker, bn: 'readonly' } },
  },
);
