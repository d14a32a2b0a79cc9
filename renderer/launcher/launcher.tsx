/** The launcher's entry: bundled to `launcher.js` and `launcher.css` beside `index.html`. */
import { render } from 'preact';
import { App } from './app.tsx';
import { languageInAddress, setLanguage } from './language.ts';
import './base.css';
import './widgets/controls.css';
import './frame.css';
import './shelf/shelf.css';
import './widgets/dialogs.css';
import './activity/activity.css';
import './activity/requests.css';
import './downloads/downloads.css';
import './settings/settings.css';
import './updates/updates.css';
import './diagnostics/diagnostics.css';

const root = document.getElementById('root');
if (!root) throw new Error('Cannot start the launcher: index.html has no #root');
setLanguage(languageInAddress(location.search));
render(<App bridge={window.larder} />, root);
