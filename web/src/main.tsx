import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { keepInstalled } from './app/installed-release.ts';
import { reloadOnceAfterRelease } from './app/reload-once.ts';
import { startFirstPage } from './app/start.ts';
import { applyTheme } from './app/theme.ts';

reloadOnceAfterRelease();
// What fails here is tried again, and shown, by the page itself.
startFirstPage().catch(() => {});
keepInstalled();
applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
