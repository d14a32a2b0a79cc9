import js from '@eslint/js';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import rooms from './build/lint/room-rules.js';

const IPC_MAIN = { name: 'electron', importNames: ['ipcMain'], message: 'ipcMain belongs to main/ipc/router.ts.' };
const ZOD = { group: ['zod', 'zod/*'], message: 'Main has it from main/support/zod.ts: every start loads it.' };

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
      'build/author-kit/templates/',
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
    // Files read forward: a closure over what comes later may be called before it is there.
    files: ['main/**/*.ts'],
    // In these, something is told of itself by callbacks that it is made with.
    ignores: [
      'main/network/connections/pool.ts',
      'main/opening/mini-program-opener.ts',
      'main/storage/tokens/token-vault.ts',
      'main/windows/mini-program/mini-program-shell.ts',
    ],
    rules: {
      '@typescript-eslint/no-use-before-define': [
        'error',
        { functions: false, classes: true, variables: true, typedefs: false, ignoreTypeReferences: true },
      ],
    },
  },
  {
    files: ['tests/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 600 }], '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['{main,preload,renderer,build,tests}/**/*.{ts,tsx}'],
    plugins: { rooms },
    rules: { 'rooms/may-import': 'error' },
  },
  {
    files: ['main/**/*.ts'],
    ignores: ['main/support/zod.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [IPC_MAIN], patterns: [ZOD] }] },
  },
  {
    files: ['main/ipc/router.ts', 'main/index.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [ZOD] }] },
  },
  {
    files: ['renderer/**/*.{ts,tsx}', 'preload/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*', 'zod'], message: 'Pages have no Node, and no parser of the main process.' }] },
      ],
    },
  },
  { files: ['**/*.{js,mjs}'], languageOptions: { globals: { ...globals.node } } },
  {
    files: ['renderer/**/*.js', 'tests/fixtures/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker, bn: 'readonly' } },
  },
);
