import alias from "./alias.js";

export default {
  ...alias,
  build: { ssr: "main-alias.js", outDir: "ssr-alias" },
  ssr: { noExternal: true },
};
