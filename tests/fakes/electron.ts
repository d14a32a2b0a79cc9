/** Stands in for `electron` in plain Node: there is no app, and electron-store then takes an absolute `cwd`. */
export default {};
