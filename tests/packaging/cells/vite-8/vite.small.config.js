export default {
  build: { ssr: "main-small.js", outDir: "ssr-small" },
  ssr: { noExternal: true },
};
