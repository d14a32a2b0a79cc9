/** The launcher's entry: bundled to `launcher.js` and `launcher.css` beside `index.html`. */
import { render } from 'preact';
import { App } from './app.tsx';
import { languageInAddress, setLanguage } from './language.ts';
import './styles/base.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/shelf.css';
import './styles/dialogs.css';
import './styles/activity.css';
import './styles/requests.css';
import './styles/downloads.css';
import './styles/settings.css';
import './styles/updates.css';
import './styles/diagnostics.css';

const root = document.getElementById('root');
if (!root) throw new Error('Cannot start the launcher: index.html has no #root');
setLanguage(languageInAddress(location.search));
render(<App bridge={window.larder} />, root);
