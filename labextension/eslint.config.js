import jupyter from '@jupyter/eslint-plugin';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['lib', 'build', 'node_modules', '*.js', '*.cjs', '**/*.mjs'] },
  { plugins: { jupyter } },
  jupyter.configs.recommended,
  {
    // A chunk of its own for what is loaded later would be heavier than what it holds.
    rules: { 'jupyter/prefer-lazy-imports': 'off' }
  },
  {
    files: ['**/*.ts'],
    extends: tseslint.configs.recommendedTypeChecked,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // node:test waits for its tests itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: 'test', package: 'node:test' }] }
      ]
    }
  }
);
