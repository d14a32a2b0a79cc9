/** Vite's templates of Vue, React and Svelte with routes in the path, and a site of VitePress. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { runTool, writeFiles, type Places, type RealApp } from './real-app.ts';

/** All that a history router needs. */
const ROUTED = { start_url: '/', spa_fallback: true };

const template =
  (name: string, changed: Readonly<Record<string, string>>) =>
  async ({ folder, sources, packages }: Places): Promise<void> => {
    await cp(path.join(packages, 'create-vite', `template-${name}`), sources, { recursive: true });
    await writeFiles(sources, changed);
    const vite = path.join(packages, 'vite', 'bin', 'vite.js');
    await runTool(vite, ['build', '--base=/', `--outDir=${folder}`, '--emptyOutDir'], sources);
  };

/** The template's own page with its counter, a page that is loaded when it is asked for, and one with a name in its path. */
const routed = {
  async isOpen(page: Page): Promise<void> {
    await expect(page.getByRole('heading', { name: 'Get started' })).toBeVisible();
    expect(await page.evaluate(() => location.pathname)).toBe('/');
  },
  async use(page: Page): Promise<void> {
    const counter = page.getByRole('button', { name: /count is/i });
    await counter.click();
    await expect(counter).toHaveText(/count is 1/i);
    await page.getByRole('link', { name: 'about' }).click();
    await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
    await page.getByRole('link', { name: 'user' }).click();
  },
  async isDeep(page: Page): Promise<void> {
    await expect(page.getByRole('heading', { name: 'User 7' })).toBeVisible();
    expect(await page.evaluate(() => location.pathname)).toBe('/users/7');
    // A name that ends like a file is a route, too.
    await page.goBack();
    await expect(page.getByRole('heading', { name: 'About' })).toBeVisible();
    await page.goForward();
    await expect(page.getByRole('heading', { name: 'User 7' })).toBeVisible();
  },
};

const VUE: RealApp = {
  name: 'vue',
  appId: 'AppsVue',
  manifest: ROUTED,
  ...routed,
  make: template('vue', {
    'src/About.vue': '<template><h1>About</h1></template>',
    'src/User.vue': '<template><h1>User {{ $route.params.id }}</h1></template>',
    'src/main.js': `import { createApp, h } from 'vue';
import { createRouter, createWebHistory, RouterLink, RouterView } from 'vue-router';
import './style.css';
import App from './App.vue';
const routes = [
  { path: '/', component: App },
  { path: '/about', component: () => import('./About.vue') },
  { path: '/users/:id', component: () => import('./User.vue') },
];
const router = createRouter({ history: createWebHistory(import.meta.env.BASE_URL), routes });
const links = () => [['/', 'home'], ['/about', 'about'], ['/users/7', 'user']].map(([to, text]) => h(RouterLink, { to }, () => text));
createApp({ render: () => [h('nav', links()), h(RouterView)] }).use(router).mount('#app');
`,
  }),
};

const REACT: RealApp = {
  name: 'react',
  appId: 'AppsReact',
  manifest: ROUTED,
  ...routed,
  make: template('react', {
    'src/About.jsx': 'export default function About() { return <h1>About</h1>; }',
    'src/User.jsx': `import { useParams } from 'react-router-dom';
export default function User() { return <h1>{'User ' + useParams().id}</h1>; }`,
    'src/main.jsx': `import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter, Link, Route, Routes } from 'react-router-dom';
import './index.css';
import App from './App.jsx';
const About = lazy(() => import('./About.jsx'));
const User = lazy(() => import('./User.jsx'));
createRoot(document.getElementById('root')).render(
  <StrictMode><BrowserRouter>
    <nav><Link to="/">home</Link> <Link to="/about">about</Link> <Link to="/users/7">user</Link></nav>
    <Suspense fallback="…"><Routes>
      <Route path="/" element={<App />} />
      <Route path="/about" element={<About />} />
      <Route path="/users/:id" element={<User />} />
    </Routes></Suspense>
  </BrowserRouter></StrictMode>,
);
`,
  }),
};

const SVELTE: RealApp = {
  name: 'svelte',
  appId: 'AppsSvelte',
  manifest: ROUTED,
  ...routed,
  make: template('svelte', {
    'src/About.svelte': '<h1>About</h1>',
    'src/User.svelte': '<script>let { id } = $props();</script>\n<h1>User {id}</h1>',
    'src/Root.svelte': `<script>
  import { Link, Route, Router } from 'svelte-routing';
  import App from './App.svelte';
  import About from './About.svelte';
  import User from './User.svelte';
</script>
<Router>
  <nav><Link to="/">home</Link> <Link to="/about">about</Link> <Link to="/users/7">user</Link></nav>
  <Route path="/about"><About /></Route>
  <Route path="/users/:id" let:params><User id={params.id} /></Route>
  <Route path="/"><App /></Route>
</Router>
`,
    'src/main.js': `import { mount } from 'svelte';
import './app.css';
import Root from './Root.svelte';
export default mount(Root, { target: document.getElementById('app') });
`,
  }),
};

const VITEPRESS: RealApp = {
  name: 'vitepress',
  appId: 'AppsVitePress',
  manifest: { start_url: '/' },
  async make({ folder, sources, packages }) {
    await writeFiles(sources, {
      '.vitepress/config.mjs': `export default {
  title: 'Site', cleanUrls: true,
  themeConfig: { search: { provider: 'local' }, nav: [{ text: 'Guide', link: '/guide/start' }] },
};`,
      'index.md': '# Hello from VitePress\n\n[To the guide](./guide/start)\n',
      'guide/start.md': '# The guide\n\n[One deeper](./more/)\n',
      'guide/more/index.md': '# One deeper\n\n## A part {#part}\n',
    });
    await runTool(path.join(packages, 'vitepress', 'bin', 'vitepress.js'), ['build', '.', '--outDir', folder], sources);
  },
  async isOpen(page) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Hello from VitePress/);
  },
  async use(page) {
    await page.getByRole('link', { name: 'To the guide' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/The guide/);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/The guide/);
    await page.getByRole('link', { name: 'One deeper' }).click();
  },
  async isDeep(page) {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/One deeper/);
    expect(await page.evaluate(() => location.pathname)).toBe('/guide/more/');
    // The search of the site has an index of its own, which it loads now.
    await page.keyboard.press('/');
    await page.locator('#localsearch-input').fill('guide');
    await expect(page.locator('#localsearch-list li').first()).toContainText('guide');
    await page.keyboard.press('Escape');
  },
};

export const ROUTED_APPS: readonly RealApp[] = [VUE, REACT, SVELTE, VITEPRESS];
