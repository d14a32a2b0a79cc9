/** Style sheets are bundled into `launcher.css`; importing one has no value. */
declare module '*.css';
