export default {
  build: { outDir: "web-slim", rolldownOptions: { input: "slim.html" } },
};
