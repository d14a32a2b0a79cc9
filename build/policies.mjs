// @ts-check
/** `npm run policies`: the templates of every system, in out/policies. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async () => {
  const { writePolicyTemplates } = await import('./policies/make-policies.ts');
  return writePolicyTemplates();
});
