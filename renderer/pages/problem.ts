/** Shown when a mini-program cannot be started: what happened, and two ways on. */
import { pageParameters, showIdentity } from './parameters.ts';

const parameters = pageParameters(location.search);
showIdentity(parameters);
const title = document.getElementById('title');
const message = document.getElementById('message');
if (title && parameters.name) {
  title.textContent = `${parameters.name} did not open`;
  document.title = parameters.name;
}
if (message) message.textContent = parameters.message || 'Something went wrong. Try again in a moment.';
