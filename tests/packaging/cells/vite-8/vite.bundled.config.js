export default {
  build: { ssr: "main.js", outDir: "ssr-bundled" },
  ssr: { noExternal: true },
};
