import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import { importLayers } from './scripts/lint/import-rules.mjs'

/** Engine and shared code is handed its seed, clock and log, so that a run can be repeated. */
const handedIn = [
  {
    object: 'Math',
    property: 'random',
    message: 'Take a generator from shared/random.ts, seeded by the caller.',
  },
  { object: 'Date', property: 'now', message: 'Take a clock from the caller.' },
]

export default tseslint.config(
  {
    ignores: [
      'node_modules/**',
      'out/**',
      'dist/**',
      '.runtime/**',
      '.cache/**',
      'artefacts/**',
      'test-results/**',
      'playwright-report/**',
      '**/*.generated.ts',
      'main/kernels/*/assembly/**',
    ],
  },
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    files: ['**/*.{ts,mjs,js,vue}'],
    plugins: { brenier: { rules: { 'import-layers': importLayers } } },
    rules: {
      'brenier/import-layers': 'error',
      // Reads of typed arrays inside bounds that the loop itself sets: a guard on each would cost more than it finds.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Layout of templates is the formatter's.
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
    },
  },
  {
    // Tests join what the layers keep apart.
    files: ['**/*.test.ts', 'tests/**'],
    rules: { 'brenier/import-layers': 'off' },
  },
  {
    files: ['main/**/*.ts', 'shared/**/*.ts'],
    ignores: ['**/*.test.ts', 'main/cli.ts', 'main/cli/**'],
    rules: { 'no-restricted-properties': ['error', ...handedIn], 'no-console': 'error' },
  },
)
