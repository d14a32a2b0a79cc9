/** Ends at once when another instance has the lock. */
import { app } from 'electron';

if (!app.requestSingleInstanceLock({ own: 1 })) app.exit(3);
