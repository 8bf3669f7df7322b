export default {
  // Without it, Next takes the folder of the topmost lock file for the project's.
  turbopack: { root: import.meta.dirname },
};
