/** Whether Chromium's sandbox holds what Larder opens. `root`: on Linux it is for ordinary users only. */
export type Sandbox = 'on' | 'switched-off' | 'root';
