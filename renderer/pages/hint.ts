/** One sentence above a mini-program's window. */
import { showPage } from './page.ts';

showPage();
